/** Where a cursor stands after a move; the same in every store. */

import { moveCursor } from '@weft/shared/protocol/cursor.ts'
import type { Cursor, CursorMove, ServerState } from './store.ts'

export const noCursor: Cursor = { epoch: '', number: 0, done: [], syncedAt: null }

/** The cursor itself when the move counts for nothing. */
export const applyCursorMove = (cursor: Cursor, move: CursorMove): Cursor => {
  // Numbers of another database mean other updates.
  if (move.epoch !== cursor.epoch) return cursor
  if (move.type === 'step') {
    const number = moveCursor(cursor.number, move.number)
    return number === cursor.number ? cursor : { ...cursor, number }
  }
  if (move.number < cursor.number) return cursor
  const { number, done } = move
  return { ...cursor, number, done, syncedAt: move.syncedAt ?? cursor.syncedAt }
}

/** Where the cursor starts over, or null when the server's database is the one that it knows. */
export const restartedCursor = (cursor: Cursor, { epoch, head }: ServerState): Cursor | null =>
  cursor.epoch === epoch && (head === null || head.number >= head.asked)
    ? null
    : { ...noCursor, epoch, syncedAt: cursor.syncedAt }
