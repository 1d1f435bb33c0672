/**
 * The full-text index, on this device only: derived, dropped and made again whenever it is missing, damaged or of another
 * version. Documents lie in immutable segments; a segment's bytes lie in blocks, so that a question reads what it needs.
 */

import type { ThreadId, WorkspaceId } from '@weft/shared/ids.ts'

/** A segment is seen when its row is there, which is written after its blocks. */
export interface SegmentRow {
  readonly id: string
  /** Of what wrote it (`search-format.ts`); one of another version is dropped with the whole index. */
  readonly format: number
  /** Documents in it, deleted ones included. */
  readonly documents: number
  /** One bit for each document that is not to be found any more; absent while there is none. */
  readonly dead?: Uint8Array
  /** How many bytes of each kind of block it has, and the checksum over those that are read when it is opened. */
  readonly sizes: Readonly<Record<BlockKind, number>>
  readonly checksum: number
}

/** What is said of each document; the sorted terms; where they stand; at which words there. */
export type BlockKind = 'documents' | 'terms' | 'postings' | 'positions'

export interface BlockRow {
  readonly segment: string
  readonly kind: BlockKind
  readonly number: number
  readonly bytes: Uint8Array
  /** CRC-32 of `bytes`. */
  readonly checksum: number
}

export type BlockKey = readonly [segment: string, kind: BlockKind, number: number]

/** What the index holds of a thread. */
export interface SearchRoomRow {
  readonly roomId: ThreadId
  /** Head and version of the rows that it was made from; another one than today's makes it look again. */
  readonly madeFrom: string
  /** Its messages have no rows yet, only its title can be found; absent otherwise, so that the index holds only those. */
  readonly waits?: 1
}

/** The text of an attachment as the engine opened it: whoever makes the index has no keys. */
export interface AttachmentTextRow {
  readonly workspaceId: WorkspaceId
  readonly id: string
  /** Empty: looked at, and there is no text in it. */
  readonly text: string
}

export const searchTables = {
  searchSegments: 'id',
  searchBlocks: '[segment+kind+number]',
  searchRooms: 'roomId, waits',
  attachmentTexts: '[workspaceId+id]',
}
