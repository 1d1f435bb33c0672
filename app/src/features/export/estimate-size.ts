/**
 * About how large an export will be, from a sample of rows and the sizes of attachments: a person wants to know whether it
 * is megabytes or gigabytes. Rows of rooms that were never opened here are not made yet, and count by what others weigh.
 */

import type { ThreadId } from '@weft/shared/ids.ts'
import { Dexie } from 'dexie'
import type { Database } from '../../core/database.ts'
import type { MessageKey, MessageRow, ThreadRow } from '../threads/tables.ts'
import type { ExportFormat, ExportOptions, ExportScope } from './export-request.ts'
import { isArchive, shapeOf } from './export-shape.ts'

export interface Weight {
  readonly scope: ExportScope
  readonly threads: number
  /** Of the one thread that is exported. */
  readonly title?: string
  readonly messages: number
  /** Bytes of the words of a message, on average. */
  readonly perMessage: number
  readonly files: number
  readonly fileBytes: number
}

/** Rows that are looked at: enough for a first digit, few enough for no wait. */
const sampled = 300

/**
 * Bytes around the words of one message, and what an archive makes of both, as measured on 3,000 messages of the bench's
 * history (`e2e/bench/history`, ten languages, 538 bytes a message).
 */
const around: Readonly<Record<ExportFormat, { readonly bytes: number; readonly packed: number }>> = {
  markdown: { bytes: 61, packed: 0.37 },
  html: { bytes: 663, packed: 0.31 },
  json: { bytes: 319, packed: 0.3 },
  'fine-tuning': { bytes: 38, packed: 1 },
  chatgpt: { bytes: 526, packed: 0.25 },
}

const encoder = new TextEncoder()

const bytesOf = ({ parts }: MessageRow): number =>
  parts.reduce((sum, part) => {
    const words = 'text' in part ? part.text : 'output' in part ? part.output : ''
    return sum + (typeof words === 'string' ? encoder.encode(words).length : 0)
  }, 0)

const filesOf = (rows: readonly MessageRow[]): ReadonlyMap<string, number> =>
  new Map(
    rows.flatMap(({ parts }) =>
      parts.flatMap((part): (readonly [string, number])[] =>
        part.type === 'attachment' && 'attachmentId' in part
          ? [[String(part.attachmentId), Number(part['size'])]]
          : [],
      ),
    ),
  )

const scopeOf = (rows: readonly ThreadRow[], chosen: readonly ThreadId[] | 'everything'): ExportScope =>
  chosen === 'everything'
    ? { type: 'everything' }
    : {
        type: 'threads',
        threads: rows.map(({ workspaceId, roomId }) => ({ workspaceId, threadId: roomId })),
      }

export const weigh = async (
  database: Database,
  chosen: readonly ThreadId[] | 'everything',
): Promise<Weight> => {
  const table = database.table<MessageRow, MessageKey>('messages')
  const threadTable = database.table<ThreadRow>('threads')
  const rows =
    chosen === 'everything'
      ? await threadTable.toArray()
      : await threadTable.where('roomId').anyOf(chosen).toArray()
  const [first, ...others] = rows
  const sample =
    chosen === 'everything' || !first
      ? await table.limit(sampled).toArray()
      : await table
          .where('[roomId+parentKey+stamp+id]')
          .between([first.roomId, Dexie.minKey], [first.roomId, Dexie.maxKey])
          .limit(sampled)
          .toArray()
  const ids = new Set(rows.map(({ roomId }) => roomId))
  // Keys first: ten years of messages have few with attachments, and one thread fewer.
  const keys = await table.where('attachmentIds').between(Dexie.minKey, Dexie.maxKey).primaryKeys()
  const withFiles = await table.bulkGet(keys.filter(([roomId]) => ids.has(roomId)))
  const files = filesOf(withFiles.flatMap(row => row ?? []))
  return {
    scope: scopeOf(rows, chosen),
    threads: rows.length,
    ...(first && others.length === 0 ? { title: first.title } : {}),
    messages: rows.reduce((sum, { messageCount }) => sum + messageCount, 0),
    perMessage: sample.length === 0 ? 0 : sample.reduce((sum, row) => sum + bytesOf(row), 0) / sample.length,
    files: files.size,
    fileBytes: [...files.values()].reduce((sum, size) => sum + size, 0),
  }
}

export const estimateBytes = (weight: Weight, options: ExportOptions): number => {
  const { bytes, packed } = around[options.format]
  const text = weight.messages * (weight.perMessage + bytes)
  const isPacked = isArchive(options, weight.threads)
  // Pictures and documents are packed already; written as text within a page they are a third longer until they are packed.
  const inPage = options.format === 'html' ? weight.fileBytes * (isPacked ? 1 : 4 / 3) : 0
  const beside = options.withFiles && shapeOf[options.format].takesFiles ? weight.fileBytes : 0
  return text * (isPacked ? packed : 1) + inPage + beside
}
