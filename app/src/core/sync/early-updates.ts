/**
 * The order in which a join's updates are taken. What others write between `opened` and the first SyncStep2 waits for
 * that (J15): it may build on what the SyncStep2 holds and this device has not seen. Told at once, an answer would stand
 * here without its question, for as long as the connection stays away that broke in between.
 */

export interface IncomingUpdate {
  readonly joinId: number
  readonly update: Uint8Array
  /** The workspace's number for it; 0 where it is many. */
  readonly number: number
}

interface Deps {
  readonly take: (incoming: IncomingUpdate) => void
  /** Nothing more can wait: the join is left, and /sync brings it. */
  readonly overflow: (joinId: number) => void
}

export interface EarlyUpdates {
  /** A join begins. What was held for the one before is on the server. */
  readonly begin: () => void
  readonly updateCame: (incoming: IncomingUpdate) => void
  readonly step2Came: (incoming: IncomingUpdate) => void
}

/** A server that sends no SyncStep2 would fill memory; an honest one takes a second or two. */
const mostBytes = 4 * 1024 * 1024

export const createEarlyUpdates = ({ take, overflow }: Deps): EarlyUpdates => {
  let held: IncomingUpdate[] | null = null
  let heldBytes = 0
  return {
    begin: () => {
      held = []
      heldBytes = 0
    },
    updateCame: incoming => {
      if (held === null) return take(incoming)
      heldBytes += incoming.update.length
      if (heldBytes > mostBytes) return overflow(incoming.joinId)
      held.push(incoming)
    },
    step2Came: incoming => {
      const waiting = held ?? []
      held = null
      for (const each of [incoming, ...waiting]) take(each)
    },
  }
}
