/** What a commit of a room does beside storing updates and their rows. */

import type { Absorbed } from './loaded-room.ts'
import type { RoomRef } from './room-ref.ts'
import type { CursorMove } from './store.ts'

export interface CommitOptions {
  readonly forgotten?: readonly RoomRef[]
  readonly cursor?: CursorMove
  /** Rows that are not made yet stay so, but for those that stand for the whole room. */
  readonly summaryOnly?: boolean
  readonly rebuilds?: boolean
  /** Rows set aside that go with it. */
  readonly settled?: readonly number[]
}

export const noChange: Absorbed = { changed: new Set(), marks: [] }
