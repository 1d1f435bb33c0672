/**
 * Rows from rooms: the only place where derived rows come from. Incremental rows after a change and all rows
 * after a rebuild are made by the same pure row maker, and tests hold them equal.
 */

import type { RowMaker } from './feature.ts'
import type { LoadedRoom } from './loaded-room.ts'
import type { PlaceKey } from './room-doc.ts'
import type { RoomRef } from './room-ref.ts'
import { recordVersion } from '@weft/shared/record.ts'
import type { RowWrite } from './store.ts'

export interface Made {
  readonly rows: readonly RowWrite[]
  /** Tables whose rows of this room are dropped first. */
  readonly dropped: readonly string[]
  readonly version: number
}

export interface Materializer {
  /** Rows for what changed, or all of them when the stored rows are of another version. */
  readonly incremental: (room: LoadedRoom, ref: RoomRef, changed: ReadonlySet<PlaceKey>) => Made
}

export const createMaterializer = (rowMakers: ReadonlyMap<string, RowMaker>): Materializer => ({
  incremental: (room, ref, changed) => {
    const { header } = room.view
    const maker = header && header.minReader <= recordVersion ? rowMakers.get(header.kind) : undefined
    // A kind of room that this Weft does not know is kept and synced, and has no rows.
    if (!maker) return { rows: [], dropped: [], version: 0 }
    if (room.materialized === maker.version) {
      return { rows: maker.rows(room.view, ref, changed), dropped: [], version: maker.version }
    }
    const dropped = room.damaged === 0 ? maker.tables : []
    return { rows: maker.rows(room.view, ref, 'all'), dropped, version: maker.version }
  },
})
