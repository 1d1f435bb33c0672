/** Files of imported messages, from wherever the export has them, into the blobs of the workspace. */

import type { AttachmentId } from '@weft/shared/ids.ts'
import { maxBlobBytes } from '@weft/shared/protocol/limits.ts'
import type { Result, TaggedError } from '@weft/shared/result.ts'
import type { ImportedFile, ImportedThread, Skipped } from '../../transfer/imported-thread.ts'
import type { StoreFile } from '../../transfer/store-file.ts'
import type { ReadEntry } from './import-calls.ts'

interface Deps {
  readonly readEntry: ReadEntry
  readonly addBlob: (content: Blob) => Promise<Result<AttachmentId, TaggedError>>
  /** Called for each that was stored. */
  readonly stored: () => void
  /** A disk that is full ends the import, not the file. */
  readonly failed: (error: TaggedError) => void
  readonly skip: (skipped: Skipped) => void
}

const typeByEnding: Readonly<Record<string, string>> = {
  csv: 'text/csv',
  gif: 'image/gif',
  jpeg: 'image/jpeg',
  jpg: 'image/jpeg',
  json: 'application/json',
  md: 'text/markdown',
  mp3: 'audio/mpeg',
  pdf: 'application/pdf',
  png: 'image/png',
  txt: 'text/plain',
  wav: 'audio/wav',
  webp: 'image/webp',
}

const endingOf = (name: string): string => name.slice(name.lastIndexOf('.') + 1).toLowerCase()

const mediaTypeOf = ({ name, mediaType, content }: ImportedFile): string =>
  mediaType ??
  typeByEnding[endingOf(name)] ??
  (content.type === 'text' ? 'text/plain' : 'application/octet-stream')

export const storeFilesWith =
  ({ readEntry, addBlob, stored, failed, skip }: Deps) =>
  ({ title, sourceId }: Pick<ImportedThread, 'title' | 'sourceId'>): StoreFile => {
    const contentOf = async ({ content }: ImportedFile): Promise<Blob | null> => {
      switch (content.type) {
        case 'text':
          return new Blob([content.text])
        case 'bytes':
          return new Blob([content.bytes.slice()])
        case 'entry':
          return readEntry(content.path)
        case 'missing':
          return null
      }
    }

    return async file => {
      const leaveOut = (reason: 'file-missing' | 'too-large'): null => {
        // A reader has told of files that the export only names.
        if (file.content.type !== 'missing')
          skip({ reason, kept: true, thread: title ?? sourceId, detail: file.name })
        return null
      }
      const content = await contentOf(file)
      if (content === null) return leaveOut('file-missing')
      if (content.size > maxBlobBytes) return leaveOut('too-large')
      const added = await addBlob(content)
      if (!added.ok) {
        failed(added.error)
        return null
      }
      stored()
      return {
        type: 'attachment',
        attachmentId: added.value,
        name: file.name,
        mediaType: mediaTypeOf(file),
        size: content.size,
      }
    }
  }
