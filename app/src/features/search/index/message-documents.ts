/** What can be found of a message, and of a title: from rows to documents. Pure. */

import type { ThreadId } from '@weft/shared/ids.ts'
import { isKnownPart, type Part } from '@weft/shared/schema/part.ts'
import type { MessageRow, ThreadRow } from '../../threads/tables.ts'
import { foldText } from '../fold-text.ts'
import { crc32 } from './crc32.ts'
import { type IndexedDocument, idLetters, toDocumentId } from './indexed-document.ts'
import { encodeText } from '@weft/shared/bytes.ts'
import { bytesToBase32 } from '@weft/shared/ids.ts'

/** Characters of one text: a log of a tool may have millions, and nobody looks for the last of them. */
const longestText = 1_000_000

/** The text of an attachment, by its id; empty where there is none. */
export type AttachmentTexts = ReadonlyMap<string, string>

/** Texts that a reader sees of a message, in the order in which they are found. */
export const messageTexts = (parts: readonly Part[]): readonly string[] =>
  parts.flatMap(part => {
    if (!isKnownPart(part)) return []
    switch (part.type) {
      case 'text':
        return [part.text]
      case 'tool-call':
        return [part.name]
      case 'tool-result':
        return [part.name, part.output]
      case 'attachment':
        return [part.name]
      default:
        return []
    }
  })

export const reasoningTexts = (parts: readonly Part[]): readonly string[] =>
  parts.flatMap(part => (isKnownPart(part) && part.type === 'reasoning' ? [part.text] : []))

const fence = /^\s*(?:`{3,}|~{3,})/m

const cutTexts = (texts: readonly string[]): readonly string[] =>
  texts.map(text => text.slice(0, longestText))

/** The message first, what else belongs to it behind it: `find-documents.ts` counts them as one. */
export const messageDocuments = (
  row: MessageRow,
  attachments: AttachmentTexts,
): readonly IndexedDocument[] => {
  const texts = messageTexts(row.parts)
  const shared = {
    roomId: row.roomId,
    id: toDocumentId(row.id),
    role: row.role,
    createdAt: row.createdAt,
    hasCode: texts.some(text => fence.test(text)),
    hasFile: row.attachmentIds !== undefined,
    model: row.model === undefined ? '' : foldText(`${row.model.name}\n${row.model.modelId}`).text,
  }
  const thoughts = reasoningTexts(row.parts)
  const documents: IndexedDocument[] = [{ ...shared, kind: 'message', part: 0, texts: cutTexts(texts) }]
  if (thoughts.length > 0)
    documents.push({ ...shared, kind: 'reasoning', part: 0, texts: cutTexts(thoughts) })
  for (const [part, id] of (row.attachmentIds ?? []).entries()) {
    const text = attachments.get(id)
    if (text) documents.push({ ...shared, kind: 'attachment', part, texts: cutTexts([text]) })
  }
  return documents
}

/** Another title has another id, so that it is seen to have changed. */
export const titleDocument = (
  thread: Pick<ThreadRow, 'roomId' | 'title' | 'lastAt'>,
): IndexedDocument | undefined =>
  thread.title === ''
    ? undefined
    : {
        kind: 'title',
        roomId: thread.roomId,
        id: titleId(thread),
        part: 0,
        role: 'user',
        createdAt: thread.lastAt,
        hasCode: false,
        hasFile: false,
        model: '',
        texts: [thread.title],
      }

/** Of title and time: a title is as new as what was last said under it. */
const titleId = ({ roomId, title, lastAt }: { roomId: ThreadId; title: string; lastAt: number }): string => {
  const said = encodeText(`${title}\n${lastAt}`)
  const bytes = new Uint8Array(16)
  const view = new DataView(bytes.buffer)
  view.setUint32(0, crc32(said))
  view.setUint32(4, crc32(encodeText(roomId), crc32(said)))
  view.setUint32(8, said.length)
  return bytesToBase32(bytes).slice(0, idLetters).padEnd(idLetters, 'a')
}
