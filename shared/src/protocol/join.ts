/**
 * The client's view of one room: which rows of its log are on their way, in which frame, and what an answer settles.
 * Pure; it sees row numbers, never bytes.
 *
 * The one idea: no update leaves before the join's first SyncStep2 (J2). What was written before the join, or while its
 * socket was connecting, travels in that; an update that went ahead of it would be told to others before what it builds
 * on, and its ack could be taken for one of rows that are still to come.
 *
 * It decides nothing about the document. The runner (app/src/core/sync) reports in the order in which things happen in
 * the room's queue: a row when it is committed and applied, then the frame that carries it.
 */

import { unreachable } from '../assert.ts'
import { isFinal, type RejectReason } from './reject-reason.ts'
import type { Settled } from './room-frame.ts'

/** A row's number in the device's own log. */
export type RowNumber = number

/** A frame that answers for rows. */
interface Flight {
  readonly seq: number
  readonly kind: 'step2' | 'update'
  readonly rows: readonly RowNumber[]
}

interface Stay {
  readonly joinId: number
  /** The server has said yes, and frames go out. */
  readonly opened: boolean
  /** The last frame that was numbered. */
  readonly lastSeq: number
  /** Has its first SyncStep2 left? Updates go from then on. */
  readonly updating: boolean
  /** By rising seq. */
  readonly flights: readonly Flight[]
}

export interface JoinState {
  /** Committed and applied, without a number from the server, and in no frame that counts. */
  readonly waiting: readonly RowNumber[]
  /** Rows that /sync has to send one by one, because a frame that held several was refused. */
  readonly apart: readonly RowNumber[]
  readonly stay: Stay | null
}

export type JoinEvent =
  /** An own row without a number is committed, and the open document holds it. */
  | { readonly type: 'row-applied'; readonly row: RowNumber }
  /** /sync, or another tab, has settled rows. */
  | { readonly type: 'rows-settled'; readonly rows: readonly RowNumber[] }
  | { readonly type: 'join-begun'; readonly joinId: number }
  | { readonly type: 'join-opened'; readonly joinId: number }
  /** The provider hands over a frame. `rows` are those whose commit released it. */
  | { readonly type: 'frame-ready'; readonly kind: 'step2'; readonly fits: boolean }
  | {
      readonly type: 'frame-ready'
      readonly kind: 'update'
      readonly fits: boolean
      readonly rows: readonly RowNumber[]
    }
  | { readonly type: 'frame-ready'; readonly kind: 'other' }
  | { readonly type: 'ack-received'; readonly joinId: number; readonly settled: readonly Settled[] }
  | {
      readonly type: 'reject-received'
      readonly joinId: number
      readonly seq: number
      readonly reason: RejectReason
    }
  | { readonly type: 'use-bulk-received'; readonly joinId: number }
  /** The server ended the join, the real socket is gone, or the provider left. */
  | { readonly type: 'join-ended'; readonly joinId: number }

export type JoinEffect =
  /** Sends the frame at hand. */
  | { readonly type: 'send'; readonly joinId: number; readonly seq: number }
  /**
   * The rows are durable. `number` is the workspace's, for the rows and perhaps the cursor (`moveCursor`), or 0 if
   * the server had all of it before.
   */
  | { readonly type: 'acknowledge'; readonly rows: readonly RowNumber[]; readonly number: number }
  /** The row will never be accepted. The runner marks it, shows it, and loads the document without it. */
  | { readonly type: 'set-aside'; readonly row: RowNumber; readonly reason: RejectReason }
  /** Refused for now; the rows wait, and the person sees why. */
  | { readonly type: 'hold'; readonly rows: readonly RowNumber[]; readonly reason: RejectReason }
  /** Sends these rows by /sync, each as a push of its own, so that each is judged alone. */
  | { readonly type: 'push-apart'; readonly rows: readonly RowNumber[] }
  /** Sends `use-bulk` if the join still lives, leaves it, runs /sync for the room, and joins again. */
  | { readonly type: 'use-bulk'; readonly joinId: number; readonly tell: boolean }
  /** The server answers what was never sent: leave, and report. */
  | { readonly type: 'break-off'; readonly joinId: number }

export type JoinStep = readonly [JoinState, readonly JoinEffect[]]

export const initialJoin: JoinState = { waiting: [], apart: [], stay: null }

const without = (rows: readonly RowNumber[], gone: ReadonlySet<RowNumber>): readonly RowNumber[] =>
  rows.some(row => gone.has(row)) ? rows.filter(row => !gone.has(row)) : rows

/** Takes rows out of everything that still speaks of them: a row is settled once. */
const forget = (state: JoinState, rows: readonly RowNumber[]): JoinState => {
  const gone = new Set(rows)
  const { stay } = state
  const flights = stay?.flights.map(flight => ({ ...flight, rows: without(flight.rows, gone) }))
  return {
    waiting: without(state.waiting, gone),
    apart: without(state.apart, gone),
    stay: stay === null || flights === undefined ? null : { ...stay, flights },
  }
}

const rowsInFlight = (stay: Stay | null): readonly RowNumber[] => [
  ...new Set(stay?.flights.flatMap(({ rows }) => rows)),
]

/** No answer can come any more: what was on its way waits again, for the next join's SyncStep2. */
const endStay = (state: JoinState): JoinState => ({
  ...state,
  waiting: [...new Set([...rowsInFlight(state.stay), ...state.waiting])].toSorted((a, b) => a - b),
  stay: null,
})

