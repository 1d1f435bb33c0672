/**
 * Ids that are found again: the same for the same words, wherever and whenever they are made. What is brought in twice
 * from one source is so the same thing twice.
 */

import { lengthPrefixed } from './bytes.ts'
import { createId, type IdKind } from './ids.ts'

export type DeriveId = <Kind extends IdKind>(
  kind: Kind,
  ...words: readonly string[]
) => ReturnType<typeof createId<Kind>>

/** The first 128 bits of SHA-256 over purpose, kind and words. Its code comes with the first use. */
export const createDeriveId = async (purpose: string): Promise<DeriveId> => {
  const { sha256 } = await import('@noble/hashes/sha2.js')
  return (kind, ...words) => {
    const hash = sha256(lengthPrefixed(purpose, kind, ...words)).slice()
    return createId({ bytes: length => hash.slice(0, length), fraction: () => 0 }, kind)
  }
}
