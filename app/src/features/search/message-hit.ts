import type { SearchHit } from './message-search.ts'

/** A hit in a message, not in the title of its thread. */
export type MessageHit = SearchHit & Required<Pick<SearchHit, 'messageId'>>

export const isMessageHit = (hit: SearchHit): hit is MessageHit => hit.messageId !== undefined
