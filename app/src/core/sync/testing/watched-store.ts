/**
 * A store that looks at what is done through it, and reports every law of sync that is broken, when it is broken: a row
 * that is acknowledged and not on the server, a cursor that has passed what this device does not hold.
 */

import type { WorkspaceId } from '@weft/shared/ids.ts'
import type { SimulatedServer } from '@weft/sync-server/testing/simulation/simulated-server.ts'
import type { RoomRef } from '../../room-ref.ts'
import type { Store } from '../../store.ts'
import { type Held, heldIn, isHeld } from './held-updates.ts'

/** What a store holds of a room. */
export const heldBy = async (store: Store, room: RoomRef): Promise<Held> => {
  const loaded = await store.load(room)
  if (!loaded.ok) return new Map()
  const { snapshot, updates } = loaded.value
  return heldIn([...(snapshot === null ? [] : [snapshot.bytes]), ...updates.map(({ bytes }) => bytes)])
}

export const watchStore = (store: Store, server: SimulatedServer, report: (law: string) => void): Store => {
  const cursors = new Map<WorkspaceId, number>()

  /** Everything up to the cursor is here. */
  const checkCursor = async (workspaceId: WorkspaceId): Promise<void> => {
    const cursor = await store.cursor(workspaceId)
    if (!cursor.ok || cursor.value.epoch !== server.epoch()) return
    const { number } = cursor.value
    if (number === cursors.get(workspaceId)) return
    cursors.set(workspaceId, number)
    for (const room of server.rooms(workspaceId)) {
      const held = await heldBy(store, { workspaceId, roomId: room.roomId })
      // Restored while this was looked at: the numbers mean other rows by now.
      if (cursor.value.epoch !== server.epoch()) return
      for (const row of room.rows) {
        if (row.number <= number && !isHeld(held, row.bytes)) {
          report(`the cursor is at ${number} and ${row.number} is not here`)
        }
      }
    }
  }

  /** What is acknowledged is durable: the server holds it. */
  const checkDurable = async (room: RoomRef, rows: readonly number[], epoch: string): Promise<void> => {
    if (epoch !== server.epoch()) return
    const loaded = await store.load(room)
    // Restored while this was looked at: what it held is gone, and is about to be brought back.
    if (!loaded.ok || epoch !== server.epoch()) return
    const { snapshot, rows: stored } = server.room(room)
    const held = heldIn([...(snapshot ? [snapshot.bytes] : []), ...stored.map(({ bytes }) => bytes)])
    for (const { number, bytes } of loaded.value.updates) {
      if (rows.includes(number) && loaded.value.waiting.includes(number) && !isHeld(held, bytes)) {
        report(`row ${number} is acknowledged and the server does not hold it`)
      }
    }
  }

  return {
    ...store,
    acknowledge: async acknowledgement => {
      const { rows, epoch } = acknowledgement
      if ('length' in rows) await checkDurable(acknowledgement, rows, epoch)
      const done = await store.acknowledge(acknowledgement)
      await checkCursor(acknowledgement.workspaceId)
      return done
    },
    commit: async commit => {
      const done = await store.commit(commit)
      if (commit.cursor) await checkCursor(commit.workspaceId)
      return done
    },
    moveCursor: async (workspaceId, move) => {
      const done = await store.moveCursor(workspaceId, move)
      await checkCursor(workspaceId)
      return done
    },
  }
}
