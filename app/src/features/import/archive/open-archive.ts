/**
 * A ZIP on disk, read where it lies: the list of its entries, and each entry as a stream. Names of entries are names
 * and never paths; nothing is unpacked anywhere. Without workers and WebAssembly, which the policy of the worker that
 * runs this forbids: zip.js takes the browser's own `DecompressionStream`.
 */

import { err, ok, type Result } from '@weft/shared/result.ts'
import { BlobReader, type Entry, type FileEntry, ZipReader } from '@zip.js/zip.js/lib/zip-core-native.js'

export interface ArchiveEntry {
  readonly name: string
  /** Bytes in the archive, and unpacked as the archive says. */
  readonly packed: number
  readonly size: number
  readonly locked: boolean
  readonly open: () => ReadableStream<Uint8Array>
}

export type ArchiveError =
  | { readonly type: 'archive-damaged'; readonly detail: string }
  | { readonly type: 'archive-too-many'; readonly count: number }

/** Entries of one archive. Against a directory of millions that would fill memory; real ones have some 50,000. */
export const mostEntries = 250_000

export const openArchive = async (
  blob: Blob,
  signal: AbortSignal,
  most: number = mostEntries,
): Promise<Result<readonly ArchiveEntry[], ArchiveError>> => {
  const reader = new ZipReader(new BlobReader(blob), { useWebWorkers: false, useCompressionStream: true })
  const entries: ArchiveEntry[] = []
  try {
    for await (const entry of reader.getEntriesGenerator()) {
      signal.throwIfAborted()
      if (entries.length >= most) return err({ type: 'archive-too-many', count: entries.length })
      if (!isDirectory(entry)) entries.push(toEntry(entry, signal))
    }
  } catch (cause) {
    signal.throwIfAborted()
    return err({ type: 'archive-damaged', detail: cause instanceof Error ? cause.message : '' })
  }
  return ok(entries)
}

const isDirectory = (entry: Entry): entry is Exclude<Entry, FileEntry> => entry.directory

const toEntry = (entry: FileEntry, signal: AbortSignal): ArchiveEntry => ({
  name: entry.filename,
  packed: entry.compressedSize,
  size: entry.uncompressedSize,
  locked: entry.encrypted,
  open: () => {
    const { readable, writable } = new TransformStream<Uint8Array, Uint8Array>()
    // Several entries that lie in one place are how a small archive unpacks to any size.
    const unpacked = entry.getData(writable, { signal, checkOverlappingEntry: true })
    // Who reads hears of it; who has stopped reading need not.
    unpacked.catch((cause: unknown) => writable.abort(cause).catch(() => undefined))
    return readable
  },
})
