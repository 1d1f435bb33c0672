/** Which documents of a thread the index lacks, and which it has that are not there any more: what differs, and no more. */

import type { ThreadId } from '@weft/shared/ids.ts'
import { Dexie } from 'dexie'
import type { Database } from '../../../core/database.ts'
import type { MessageKey, MessageRow, ThreadRow } from '../../threads/tables.ts'
import { hasFileFlag, idAt, kindOfFlags } from './document-table.ts'
import type { DocumentAddress, IndexWriter } from './index-writer.ts'
import { type IndexedDocument, toDocumentId } from './indexed-document.ts'
import { type AttachmentTexts, messageDocuments, titleDocument } from './message-documents.ts'
import type { Segment } from './segment.ts'
import type { AttachmentTextRow } from './tables.ts'

/** Rows that are read at once. */
const pageSize = 200

export interface RoomToIndex {
  readonly roomId: ThreadId
  /** Absent: the thread is gone. */
  readonly thread: ThreadRow | undefined
}

/**
 * Changes `writer`, and commits where it fills. What is to be removed is looked up and removed in one go: a merge that
 * ends between the two would have moved it.
 */
export const indexRoom = async (
  database: Database,
  segments: () => readonly Segment[],
  { roomId, thread }: RoomToIndex,
  writer: Pick<IndexWriter, 'add' | 'remove' | 'isFull' | 'commit'>,
): Promise<void> => {
  const keys = thread ? await livingKeys(database, roomId) : []
  const living = new Set(keys.map(([, , , id]) => toDocumentId(id)))
  const { known, withFiles } = removeGone(documentsOf(segments(), roomId), living, writer)
  replaceTitle(segments(), roomId, thread && titleDocument(thread), writer)
  // The text of a file may have come after its message.
  const wanted = keys.filter(([, , , id]) => !known.has(toDocumentId(id)) || withFiles.has(toDocumentId(id)))
  const messages = database.table<MessageRow, MessageKey>('messages')
  for (let from = 0; from < wanted.length; from += pageSize) {
    const rows = await messages.bulkGet(wanted.slice(from, from + pageSize))
    const texts = await attachmentTexts(database, rows)
    for (const row of rows) {
      // What cannot be read has no text; it is looked at again the next time.
      if (row === undefined || row.deleted || row.unreadable) continue
      const documents = messageDocuments(row, texts)
      const id = toDocumentId(row.id)
      const before = known.has(id)
        ? documentsOf(segments(), roomId).filter(
            ({ segment, document }) => idAt(segment.table, document) === id,
          )
        : []
      if (before.length === documents.length) continue
      for (const address of before) writer.remove(address)
      for (const document of documents) writer.add(document)
    }
    if (writer.isFull()) await writer.commit()
  }
}

interface Indexed {
  /** Ids of messages. */
  readonly known: ReadonlySet<string>
  readonly withFiles: ReadonlySet<string>
}

const removeGone = (
  indexed: readonly DocumentAddress[],
  living: ReadonlySet<string>,
  writer: Pick<IndexWriter, 'remove'>,
): Indexed => {
  const known = new Set<string>()
  const withFiles = new Set<string>()
  for (const address of indexed) {
    const { table } = address.segment
    const flags = table.flags[address.document] ?? 0
    if (kindOfFlags(flags) === 'title') continue
    const id = idAt(table, address.document)
    if (!living.has(id)) writer.remove(address)
    else {
      known.add(id)
      if (hasFileFlag(flags)) withFiles.add(id)
    }
  }
  return { known, withFiles }
}

const documentsOf = (segments: readonly Segment[], roomId: string): readonly DocumentAddress[] => {
  const found: DocumentAddress[] = []
  for (const segment of segments) {
    const number = segment.roomNumber(roomId)
    if (number === undefined) continue
    const { room } = segment.table
    for (let document = 0; document < room.length; document += 1)
      if (room[document] === number && !segment.isDead(document)) found.push({ segment, document })
  }
  return found
}

const replaceTitle = (
  segments: readonly Segment[],
  roomId: ThreadId,
  title: IndexedDocument | undefined,
  writer: Pick<IndexWriter, 'add' | 'remove'>,
): void => {
  let isThere = false
  for (const address of documentsOf(segments, roomId)) {
    const { table } = address.segment
    if (kindOfFlags(table.flags[address.document] ?? 0) !== 'title') continue
    if (title !== undefined && !isThere && idAt(table, address.document) === title.id) isThere = true
    else writer.remove(address)
  }
  if (title !== undefined && !isThere) writer.add(title)
}

const livingKeys = async (database: Database, roomId: ThreadId): Promise<readonly MessageKey[]> => {
  const messages = database.table<MessageRow, MessageKey>('messages')
  const keys = await messages
    .where('[roomId+parentKey+stamp+id]')
    .between([roomId, Dexie.minKey], [roomId, Dexie.maxKey])
    .primaryKeys()
  const deleted = await messages.where('[roomId+deleted]').equals([roomId, 1]).primaryKeys()
  const gone = new Set(deleted.map(([, , , id]) => id))
  return keys.filter(([, , , id]) => !gone.has(id))
}

const attachmentTexts = async (
  database: Database,
  rows: readonly (MessageRow | undefined)[],
): Promise<AttachmentTexts> => {
  const keys = rows.flatMap(row =>
    (row?.attachmentIds ?? []).map((id): [string, string] => [row?.workspaceId ?? '', id]),
  )
  if (keys.length === 0) return new Map()
  const texts = await database
    .table<AttachmentTextRow, [string, string]>('attachmentTexts')
    .bulkGet([...new Map(keys.map(key => [key.join('/'), key])).values()])
  return new Map(texts.flatMap(row => (row === undefined ? [] : [[row.id, row.text] as const])))
}
