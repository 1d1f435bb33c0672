/** The bytes of a file that came along with an export, by the path that `readImport` gave it among the same files. */

import { err, ok, type Result } from '@weft/shared/result.ts'
import { openArchive } from './archive/open-archive.ts'
import { isBomb, readChunks, unpackBounds } from './archive/read-chunks.ts'

export type EntryError =
  | { readonly type: 'entry-missing' }
  | { readonly type: 'entry-too-large' }
  | { readonly type: 'entry-damaged' }

/** One file. Against an entry that unpacks to more than memory; what a program lets people attach is smaller. */
export const largestEntry = 512 * 1024 * 1024

export interface EntryReader {
  readonly read: (path: string) => Promise<Result<Blob, EntryError>>
}

/** Lists an archive once, however many of its files are wanted. */
export const createEntryReader = (
  files: readonly Blob[],
  signal: AbortSignal,
  largest: number = largestEntry,
): EntryReader => {
  const archives = new Map<number, ReturnType<typeof openArchive>>()
  return {
    read: async path => {
      const [place, index] = path.split('/').map(Number)
      const file = place === undefined ? undefined : files[place]
      if (!file || place === undefined) return err({ type: 'entry-missing' })
      if (index === undefined) return ok(file)
      const opening = archives.get(place) ?? openArchive(file, signal)
      archives.set(place, opening)
      const archive = await opening
      const entry = archive.ok ? archive.value[index] : undefined
      if (!entry) return err({ type: 'entry-missing' })
      const chunks: Uint8Array<ArrayBuffer>[] = []
      let size = 0
      try {
        for await (const chunk of readChunks(entry.open(), signal)) {
          size += chunk.length
          if (size > largest || isBomb(size, entry.packed, unpackBounds))
            return err({ type: 'entry-too-large' })
          chunks.push(new Uint8Array(chunk))
        }
      } catch {
        signal.throwIfAborted()
        return err({ type: 'entry-damaged' })
      }
      return ok(new Blob(chunks))
    },
  }
}
