/**
 * About how large an export will be, from a sample of rows and the sizes of attachments: a person wants to know whether it
 * is megabytes or gigabytes. Rows of rooms that were never opened here are not made yet, and count by what others weigh.
 */

import { Dexie } from 'dexie'
import type { Database } from '../../core/database.ts'
import type { ExportedThread } from '../threads/export-context.ts'
import type { MessageRow, ThreadRow } from '../threads/tables.ts'
import type { ExportFormat, ExportOptions } from './export-request.ts'
import { shapeOf } from './export-shape.ts'

export interface Weight {
  readonly threads: number
  readonly messages: number
  /** Bytes of the words of a message, on average. */
  readonly perMessage: number
  readonly files: number
  readonly fileBytes: number
}

/** Rows that are looked at: enough for a first digit, few enough for no wait. */
const sampled = 300

/** Bytes around the words of one message, measured on a synthetic history of ten languages. */
const around: Readonly<Record<ExportFormat, number>> = {
  markdown: 60,
  html: 290,
  json: 330,
  'fine-tuning': 40,
  chatgpt: 480,
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

export const weigh = async (
  database: Database,
  chosen: readonly ExportedThread[] | 'everything',
): Promise<Weight> => {
  const table = database.table<MessageRow>('messages')
  const threads: readonly ExportedThread[] =
    chosen === 'everything' ? await database.table<ThreadRow>('threads').toArray() : chosen
  const ids = new Set(threads.map(({ roomId }) => roomId))
  const messages = threads.reduce((sum, { messageCount }) => sum + messageCount, 0)
  const [first] = threads
  const sample =
    chosen === 'everything' || !first
      ? await table.limit(sampled).toArray()
      : await table
          .where('[roomId+parentKey+stamp+id]')
          .between([first.roomId, Dexie.minKey], [first.roomId, Dexie.maxKey])
          .limit(sampled)
          .toArray()
  const withFiles = await table
    .where('attachmentIds')
    .between(Dexie.minKey, Dexie.maxKey)
    .distinct()
    .toArray()
  const files = filesOf(withFiles.filter(({ roomId }) => ids.has(roomId)))
  return {
    threads: threads.length,
    messages,
    perMessage: sample.length === 0 ? 0 : sample.reduce((sum, row) => sum + bytesOf(row), 0) / sample.length,
    files: files.size,
    fileBytes: [...files.values()].reduce((sum, size) => sum + size, 0),
  }
}

export const estimateBytes = (weight: Weight, options: ExportOptions): number => {
  const text = weight.messages * (weight.perMessage + around[options.format])
  const hasFiles = options.withFiles && shapeOf[options.format].takesFiles
  return text + (hasFiles ? weight.fileBytes : 0)
}
