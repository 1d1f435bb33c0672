/**
 * Large things are looked at in threads, one after the other, whoever asks: a room's clocks, the form of an item, and
 * whether Yjs can apply it to its room in the time a fold may take (docs/protocol.md, U9).
 */

import { must } from '@weft/shared/assert.ts'
import type { Clock } from '@weft/shared/env.ts'
import { type UpdateFacts, checkUpdate } from '@weft/shared/protocol/check-update.ts'
import { maxStructsPerFrame, maxSyncFrameBytes } from '@weft/shared/protocol/limits.ts'
import type { RejectReason } from '@weft/shared/protocol/reject-reason.ts'
import { err, ok, type Result } from '@weft/shared/result.ts'
import { createFolder, type Folder } from '../rooms/fold-in-worker.ts'
import type { RoomContent } from '../rooms/room-log.ts'
import { createWatchedThread, type ThreadLimits, threadLimits } from '../rooms/watched-thread.ts'
import { inspect, type Inspected, type InspectInput } from './inspect.ts'

export interface Checked {
  readonly facts: UpdateFacts
  /** More than a frame may bring: Yjs must try it first. */
  readonly large: boolean
}

export interface Trials {
  readonly check: (update: Uint8Array) => Promise<Result<Checked, RejectReason>>
  readonly clocks: (updates: readonly Uint8Array[]) => Promise<ReadonlyMap<number, number> | null>
  /** Null when the room can take it. */
  readonly apply: (room: RoomContent | undefined, update: Uint8Array) => Promise<RejectReason | null>
  readonly stop: () => Promise<void>
}

/** Up to here a scan takes a few milliseconds, less than what a thread costs. */
const inlineBytes = 1024 * 1024

export const createTrials = (
  clock: Clock,
  limits: ThreadLimits = threadLimits,
  folder: Folder = createFolder(clock, limits),
): Trials => {
  const script = new URL('inspection-worker.ts', import.meta.url)
  const inspector = createWatchedThread<InspectInput, Inspected>(clock, limits, script)
  const scan = inTurn(inspector.run)
  const foldInTurn = inTurn(folder.fold)

  return {
    check: async update => {
      if (update.length <= maxSyncFrameBytes) {
        const checked = checkUpdate(update, maxStructsPerFrame)
        if (checked.ok) return ok({ facts: checked.value, large: false })
        if (checked.error.problem !== 'too-many-structs') return err('update-unsound')
      }
      const scanned = await scan({ held: [], item: update })
      // It is linear: only a machine in trouble takes too long, and then it may come again.
      if (!scanned.ok) return err('room-full')
      const item = must(scanned.value.item, 'what was found of the item')
      return item.ok ? ok({ facts: item.value, large: true }) : err('update-unsound')
    },

    clocks: async updates => {
      const bytes = updates.reduce((sum, update) => sum + update.length, 0)
      if (bytes <= inlineBytes) return inspect({ held: updates, item: null }).clocks
      const scanned = await scan({ held: updates, item: null })
      return scanned.ok ? scanned.value.clocks : null
    },

    apply: async (room, bytes) => {
      const rows = room?.rows ?? []
      const seq = (rows.at(-1)?.seq ?? room?.snapshot?.seq ?? 0) + 1
      const folded = await foldInTurn({ snapshot: room?.snapshot, rows: [...rows, { seq, bytes }] })
      // Too long, too much memory, or a room that was broken before: none of it is said of these bytes for good.
      if (!folded.ok || folded.value.seq !== seq) return 'room-full'
      return folded.value.unreadable.includes(seq) ? 'update-unsound' : null
    },

    stop: async () => {
      await Promise.all([inspector.stop(), folder.stop()])
    },
  }
}

/** A thread takes one piece of work at a time, and holds the memory of one. */
const inTurn = <Input, Output>(
  work: (input: Input) => Promise<Output>,
): ((input: Input) => Promise<Output>) => {
  let tail: Promise<unknown> = Promise.resolve()
  return input => {
    const done = tail.then(() => work(input))
    tail = done.catch(() => undefined)
    return done
  }
}
