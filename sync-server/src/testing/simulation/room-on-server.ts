/** What a simulated server has committed of a room. */

import type { RoomId } from '@weft/shared/ids.ts'
import * as Y from 'yjs'
import type { MemoryRoom } from '../../rooms/memory-room-log.ts'

export interface RowOnServer {
  readonly number: number
  readonly bytes: Uint8Array
}

export interface RoomOnServer {
  readonly roomId: RoomId
  readonly head: number
  readonly snapshot: RowOnServer | null
  readonly rows: readonly RowOnServer[]
  /** All of it applied. */
  readonly doc: () => Y.Doc
}

export const toRoomOnServer = (roomId: RoomId, room: MemoryRoom | undefined): RoomOnServer => {
  const toRow = ({ seq, bytes }: { readonly seq: number; readonly bytes: Uint8Array }): RowOnServer => ({
    number: seq,
    bytes,
  })
  const [newest] = room?.snapshots ?? []
  const snapshot = newest === undefined ? null : toRow(newest)
  const rows = (room?.rows ?? []).filter(({ quarantined }) => !quarantined).map(toRow)
  return {
    roomId,
    head: room?.headSeq ?? 0,
    snapshot,
    rows,
    doc: () => {
      const doc = new Y.Doc()
      for (const { bytes } of snapshot === null ? rows : [snapshot, ...rows]) Y.applyUpdate(doc, bytes)
      return doc
    },
  }
}
