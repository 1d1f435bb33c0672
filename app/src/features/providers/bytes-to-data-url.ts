/** Bytes as an address, which is how the vendors that speak OpenAI's dialects take files. */

import { bytesToBase64 } from '@weft/shared/base64.ts'

export const bytesToDataUrl = (mediaType: string, bytes: Uint8Array): string =>
  `data:${mediaType};base64,${bytesToBase64(bytes)}`
