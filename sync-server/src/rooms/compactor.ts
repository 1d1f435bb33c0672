/**
 * Keeps the logs of rooms short: one room after the other is read, folded elsewhere, and its snapshot written. A room
 * that is still being written to is left for a later look, since it would be folded again and again. What it does is
 * never needed for anything to be right, so whatever goes wrong with a room is logged and the room left alone until it
 * has grown again; a kill at any moment leaves the log as it was.
 */

import type { Logger } from 'pino'
import type { Folder } from './fold-in-worker.ts'
import { mostRowsUnrested } from './compaction-due.ts'
import type { DueRoom, LogError, RoomLog, RoomRef } from './room-log.ts'

export type CompactionOutcome =
  | 'compacted'
  /** Another node was faster, or the room is gone. */
  | 'overtaken'
  /** There is nothing to fold. */
  | 'nothing'
  /** It could not be folded; it is not tried again by this process. */
  | 'set-aside'
  | LogError['type']

export interface Compactor {
  /**
   * Compacts everything that is due and at rest, or has grown long. Resolves with how many rooms are left to another
   * look. A call while it runs makes it look once more.
   */
  readonly run: () => Promise<number>
  /** One room, due or not. */
  readonly compact: (room: RoomRef) => Promise<CompactionOutcome>
  /** Ends after the room at hand, whose fold is cut off. */
  readonly stop: () => Promise<void>
}

interface Deps {
  readonly log: RoomLog
  readonly folder: Folder
  readonly logger: Logger
}

/** How many due rooms are asked for at once. */
const roomsAtOnce = 100

export const createCompactor = ({ log, folder, logger }: Deps): Compactor => {
  /** Of this process: after a restart, perhaps with another version, each gets another chance. */
  const setAside = new Set<string>()
  let running: Promise<number> | undefined
  /** Rooms that were due and not at rest at the look before, with their heads. */
  let headsBefore: ReadonlyMap<string, number> = new Map()
  let lookAgain = false
  const stopping = new AbortController()
  let tail: Promise<unknown> = Promise.resolve()

  const keyOf = ({ workspaceId, roomId }: RoomRef): string => `${workspaceId} ${roomId}`

  const compactOne = async (room: RoomRef): Promise<CompactionOutcome> => {
    const read = await log.readRooms(room.workspaceId, [room.roomId], 0)
    if (!read.ok) return read.error.type
    const [content] = read.value
    if (content === undefined || content.rows.length === 0) return 'nothing'

    const folded = await folder.fold({ snapshot: content.snapshot, rows: content.rows })
    if (!folded.ok) {
      if (stopping.signal.aborted) return 'overtaken'
      logger.error({ ...room, reason: folded.error.type }, 'a room cannot be compacted')
      setAside.add(keyOf(room))
      return 'set-aside'
    }
    const { seq, bytes, unreadable } = folded.value
    const base = content.snapshot?.seq ?? 0
    const written = await log.writeSnapshot(room, { seq, bytes, base, unreadable })
    if (!written.ok) return written.error.type
    if (written.value === 'overtaken') return 'overtaken'
    if (unreadable.length > 0) logger.warn({ ...room, seqs: unreadable }, 'updates were put in quarantine')
    return 'compacted'
  }

  /** One at a time, whoever asks: the thread folds one room, and its memory is bounded for one. */
  const compact = (room: RoomRef): Promise<CompactionOutcome> => {
    const run = tail.then(() => compactOne(room))
    tail = run.catch(() => undefined)
    return run
  }

  const isAtRest = (key: string, { headSeq, rows }: DueRoom): boolean =>
    rows >= mostRowsUnrested || headsBefore.get(key) === headSeq

  const runDue = async (): Promise<number> => {
    const left = new Map<string, number>()
    try {
      while (lookAgain && !stopping.signal.aborted) {
        lookAgain = false
        const limit = roomsAtOnce + setAside.size + left.size
        const due = await log.roomsToCompact(limit)
        if (!due.ok) break
        for (const room of due.value) {
          if (stopping.signal.aborted) break
          const key = keyOf(room)
          if (setAside.has(key) || left.has(key)) continue
          if (!isAtRest(key, room)) {
            left.set(key, room.headSeq)
            // They may have hidden others.
            if (due.value.length === limit) lookAgain = true
          } else if ((await compact(room)) === 'compacted') lookAgain = true
        }
      }
      return left.size
    } finally {
      headsBefore = left
      running = undefined
    }
  }

  return {
    run: () => {
      lookAgain = true
      running ??= Promise.resolve().then(runDue)
      return running
    },
    compact,
    stop: async () => {
      stopping.abort()
      await folder.stop()
      await tail
      await running
    },
  }
}
