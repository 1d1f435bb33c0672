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
  /**
   * For history that comes in bulk: of a room whose rows are not made, only the rows that stand for the whole of it,
   * and its version stays what it was, so that the rest is made later.
   */
  readonly summary: (room: LoadedRoom, ref: RoomRef, changed: ReadonlySet<PlaceKey>) => Made
  readonly isMade: (room: LoadedRoom) => boolean
}

export const createMaterializer = (rowMakers: ReadonlyMap<string, RowMaker>): Materializer => {
  // A kind of room that this Weft does not know is kept and synced, and has no rows.
  const makerOf = ({ view: { header } }: LoadedRoom): RowMaker | undefined =>
    header && header.minReader <= recordVersion ? rowMakers.get(header.kind) : undefined

  const isMade: Materializer['isMade'] = room => room.materialized === (makerOf(room)?.version ?? 0)

  const incremental: Materializer['incremental'] = (room, ref, changed) => {
    const maker = makerOf(room)
    if (!maker) return { rows: [], dropped: [], version: 0 }
    if (isMade(room)) {
      return { rows: maker.rows(room.view, ref, changed), dropped: [], version: maker.version }
    }
    const dropped = room.damaged === 0 ? maker.tables : []
    return { rows: maker.rows(room.view, ref, 'all'), dropped, version: maker.version }
  }

  return {
    incremental,
    summary: (room, ref, changed) => {
      const maker = makerOf(room)
      if (!maker || isMade(room)) return incremental(room, ref, changed)
      return { rows: maker.rows(room.view, ref, new Set()), dropped: [], version: room.materialized }
    },
    isMade,
  }
}
