/**
 * What a vector was made of, in 26 letters: the model, and the text letter for letter. Equal texts in branches, copies
 * and threads that were made again have one hash, and are never sent to a model twice.
 */

import { bytesToBase32 } from '@weft/shared/ids.ts'

/** 128 bits: among a billion passages two have the same hash once in 10^20. */
const hashLength = 16

export const contentHash = async (modelId: string, text: string): Promise<string> => {
  // No model's name has a line break in it, so no two pairs give the same bytes.
  const bytes = new TextEncoder().encode(`${modelId}\n${text}`)
  const digest = await crypto.subtle.digest('SHA-256', bytes)
  return bytesToBase32(new Uint8Array(digest, 0, hashLength))
}
