/** Secrets that the server hands out once and knows again: 256 random bits, stored as their hash. */

import { createHash } from 'node:crypto'
import type { Random } from '@weft/shared/env.ts'

export const createSecretText = (random: Random): string =>
  Buffer.from(random.bytes(32)).toString('base64url')

/** No salt and no work: nobody guesses 256 bits. */
export const hashSecretText = (text: string): Buffer => createHash('sha256').update(text).digest()
