/**
 * The version of the wire: everything in this folder that has bytes. A client says its version in its first
 * message (M1, B1); a server serves every version from `oldestServed` on. `version.test.ts` holds golden bytes of every
 * message, so a change that nobody numbered does not pass.
 */

import { must } from '../assert.ts'

export interface WireChange {
  readonly version: number
  readonly change: string
}

/** Newest last. A version that was released is never edited. */
export const wireHistory: readonly WireChange[] = [
  { version: 1, change: 'Rooms on one socket, POST /sync, durable acks with numbers.' },
]

export const wireVersion = must(wireHistory.at(-1), 'a version of the wire').version

/** Raised only when no client of an older version can still hold unsynced work. */
export const oldestServed = 1

/** What a server answers a client of `version` with. */
export const serves = (version: number): 'served' | 'client-too-old' | 'client-too-new' => {
  if (version < oldestServed) return 'client-too-old'
  return version > wireVersion ? 'client-too-new' : 'served'
}
