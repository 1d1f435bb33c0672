/**
 * Answers a SyncStep1 from snapshot and rows, which are read for it and forgotten after. Small rooms are put together
 * here; large ones, and logs of many rows, in a thread, which also bounds what a hostile room can cost.
 */

import { err, ok, type Result, type TaggedError } from '@weft/shared/result.ts'
import type { Gate } from '../limits/gate.ts'
import type { Folder } from '../rooms/fold-in-worker.ts'
import type { LogError, RoomContent, RoomLog, RoomRef } from '../rooms/room-log.ts'
import { answerStep1, type Step1Answer } from './step1-answer.ts'

/** room-busy: too many wait to read. room-unreadable: what is stored cannot be put together. */
export type ReadError = LogError | TaggedError<'room-busy' | 'room-unreadable'>

export interface RoomReader {
  readonly answer: (room: RoomRef, stateVector: Uint8Array) => Promise<Result<Step1Answer, ReadError>>
}

interface Deps {
  readonly log: Pick<RoomLog, 'readRooms'>
  /** A thread of its own: a compaction that takes long must not hold up who joins. */
  readonly folder: Folder
  /** A room may be 64 MiB, and each reading holds one. */
  readonly gate: Gate
}

/** Merging is linear in bytes and worse than linear in rows: this much takes a few milliseconds. */
const rowsInPlace = 128
const bytesInPlace = 1024 * 1024

export const createRoomReader = ({ log, folder, gate }: Deps): RoomReader => {
  let tail: Promise<unknown> = Promise.resolve()

  /** The thread takes one room at a time. */
  const fold = (content: RoomContent): ReturnType<Folder['fold']> => {
    const run = tail.then(() => folder.fold({ snapshot: content.snapshot, rows: content.rows }))
    tail = run.catch(() => undefined)
    return run
  }

  const updatesOf = async (content: RoomContent): Promise<readonly Uint8Array[] | null> => {
    const { snapshot, rows } = content
    const updates = [...(snapshot === undefined ? [] : [snapshot]), ...rows].map(({ bytes }) => bytes)
    const size = updates.reduce((sum, { length }) => sum + length, 0)
    const isSmall = rows.length <= rowsInPlace && size <= bytesInPlace
    if (isSmall || updates.length === 1) return updates
    const folded = await fold(content)
    if (!folded.ok) return null
    return [folded.value.bytes, ...rows.filter(({ seq }) => seq > folded.value.seq).map(({ bytes }) => bytes)]
  }

  const read = async (
    { workspaceId, roomId }: RoomRef,
    stateVector: Uint8Array,
  ): Promise<Result<Step1Answer, ReadError>> => {
    const contents = await log.readRooms(workspaceId, [roomId], 0)
    if (!contents.ok) return contents
    const [content] = contents.value
    if (content === undefined) return ok(answerStep1([], stateVector))
    const updates = await updatesOf(content)
    return updates === null ? err({ type: 'room-unreadable' }) : ok(answerStep1(updates, stateVector))
  }

  return {
    answer: async (room, stateVector) =>
      (await gate.pass(() => read(room, stateVector))) ?? err({ type: 'room-busy' }),
  }
}
