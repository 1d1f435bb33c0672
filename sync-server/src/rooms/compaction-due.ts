/** When a log is worth folding. The tables know the same rule (`0001-rooms.ts`). */

/** A room that is read often should not be many rows. */
const dueRows = 64
const dueBytes = 256 * 1024
/**
 * Folding writes the whole room anew: a room of 10 MB would be written for each 64 messages. It waits until the log is
 * an eighth of it, so that what is written stays below nine times what came in.
 */
const dueShare = 8
/** But no longer than this: each row costs a reader something. */
const mostRows = 512

/** A room that never rests is folded all the same: whoever joins reads all of its rows, some megabytes by then. */
export const mostRowsUnrested = 4_096

export interface LogSize {
  readonly rows: number
  readonly bytes: number
  readonly snapshotBytes: number
}

export const isCompactionDue = ({ rows, bytes, snapshotBytes }: LogSize): boolean =>
  (rows >= dueRows || bytes >= dueBytes) && (bytes * dueShare >= snapshotBytes || rows >= mostRows)
