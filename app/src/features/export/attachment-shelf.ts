/**
 * Attachments of an export: each gets its place in the archive when it is first named, and all of them are written after
 * the documents, each once. What cannot be had is noted once, where it was first named.
 */

import type { WorkspaceId } from '@weft/shared/ids.ts'
import type { AttachmentPart } from '@weft/shared/schema/part.ts'
import type { ExportFormat, ExportOptions, LeftOut } from './export-request.ts'
import type { ExportSource } from './export-source.ts'
import { createNameBook, safeFileName } from './file-names.ts'
import { assetId } from './formats/chatgpt-files.ts'
import { shapeOf } from './export-shape.ts'
import type { WriterContext, WrittenThread } from './formats/thread-writer.ts'
import type { Pack } from './pack.ts'

export interface AttachmentShelf extends Pick<WriterContext, 'pathOf' | 'bytesOf'> {
  /** How many folders lie between the document that is written now and the top of the archive. */
  readonly setDepth: (depth: number) => void
  /** How many were written. */
  readonly writeAll: (pack: Pack, signal: AbortSignal, told: () => void) => Promise<number>
}

interface Deps {
  readonly source: Pick<ExportSource, 'file'>
  readonly options: ExportOptions
  readonly isArchive: boolean
  /** Grows here. */
  readonly leftOut: LeftOut[]
}

interface Place {
  readonly workspaceId: WorkspaceId
  readonly attachment: AttachmentPart
  readonly path: string
  readonly written: Pick<WrittenThread, 'title'> & { readonly threadId: WrittenThread['thread']['id'] }
}

/** Programs find a file by its id; people by its name. */
const pathIn = (format: ExportFormat, { attachmentId, name }: AttachmentPart, take: Take): string => {
  if (format === 'json') return `attachments/${attachmentId}`
  if (format === 'chatgpt') return `${assetId(attachmentId)}-${safeFileName(name, 'file')}`
  const [, stem = '', ending = ''] = /^(.*?)(\.[^.]*)?$/su.exec(safeFileName(name, 'file')) ?? []
  return take('attachments/', stem, ending)
}

type Take = ReturnType<typeof createNameBook>['take']

export const createAttachmentShelf = ({ source, options, isArchive, leftOut }: Deps): AttachmentShelf => {
  const places = new Map<string, Place>()
  const names = createNameBook()
  const missing = new Set<string>()
  let depth = 0
  let embedded = 0
  const takesFiles = isArchive && options.withFiles && shapeOf[options.format].takesFiles

  const keyOf = (workspaceId: WorkspaceId, { attachmentId }: AttachmentPart): string =>
    `${workspaceId}/${attachmentId}`

  const read = async (
    workspaceId: WorkspaceId,
    attachment: AttachmentPart,
    { title, threadId }: Place['written'],
  ): Promise<Uint8Array | null> => {
    const { attachmentId, size, name } = attachment
    const bytes = await source.file(workspaceId, { attachmentId, size })
    if (bytes.ok) return bytes.value
    const key = keyOf(workspaceId, attachment)
    if (!missing.has(key))
      leftOut.push({ type: 'file', threadId, title, attachmentId, name, reason: bytes.error.type })
    missing.add(key)
    return null
  }

  const writtenIn = ({ title, thread }: WrittenThread): Place['written'] => ({ title, threadId: thread.id })

  return {
    setDepth: next => {
      depth = next
    },
    pathOf: (written, attachment) => {
      if (!takesFiles) return null
      const { workspaceId } = written
      const key = keyOf(workspaceId, attachment)
      const known = places.get(key)
      const path = known?.path ?? pathIn(options.format, attachment, names.take)
      if (!known) places.set(key, { workspaceId, attachment, path, written: writtenIn(written) })
      return `${'../'.repeat(depth)}${path}`
    },
    bytesOf: async (written, attachment) => {
      const bytes = await read(written.workspaceId, attachment, writtenIn(written))
      if (bytes) embedded += 1
      return bytes
    },
    writeAll: async (pack, signal, told) => {
      let count = 0
      for (const { workspaceId, attachment, path, written } of places.values()) {
        signal.throwIfAborted()
        const bytes = await read(workspaceId, attachment, written)
        if (!bytes) continue
        await pack.add(path, new Blob([bytes.slice()]).stream())
        count += 1
        told()
      }
      return count + embedded
    },
  }
}
