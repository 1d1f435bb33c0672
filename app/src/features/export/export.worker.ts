/** The worker of an export: one export, from the port of its threads into its file, and it ends. */

import { systemClock } from '@weft/shared/env.ts'
import * as Comlink from 'comlink'
import { createExportWorker } from './export-worker-api.ts'

Comlink.expose(createExportWorker(systemClock))
