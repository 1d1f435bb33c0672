/** What the entries of a room's queue are made of. Each part of a room gets this and runs inside its queue. */

import type { Result, TaggedError } from '@weft/shared/result.ts'
import type { Absorbed, LoadedRoom } from './loaded-room.ts'
import type { CommitOptions } from './room-commit.ts'
import type { RoomRef } from './room-ref.ts'
import type { HeadMoved, LogEntry, StorageError } from './store.ts'

export interface RoomEntry {
  readonly ref: RoomRef
  /** The room with everything that is committed. */
  readonly current: () => Promise<Result<LoadedRoom, StorageError>>
  readonly commit: (
    room: LoadedRoom,
    updates: readonly LogEntry[],
    change: Absorbed,
    options?: CommitOptions,
  ) => Promise<Result<void, HeadMoved | StorageError>>
  /** Repeats an entry that lost a race; the document it changed is thrown away first. */
  readonly racing: <T, E extends TaggedError>(
    entry: () => Promise<Result<T, E | HeadMoved>>,
  ) => Promise<Result<T, E | TaggedError<'room-busy'>>>
  /** Rows of this room are made anew from a document that is loaded anew. */
  readonly rebuild: () => Promise<Result<void, HeadMoved | StorageError>>
  /** What the room's marks remember is written again in its time. */
  readonly planAssertions: (room: LoadedRoom) => void
}
