/**
 * Imported before anything that parses: without it zod tries whether `new Function` is allowed, and every worker
 * and page under our content security policy would report a violation at its start.
 */

import * as z from 'zod/mini'

z.config({ jitless: true })