const send = (state: JoinState, stay: Stay, flight: Omit<Flight, 'seq'> | null): JoinStep => {
  const seq = stay.lastSeq + 1
  const carried = new Set(flight?.rows)
  const next: Stay = {
    ...stay,
    lastSeq: seq,
    updating: stay.updating || flight?.kind === 'step2',
    flights: flight === null ? stay.flights : [...stay.flights, { ...flight, seq }],
  }
  return [
    { ...state, waiting: without(state.waiting, carried), stay: next },
    [{ type: 'send', joinId: stay.joinId, seq }],
  ]
}

const leaveForBulk = (state: JoinState, stay: Stay, tell: boolean): JoinStep => [
  endStay(state),
  [{ type: 'use-bulk', joinId: stay.joinId, tell }],
]

const onFrameReady = (state: JoinState, event: JoinEvent & { readonly type: 'frame-ready' }): JoinStep => {
  const { stay } = state
  // A virtual socket that is not open has nothing to send; what its document holds comes with SyncStep2.
  if (!stay?.opened) return [state, []]
  switch (event.kind) {
    case 'step2': {
      if (!event.fits) return leaveForBulk(state, stay, true)
      // It holds all that the server lacks: also what is in frames not answered yet.
      const rows = [...new Set([...rowsInFlight(stay), ...state.waiting])]
      return send(state, stay, { kind: 'step2', rows })
    }
    case 'update': {
      // It would come before what it builds on; the SyncStep2 has both (J2).
      if (!stay.updating) return [state, []]
      const waiting = new Set(state.waiting)
      const rows = event.rows.filter(row => waiting.has(row))
      // What came from the server, or is in a frame already, need not go there.
      if (rows.length === 0) return [state, []]
      if (!event.fits) return leaveForBulk(state, stay, true)
      return send(state, stay, { kind: 'update', rows })
    }
    case 'other':
      return send(state, stay, null)
    default:
      return unreachable(event)
  }
}

/** The flight an answer is about; null for a frame that answers for nothing; undefined if it was never sent. */
const findFlight = (stay: Stay, seq: number): Flight | null | undefined => {
  if (seq < 1 || seq > stay.lastSeq) return undefined
  return stay.flights.find(flight => flight.seq === seq) ?? null
}

const land = (state: JoinState, stay: Stay, flight: Flight): JoinState => ({
  ...state,
  stay: { ...stay, flights: stay.flights.filter(({ seq }) => seq !== flight.seq) },
})

const breakOff = (state: JoinState, { joinId }: Stay): JoinStep => [
  endStay(state),
  [{ type: 'break-off', joinId }],
]

const onAck = (state: JoinState, settled: readonly Settled[]): JoinStep => {
  let next = state
  const effects: JoinEffect[] = []
  for (const { seq, number } of settled) {
    const { stay } = next
    if (stay === null) break
    const flight = findFlight(stay, seq)
    if (flight === undefined) {
      const [broken, breaking] = breakOff(next, stay)
      return [broken, [...effects, ...breaking]]
    }
    if (flight === null) continue
    next = forget(land(next, stay, flight), flight.rows)
    if (flight.rows.length > 0) effects.push({ type: 'acknowledge', rows: flight.rows, number })
  }
  return [next, effects]
}

const onReject = (state: JoinState, stay: Stay, seq: number, reason: RejectReason): JoinStep => {
  const flight = findFlight(stay, seq)
  if (flight === undefined) return breakOff(state, stay)
  if (flight === null || flight.rows.length === 0) {
    return [flight === null ? state : land(state, stay, flight), []]
  }
  const { rows } = flight
  const landed = land(state, stay, flight)
  if (!isFinal(reason)) {
    const held = forget(landed, rows)
    return [
      { ...held, waiting: [...rows, ...held.waiting].toSorted((a, b) => a - b) },
      [{ type: 'hold', rows, reason }],
    ]
  }
  const [only] = rows
  if (flight.kind === 'update' && rows.length === 1 && only !== undefined) {
    return [forget(landed, rows), [{ type: 'set-aside', row: only, reason }]]
  }
  // A SyncStep2 also holds what others wrote, and which row is to blame cannot be told.
  const rest = forget(landed, rows)
  return [{ ...rest, apart: [...rest.apart, ...rows] }, [{ type: 'push-apart', rows }]]
}

/** An answer for a join that is over is nobody's: its rows wait again, or have been settled since. */
const during = (state: JoinState, joinId: number, step: (stay: Stay) => JoinStep): JoinStep =>
  state.stay?.joinId === joinId ? step(state.stay) : [state, []]

export const stepJoin = (state: JoinState, event: JoinEvent): JoinStep => {
  switch (event.type) {
    case 'row-applied':
      return [{ ...state, waiting: [...state.waiting, event.row] }, []]
    case 'rows-settled':
      return [forget(state, event.rows), []]
    case 'join-begun': {
      const stay: Stay = { joinId: event.joinId, opened: false, lastSeq: 0, updating: false, flights: [] }
      return [{ ...endStay(state), stay }, []]
    }
    case 'join-opened':
      return during(state, event.joinId, stay => [{ ...state, stay: { ...stay, opened: true } }, []])
    case 'frame-ready':
      return onFrameReady(state, event)
    case 'ack-received':
      return during(state, event.joinId, () => onAck(state, event.settled))
    case 'reject-received':
      return during(state, event.joinId, stay => onReject(state, stay, event.seq, event.reason))
    case 'use-bulk-received':
      return during(state, event.joinId, stay => leaveForBulk(state, stay, false))
    case 'join-ended':
      return during(state, event.joinId, () => [endStay(state), []])
    default:
      return unreachable(event)
  }
}
