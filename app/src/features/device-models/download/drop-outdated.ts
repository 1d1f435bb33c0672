/**
 * What of a model came from an earlier list and is not in the one its host gives now: parts it no longer has, and other
 * versions of those it has. Left where they are they would be taken for the new ones, or lie there for ever.
 */

import { dropFile, dropPieces } from './fetch-file.ts'
import type { ModelFile } from './model-file.ts'
import type { ModelStore } from './model-store.ts'

export const dropOutdated = async (
  earlier: readonly ModelFile[],
  listed: readonly ModelFile[],
  store: ModelStore,
): Promise<void> => {
  const now = new Map(listed.map(file => [file.url, file]))
  for (const file of earlier) {
    const successor = now.get(file.url)
    if (!successor || isOther(file, successor)) await dropFile(file, store)
    // Of a file whose size is not told any more no pieces are asked for, and so none are put together.
    else if (successor.bytes === undefined) await dropPieces(file, store)
  }
}

/** As far as the host says it both times: a list that cannot be read today makes nothing worthless. */
const isOther = (before: ModelFile, now: ModelFile): boolean =>
  before.cache !== now.cache ||
  differ(before.bytes, now.bytes) ||
  (before.digest?.algorithm === now.digest?.algorithm && differ(before.digest?.value, now.digest?.value))

const differ = <T>(before: T | undefined, now: T | undefined): boolean =>
  before !== undefined && now !== undefined && before !== now
