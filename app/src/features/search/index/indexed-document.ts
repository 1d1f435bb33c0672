/** What can be found: one text of a message, or the title of a thread. */

import type { MessageId, ThreadId } from '@weft/shared/ids.ts'

/** In the order of their codes in a segment. */
export const documentKinds = ['message', 'title', 'attachment', 'reasoning'] as const
export type DocumentKind = (typeof documentKinds)[number]

export const documentRoles = ['user', 'assistant', 'tool'] as const
export type DocumentRole = (typeof documentRoles)[number]

export interface IndexedDocument {
  readonly kind: DocumentKind
  readonly roomId: ThreadId
  /** Of a title: 26 letters that stand for its text, so that another title is another document. */
  readonly id: string
  /** Which of the message's attachments; 0 otherwise. */
  readonly part: number
  readonly role: DocumentRole
  readonly createdAt: number
  readonly hasCode: boolean
  readonly hasFile: boolean
  /** Name and id, folded; empty where no model answered. */
  readonly model: string
  /** Texts behind each other; no phrase reaches from one into the next. */
  readonly texts: readonly string[]
}

/** 26 letters of a message's id, without its kind. */
export const idLetters = 26

export const toDocumentId = (messageId: MessageId): string => messageId.slice(-idLetters)
export const toMessageId = (documentId: string): MessageId =>
  // The other way round of the above.
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- made of a MessageId, and checked against its row before it is shown
  `msg_${documentId}` as MessageId
