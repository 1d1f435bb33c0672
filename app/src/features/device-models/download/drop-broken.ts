/**
 * Reads the files of a model that does not run, and drops those that are not what they should be. A file that nobody can
 * vouch for is dropped too: a compiled model has no digest anywhere, and is what breaks most.
 */

import { checkBody } from './checked-body.ts'
import type { ModelFile } from './model-file.ts'
import type { ModelStore } from './model-store.ts'

/** Bytes of the files that stayed. */
export const dropBroken = async (files: readonly ModelFile[], store: ModelStore): Promise<number> => {
  let kept = 0
  for (const file of files) {
    if (file.digest && (await isSound(file, store))) kept += file.bytes ?? 0
    else await store.remove(file.cache, file.url)
  }
  return kept
}

const isSound = async (file: ModelFile, store: ModelStore): Promise<boolean> => {
  const stored = await store.read(file.cache, file.url)
  if (!stored) return false
  const { stream, broken } = await checkBody(stored, file, () => undefined)
  await stream.pipeTo(new WritableStream()).catch(() => undefined)
  return broken() === undefined
}
