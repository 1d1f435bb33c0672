/**
 * The index as it is stored, opened by the one who writes it: looks through threads and commits what differs. What is
 * missing, damaged or of another version differs, and so is made again.
 */

import type { RoomRow } from '../../../core/database.ts'
import type { Database } from '../../../core/database.ts'
import type { MessageRow } from '../../threads/tables.ts'
import { allRooms, type DueRoom, readRooms } from './due-rooms.ts'
import { createIndexWriter } from './index-writer.ts'
import type { OpenIndex } from './open-index.ts'
import { indexNewRoom, indexRoom, readNewRoom } from './room-documents.ts'
import { searchFormat } from './search-format.ts'
import { createSegmentStore, type SegmentStore } from './segment-store.ts'

export interface UpdateIndexDeps {
  readonly database: Database
  /** Whoever reads in this worker reads in the same: a second one would hold everything once more. */
  readonly index: OpenIndex
  readonly createId: () => string
  readonly breathe: () => Promise<void>
  /** Segments or what they hold have changed. */
  readonly changed: () => void
  /** These threads have messages without rows; whoever has their keys makes them. */
  readonly askForRows: (rooms: readonly Pick<RoomRow, 'workspaceId' | 'roomId'>[]) => void
}

export interface UpdateIndex {
  /** Looks through these rooms, or through all that the index has not seen as they are. Committed when it resolves. */
  readonly look: (rooms: 'all' | readonly string[], signal: AbortSignal) => Promise<void>
  readonly merged: () => Promise<void>
}

/** Rooms whose rows are read while another is taken apart. */
const readAhead = 8

/** Rooms of one commit while there are many: what has come can be found soon, without a segment for each. */
const roomsPerCommit = 400

/** `isAnew`: whatever is there is dropped first. */
export const openUpdateIndex = async (deps: UpdateIndexDeps, isAnew: boolean): Promise<UpdateIndex> => {
  const { database } = deps
  const store = createSegmentStore(database)
  const { index } = deps
  await openSound(store, index, isAnew, deps.changed)
  const writer = createIndexWriter({ ...deps, store })

  const indexAll = async (due: readonly DueRoom[], signal: AbortSignal): Promise<void> => {
    const unmade = due.flatMap(({ row, thread }) => (row.waits === 1 && thread ? [thread] : []))
    if (unmade.length > 0) deps.askForRows(unmade)
    const ahead: Promise<readonly MessageRow[] | undefined>[] = []
    let rooms = 0
    for (const room of due) {
      while (ahead.length < readAhead && rooms + ahead.length < due.length)
        ahead.push(readNewRoom(database, index.segments(), due[rooms + ahead.length] ?? room))
      await deps.breathe()
      const rows = await ahead.shift()
      if (rows === undefined || room.thread === undefined)
        await indexRoom(database, index.segments, room, writer)
      else await indexNewRoom(database, room.thread, rows, writer)
      if (room.thread === undefined) writer.forgetRoom(room.roomId)
      else writer.keepRoom(room.row)
      rooms += 1
      if (writer.isFull() || rooms % roomsPerCommit === 0) await writer.commit()
      if (signal.aborted) return
    }
    await writer.commit()
  }

  return {
    look: async (rooms, signal) => {
      const due =
        rooms === 'all' ? await allRooms(database, await store.rooms()) : await readRooms(database, rooms)
      if (due.length > 0) await indexAll(due, signal)
    },
    merged: writer.merged,
  }
}

const openSound = async (
  store: SegmentStore,
  index: OpenIndex,
  isAnew: boolean,
  changed: () => void,
): Promise<void> => {
  const rows = await store.segments()
  if (isAnew || rows.some(({ format }) => format !== searchFormat)) {
    await store.clear()
    changed()
  }
  await store.dropLeftovers()
  try {
    await index.refresh()
  } catch {
    // Whatever is wrong with it, making it again costs less than finding out.
    await store.clear()
    changed()
    await index.refresh()
  }
}
