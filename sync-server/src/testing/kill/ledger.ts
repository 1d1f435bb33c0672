/** What was acknowledged to devices, and whether the database still has it. */

import type { RoomId, WorkspaceId } from '@weft/shared/ids.ts'
import * as Y from 'yjs'
import { valueOf } from '../../rooms/room-log.contract.ts'
import type { RoomLog } from '../../rooms/room-log.ts'

interface Entry {
  readonly roomId: RoomId
  readonly value: Uint8Array
}

export interface Ledger {
  /** Every key is written once in all of a run. */
  readonly expect: (roomId: RoomId, key: string, value: Uint8Array, isAcknowledged: () => boolean) => void
  readonly acknowledged: () => number
  /** Keys that were acknowledged and are not in the database. */
  readonly lost: () => Promise<readonly string[]>
}

export const createLedger = (log: RoomLog, workspaceId: WorkspaceId): Ledger => {
  const entries = new Map<string, Entry & { readonly isAcknowledged: () => boolean }>()

  const acknowledged = () => [...entries].filter(([, entry]) => entry.isAcknowledged())

  return {
    expect: (roomId, key, value, isAcknowledged) => void entries.set(key, { roomId, value, isAcknowledged }),
    acknowledged: () => acknowledged().length,
    lost: async () => {
      // Before the database is read: what is acknowledged later may be stored later.
      const promised = acknowledged()
      const { rooms } = valueOf(await log.changedRooms(workspaceId, 0))
      const roomIds = rooms.map(({ roomId }) => roomId)
      const docs = new Map<RoomId, Y.Doc>()
      for (const { roomId, snapshot, rows } of valueOf(await log.readRooms(workspaceId, roomIds, 0))) {
        const doc = new Y.Doc()
        if (snapshot !== undefined) Y.applyUpdate(doc, snapshot.bytes)
        for (const { bytes } of rows) Y.applyUpdate(doc, bytes)
        docs.set(roomId, doc)
      }
      return promised.flatMap(([key, { roomId, value }]) => {
        const stored = docs.get(roomId)?.getMap('m').get(key)
        return stored instanceof Uint8Array && Buffer.from(stored).equals(value) ? [] : [key]
      })
    },
  }
}
