/** The entries of a room's queue that take what comes from elsewhere. */

import { err, ok, type Result, type TaggedError } from '@weft/shared/result.ts'
import {
  type ApplyThrew,
  type IncomingUpdate,
  isRefused,
  type ReceivingDeps,
  receiveUpdates,
} from './receiving.ts'
import type { CommitOptions } from './room-commit.ts'
import type { RoomEntry } from './room-entry.ts'
import type { LiveUpdate } from './room-page.ts'
import type { RoomRef } from './room-ref.ts'
import type { HeadMoved, StorageError } from './store.ts'

export type ReceiveError = StorageError | TaggedError<'update-rejected' | 'room-busy'>

interface RoomReceiver {
  readonly receiveAll: (
    updates: readonly IncomingUpdate[],
    options: CommitOptions,
  ) => Promise<Result<void, StorageError | TaggedError<'room-busy'>>>
  readonly receiveFrame: (incoming: Uint8Array | LiveUpdate) => Promise<Result<void, ReceiveError>>
}

interface Deps extends ReceivingDeps {
  readonly isDeleted: (ref: RoomRef) => Promise<boolean>
}

export const createRoomReceiver = (entry: RoomEntry, deps: Deps): RoomReceiver => {
  const receiveOnce = async (
    updates: readonly IncomingUpdate[],
    poison: ReadonlySet<number>,
    options: CommitOptions,
  ): Promise<Result<void, ApplyThrew | HeadMoved | StorageError>> => {
    const room = await entry.current()
    if (!room.ok) return room
    if (room.value.head === 0 && (await deps.isDeleted(entry.ref))) return ok(undefined)
    const received = await receiveUpdates(room.value, updates, poison, deps)
    if ('type' in received) return err(received)
    const { entries, absorbed } = received
    if (entries.length === 0 && !options.cursor) return ok(undefined)
    const committed = await entry.commit(room.value, entries, absorbed, options)
    if (committed.ok) entry.planAssertions(room.value)
    return committed
  }

  /** One update that throws costs a start from the beginning, without it. */
  const receiveAll: RoomReceiver['receiveAll'] = async (updates, options) => {
    const poison = new Set<number>()
    for (;;) {
      const received = await entry.racing(() => receiveOnce(updates, poison, options))
      if (received.ok) return received
      if (received.error.type !== 'apply-threw') return err(received.error)
      poison.add(received.error.index)
    }
  }

  return {
    receiveAll,
    /** A frame is refused as a whole: what it brought comes again with /sync, which sets it aside. */
    receiveFrame: async incoming => {
      const isLive = 'bytes' in incoming
      const bytes = isLive ? incoming.bytes : incoming
      if (isRefused(bytes)) return err({ type: 'update-rejected' })
      const options: CommitOptions =
        isLive && incoming.number > 0
          ? { cursor: { type: 'step', epoch: incoming.epoch, number: incoming.number } }
          : {}
      const update = isLive ? { bytes, serverNumber: incoming.number } : { bytes }
      const received = await entry.racing(() => receiveOnce([update], new Set(), options))
      if (received.ok) return received
      return err(received.error.type === 'apply-threw' ? { type: 'update-rejected' } : received.error)
    },
  }
}
