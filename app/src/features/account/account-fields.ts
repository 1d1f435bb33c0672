/** What is checked as it is typed, by the schemas of the wire: what passes here the server takes. */

import { email, secretText } from '@weft/shared/protocol/accounts/fields.ts'
import * as z from 'zod/mini'

export const isEmail = (text: string): boolean => z.safeParse(email, text).success

/** As it is copied: without space around it. */
export const isInvitation = (text: string): boolean => z.safeParse(secretText, text.trim()).success
