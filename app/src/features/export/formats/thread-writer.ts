/** What every format is: the text before the first thread, of each thread, and after the last. Pure but for the bytes of pictures. */

import type { FolderId, WorkspaceId } from '@weft/shared/ids.ts'
import type { AttachmentPart } from '@weft/shared/schema/part.ts'
import type { PortableFolder, PortableThread } from '../../transfer/portable-thread.ts'
import type { ExportLanguage, ExportOptions, LeftOut } from '../export-request.ts'

export interface WrittenThread {
  readonly workspaceId: WorkspaceId
  readonly thread: PortableThread
  /** As it is shown in lists; never empty. */
  readonly title: string
}

export interface WriterContext {
  readonly options: ExportOptions
  readonly language: ExportLanguage
  /** Milliseconds since the epoch. */
  readonly exportedAt: number
  readonly folders: readonly PortableFolder[]
  readonly folderName: (id: FolderId | undefined) => string | undefined
  /** Where an attachment will stand in the archive, as seen from this document; null: it is not in the file. */
  readonly pathOf: (written: WrittenThread, attachment: AttachmentPart) => string | null
  /** The bytes of an attachment that is to stand in the text itself; null: it could not be had, which is in the report. */
  readonly bytesOf: (written: WrittenThread, attachment: AttachmentPart) => Promise<Uint8Array | null>
}

export interface ThreadWriter {
  readonly begin: () => string
  /** `index`: how many threads stand before it in this document. */
  readonly thread: (written: WrittenThread, index: number) => Iterable<string> | AsyncIterable<string>
  readonly end: (leftOut: readonly LeftOut[]) => string
}

export type CreateWriter = (context: WriterContext) => ThreadWriter
