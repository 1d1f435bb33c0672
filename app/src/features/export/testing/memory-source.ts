/** Threads in memory as a source, and a file in memory to write to. */

import { err, ok } from '@weft/shared/result.ts'
import type { PortableFolder, PortableThread } from '../../transfer/portable-thread.ts'
import type { ExportOptions, ExportReport } from '../export-request.ts'
import type { ExportSource, NextThread } from '../export-source.ts'
import { runExport } from '../run-export.ts'
import { folderId, language, notes, notesText, picture, pixel, start, workspaceId } from './rich-thread.ts'

export const weaving: PortableFolder = { id: folderId('weaving'), name: 'Weaving: a/b', createdAt: start }

const bytesById: ReadonlyMap<string, Uint8Array> = new Map([
  [picture.attachmentId, pixel],
  [notes.attachmentId, new TextEncoder().encode(notesText)],
])

export interface MemorySourceOptions {
  readonly threads: readonly PortableThread[]
  /** Stand before the threads. */
  readonly before?: readonly NextThread[]
  readonly hasFiles?: boolean
}

export const createMemorySource = ({
  threads,
  before = [],
  hasFiles = true,
}: MemorySourceOptions): ExportSource => {
  const rest: NextThread[] = [
    ...before,
    ...threads.map(
      (thread): NextThread => ({
        type: 'thread',
        workspaceId,
        read: { thread, unreadableMessages: [], unreadableRegisters: 0 },
      }),
    ),
  ]
  return {
    start: async () => ({ threads: rest.length, folders: [weaving] }),
    next: async () => rest.shift() ?? { type: 'end' },
    file: async (_workspace, { attachmentId }) => {
      const bytes = hasFiles ? bytesById.get(attachmentId) : undefined
      return bytes ? ok(bytes) : err({ type: 'attachment-elsewhere' })
    },
    end: async () => undefined,
  }
}

export const defaultOptions = (format: ExportOptions['format']): ExportOptions => ({
  format,
  allBranches: true,
  withFiles: false,
  onlyGood: false,
})

export interface Exported {
  readonly bytes: Uint8Array
  readonly text: string
  readonly report: ExportReport
}

export const exportToMemory = async (source: ExportSource, options: ExportOptions): Promise<Exported> => {
  const chunks: Uint8Array<ArrayBuffer>[] = []
  const out = new WritableStream<Uint8Array>({ write: chunk => void chunks.push(chunk.slice()) })
  const report = await runExport({
    source,
    out,
    options,
    language,
    exportedAt: start,
    progress: () => undefined,
    signal: new AbortController().signal,
  })
  const bytes = new Uint8Array(await new Blob(chunks).arrayBuffer())
  return { bytes, text: new TextDecoder().decode(bytes), report }
}
