/**
 * The index as it is stored, opened by the one who writes it: looks through threads and commits what differs. What is
 * missing, damaged or of another version differs, and so is made again.
 */

import type { RoomRow } from '../../../core/database.ts'
import type { Database } from '../../../core/database.ts'
import { allRooms, type DueRoom, readRooms } from './due-rooms.ts'
import { createIndexWriter } from './index-writer.ts'
import { createOpenIndex, type OpenIndex } from './open-index.ts'
import { indexRoom } from './room-documents.ts'
import { searchFormat } from './search-format.ts'
import { createSegmentStore, type SegmentStore } from './segment-store.ts'

export interface UpdateIndexDeps {
  readonly database: Database
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

/** Rooms of one commit while there are many: what has come can be found soon, without a segment for each. */
const roomsPerCommit = 400

/** `isAnew`: whatever is there is dropped first. */
export const openUpdateIndex = async (deps: UpdateIndexDeps, isAnew: boolean): Promise<UpdateIndex> => {
  const { database } = deps
  const store = createSegmentStore(database)
  const index = await openSound(store, isAnew, deps.changed)
  const writer = createIndexWriter({ ...deps, index, store })

  const indexAll = async (due: readonly DueRoom[], signal: AbortSignal): Promise<void> => {
    const unmade = due.flatMap(({ row, thread }) => (row.waits === 1 && thread ? [thread] : []))
    if (unmade.length > 0) deps.askForRows(unmade)
    let rooms = 0
    for (const room of due) {
      await deps.breathe()
      await indexRoom(database, index.segments, room, writer)
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

const openSound = async (store: SegmentStore, isAnew: boolean, changed: () => void): Promise<OpenIndex> => {
  const rows = await store.segments()
  if (isAnew || rows.some(({ format }) => format !== searchFormat)) {
    await store.clear()
    changed()
  }
  await store.dropLeftovers()
  const index = createOpenIndex(store)
  try {
    await index.refresh()
  } catch {
    // Whatever is wrong with it, making it again costs less than finding out.
    await store.clear()
    changed()
    await index.refresh()
  }
  return index
}
