/**
 * The server's side of one join: which frames it has to answer, and that it answers each of them once. Pure; storing,
 * relaying and reading the log are effects. The client's side is join.ts.
 */

import { assert, unreachable } from '../assert.ts'
import type { CloseName } from './close-codes.ts'
import { maxUnanswered } from './limits.ts'
import type { RejectReason } from './reject-reason.ts'
import type { RoomFrame, Settled } from './room-frame.ts'
import { nothingUnanswered, type Unanswered, withoutUnanswered, withUnanswered } from './unanswered.ts'

export interface ServerJoin {
  /** Of the last frame that came. */
  readonly lastSeq: number
  /** Frames with an update that neither an ack nor a reject has gone out for. */
  readonly unanswered: Unanswered
}

export type ServerJoinEvent =
  | { readonly type: 'frame-received'; readonly seq: number; readonly frame: RoomFrame }
  /** The transaction that holds these has committed. */
  | { readonly type: 'updates-stored'; readonly settled: readonly Settled[] }
  | { readonly type: 'update-refused'; readonly seq: number; readonly reason: RejectReason }

export type ServerJoinEffect =
  /** Check and append; the answer comes back as an event. */
  | { readonly type: 'store'; readonly seq: number; readonly update: Uint8Array }
  /** Reply with SyncStep2 (or use-bulk) and an own SyncStep1, both made of committed rows only. */
  | { readonly type: 'answer-step1'; readonly stateVector: Uint8Array }
  /** To everybody else in the room, as it came. */
  | { readonly type: 'relay'; readonly frame: RoomFrame }
  | { readonly type: 'send'; readonly frame: RoomFrame }
  /** The client goes to /sync, or did what no client does. */
  | { readonly type: 'end'; readonly close: CloseName | null }

export type ServerJoinStep = readonly [ServerJoin, readonly ServerJoinEffect[]]

export const initialServerJoin: ServerJoin = { lastSeq: 0, unanswered: nothingUnanswered }

const store = (join: ServerJoin, seq: number, update: Uint8Array): ServerJoinStep => {
  if (join.unanswered.count >= maxUnanswered) return [join, [{ type: 'end', close: 'tooFast' }]]
  return [{ ...join, unanswered: withUnanswered(join.unanswered, seq) }, [{ type: 'store', seq, update }]]
}

const onFrame = (join: ServerJoin, seq: number, frame: RoomFrame): ServerJoinStep => {
  switch (frame.type) {
    case 'sync-step1':
      return [join, [{ type: 'answer-step1', stateVector: frame.stateVector }]]
    case 'sync-step2':
    case 'sync-update':
      return store(join, seq, frame.update)
    case 'awareness':
    case 'ephemeral':
    case 'query-awareness':
      return [join, [{ type: 'relay', frame }]]
    case 'no-op':
      return [join, []]
    case 'use-bulk':
      return [join, [{ type: 'end', close: null }]]
    case 'ack':
    case 'reject':
    case 'head-moved':
    case 'permission-denied':
      return [join, [{ type: 'end', close: 'protocolBroken' }]]
    default:
      return unreachable(frame)
  }
}

const answered = (join: ServerJoin, seqs: readonly number[]): ServerJoin => {
  let { unanswered } = join
  for (const seq of seqs) {
    const left = withoutUnanswered(unanswered, seq)
    assert(left !== null, 'each frame is answered once')
    unanswered = left
  }
  return { ...join, unanswered }
}

export const stepServerJoin = (join: ServerJoin, event: ServerJoinEvent): ServerJoinStep => {
  switch (event.type) {
    case 'frame-received':
      // A socket loses and reorders nothing: a hole means that one side has miscounted.
      if (event.seq !== join.lastSeq + 1) return [join, [{ type: 'end', close: 'protocolBroken' }]]
      return onFrame({ ...join, lastSeq: event.seq }, event.seq, event.frame)
    case 'updates-stored': {
      const { settled } = event
      const seqs = settled.map(({ seq }) => seq)
      return [answered(join, seqs), [{ type: 'send', frame: { type: 'ack', settled } }]]
    }
    case 'update-refused': {
      const { seq, reason } = event
      return [answered(join, [seq]), [{ type: 'send', frame: { type: 'reject', seq, reason } }]]
    }
    default:
      return unreachable(event)
  }
}
