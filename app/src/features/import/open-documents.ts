/**
 * From the files that were dropped to the JSON texts and the other files in them: archives are opened, packed files
 * unpacked, and each is known by its first bytes. Archives in archives stay closed.
 */

import type { Skipped } from '../transfer/imported-thread.ts'
import { assetIdOfName, givenName, lastName } from './archive/asset-id.ts'
import { type ArchiveEntry, openArchive } from './archive/open-archive.ts'
import { readChunks } from './archive/read-chunks.ts'
import { type FileShape, sniff, sniffLength } from './archive/sniff.ts'
import { attachmentOfWeft, isNamedAsAttachment, isWeftExport } from './archive/weft-attachments.ts'
import type { ImportDocument } from './import-document.ts'
import type { Asset } from './readers/reader.ts'

export interface OpenedFiles {
  readonly documents: readonly ImportDocument[]
  readonly skipped: readonly Skipped[]
  readonly findAsset: (id: string) => Asset | undefined
}

/**
 * Entries that are not looked into, because their names say that they are pictures, sound or a page: an export may have
 * ten thousand of them, and each look costs. They can still be found as what a message names.
 */
const otherEntries =
  /\.(?:avif|bmp|gif|heic|html?|ico|jpe?g|m4a|mov|mp[34]|oga|ogg|pdf|png|svg|wav|web[amp])$/i

export const openDocuments = async (files: readonly Blob[], signal: AbortSignal): Promise<OpenedFiles> => {
  const documents: ImportDocument[] = []
  const skipped: Skipped[] = []
  const assets = new Map<string, Asset>()
  const addAsset = (asset: Asset): void => {
    const id = assetIdOfName(asset.name)
    if (id !== undefined && !assets.has(id)) assets.set(id, { ...asset, name: givenName(asset.name) })
  }

  const openEntries = async (entries: readonly ArchiveEntry[], place: number): Promise<void> => {
    const looked: { readonly entry: ArchiveEntry; readonly head: Head }[] = []
    for (const [index, entry] of entries.entries()) {
      addAsset({ path: `${place}/${index}`, size: entry.size, name: entry.name })
      if (otherEntries.test(entry.name)) continue
      looked.push({ entry, head: entry.locked ? lockedHead : await headOf(entry.open, signal) })
    }
    const isAttachment = attachmentOfWeft(
      looked.filter(({ head }) => head.isWeft).map(({ entry }) => entry.name),
    )
    for (const { entry, head } of looked) {
      if (isAttachment(entry.name)) continue
      if (head.shape === 'json') documents.push(ofEntry(entry))
      else if (head.shape !== 'other') skipped.push(told(head.shape, entry.name))
    }
  }

  const heads = await Promise.all(
    files.map(async file => headIn(new Uint8Array(await file.slice(0, sniffLength).arrayBuffer()))),
  )
  const besideWeft = heads.some(({ isWeft }) => isWeft)
  for (const [place, file] of files.entries()) {
    const name = nameOf(file) ?? `${place + 1}`
    addAsset({ path: `${place}`, size: file.size, name })
    if (besideWeft && isNamedAsAttachment(name)) continue
    const shape = heads[place]?.shape ?? 'empty'
    if (shape === 'json') documents.push(ofBlob(file, name))
    else if (shape === 'gzip') {
      const inner = await headOf(() => unpack(file), signal)
      if (inner.shape === 'json') documents.push({ ...ofBlob(file, name), open: () => unpack(file) })
      else skipped.push(told(inner.shape, name))
    } else if (shape === 'zip') {
      const opened = await openArchive(file, signal)
      if (!opened.ok) {
        const { error } = opened
        const reason = error.type === 'archive-too-many' ? 'too-many' : 'malformed'
        skipped.push({
          reason,
          kept: false,
          thread: name,
          ...('detail' in error ? { detail: error.detail } : {}),
        })
        continue
      }
      await openEntries(opened.value, place)
    } else if (assetIdOfName(name) === undefined) skipped.push(told(shape, name))
  }
  return { documents, skipped, findAsset: id => assets.get(id) }
}

interface Head {
  readonly shape: FileShape | 'damaged'
  readonly isWeft: boolean
}

const headIn = (bytes: Uint8Array): Head => {
  const shape = sniff(bytes)
  return { shape, isWeft: shape === 'json' && isWeftExport(bytes) }
}

const lockedHead: Head = { shape: 'zip', isWeft: false }

const nameOf = (file: Blob): string | undefined =>
  'name' in file && typeof file.name === 'string' ? lastName(file.name) : undefined

const ofBlob = (file: Blob, name: string): ImportDocument => ({
  name,
  size: file.size,
  packed: file.size,
  open: () => file.stream(),
})

const ofEntry = (entry: ArchiveEntry): ImportDocument => ({
  name: entry.name,
  size: entry.size,
  packed: entry.packed,
  open: entry.open,
})

const unpack = (file: Blob): ReadableStream<Uint8Array> =>
  file.stream().pipeThrough(new DecompressionStream('gzip'))

/** Of what cannot be unpacked nothing is known. */
const headOf = async (open: () => ReadableStream<Uint8Array>, signal: AbortSignal): Promise<Head> => {
  try {
    for await (const chunk of readChunks(open(), signal)) if (chunk.length > 0) return headIn(chunk)
    return { shape: 'empty', isWeft: false }
  } catch {
    signal.throwIfAborted()
    return { shape: 'damaged', isWeft: false }
  }
}

const told = (shape: Head['shape'], name: string): Skipped => {
  const reason =
    shape === 'utf-16'
      ? 'wrong-encoding'
      : shape === 'zip' || shape === 'gzip'
        ? 'locked-archive'
        : shape === 'damaged'
          ? 'malformed'
          : 'not-a-conversation'
  return { reason, kept: false, thread: name }
}
