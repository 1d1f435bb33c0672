/**
 * One device and a server in one room, with held sockets: what each step does is chosen from outside. An update is a
 * set of row numbers here, a state vector is what the server has committed, and a crash is whatever was not.
 */

import { assert, must } from '../../assert.ts'
import { decodeText, encodeText } from '../../bytes.ts'
import { moveCursor } from '../cursor.ts'
import { initialJoin, type JoinEffect, type JoinEvent, type JoinState, type JoinStep } from '../join.ts'
import type { RoomFrame } from '../room-frame.ts'
import {
  initialServerJoin,
  type ServerJoin,
  type ServerJoinEffect,
  type ServerJoinEvent,
  stepServerJoin,
} from '../server-join.ts'

/** How often each thing happens: faults are rare enough that something is under way when they come. */
export const actionWeights = {
  edit: 12,
  'edit-poison': 1,
  join: 3,
  'deliver-up': 18,
  'deliver-down': 18,
  commit: 9,
  answer: 9,
  'ask-again': 3,
  sync: 2,
  crash: 1,
  cut: 1,
  'fill-quota': 1,
} as const

export type Action = keyof typeof actionWeights

type Down = { readonly type: 'opened' } | { readonly type: 'room'; readonly frame: RoomFrame }

/** A room on both sides of a socket. */
interface Link {
  readonly joinId: number
  readonly up: { readonly seq: number; readonly frame: RoomFrame }[]
  readonly down: Down[]
  server: ServerJoin
  /** SyncStep1s whose answers the server is reading from its log, while other frames go on. */
  asked: number
}

export interface JoinWorld {
  readonly act: (action: Action) => void
  /** No more faults: everything is delivered, committed and joined again, until nothing moves. */
  readonly settle: () => void
  /** Rows that are neither acknowledged nor set aside. */
  readonly unsettled: () => readonly number[]
}

const toBytes = (rows: Iterable<number>): Uint8Array => encodeText(JSON.stringify([...rows]))
const toRows = (bytes: Uint8Array): readonly number[] => JSON.parse(decodeText(bytes))

/** More rows than this do not fit in a frame. */
const frameRows = 6

export const createJoinWorld = (step: (state: JoinState, event: JoinEvent) => JoinStep): JoinWorld => {
  // The server.
  const durable = new Set<number>()
  const rowsByNumber = new Map<number, readonly number[]>()
  const toCommit: { readonly seq: number; readonly rows: readonly number[] }[] = []
  let quotaFull = false

  // The device.
  let state = initialJoin
  let nextRow = 1
  let nextJoin = 1
  let cursor = 0
  let link: Link | null = null
  const doc = new Set<number>()
  const poison = new Set<number>()
  const acknowledged = new Set<number>()
  const aside = new Set<number>()

  const append = (rows: readonly number[]): number => {
    const fresh = rows.filter(row => !durable.has(row))
    if (fresh.length === 0) return 0
    for (const row of fresh) durable.add(row)
    rowsByNumber.set(rowsByNumber.size + 1, rows)
    return rowsByNumber.size
  }

  const acknowledge = (rows: readonly number[], number: number): void => {
    for (const row of rows) {
      assert(durable.has(row), `row ${row} is acknowledged and the server holds it`)
      assert(!acknowledged.has(row), `row ${row} is acknowledged once`)
      assert(!aside.has(row), `row ${row} is acknowledged and not set aside`)
      acknowledged.add(row)
    }
    const before = cursor
    cursor = moveCursor(cursor, number)
    if (cursor === before) return
    const held = must(rowsByNumber.get(cursor), 'an update of this number')
    assert(
      held.every(row => doc.has(row)),
      `what the cursor passes, the device holds`,
    )
  }

  const setAside = (row: number): void => {
    assert(poison.has(row), `row ${row} is set aside because it is poison`)
    aside.add(row)
    doc.delete(row)
  }

  const pushOne = (row: number): void => {
    if (poison.has(row)) setAside(row)
    else {
      append([row])
      acknowledge([row], 0)
    }
  }

  /** POST /sync with every row as a push of its own. */
  const sync = (rows: readonly number[]): void => {
    if (quotaFull) return
    for (const row of rows) pushOne(row)
    run({ type: 'rows-settled', rows })
  }

  const dropLink = (): void => {
    if (link === null) return
    const { joinId } = link
    link = null
    toCommit.length = 0
    run({ type: 'join-ended', joinId })
  }

  const perform = (effect: JoinEffect, frame: RoomFrame | null): void => {
    switch (effect.type) {
      case 'send':
        return void link?.up.push({ seq: effect.seq, frame: must(frame, 'a frame at hand') })
      case 'acknowledge':
        return acknowledge(effect.rows, effect.number)
      case 'set-aside':
        setAside(effect.row)
        // The document is loaded anew, without the row.
        return dropLink()
      case 'push-apart':
        return sync(effect.rows)
      case 'hold':
        return
      case 'use-bulk':
        dropLink()
        return sync([...state.waiting])
      case 'break-off':
        throw new Error('The server answered what was never sent')
    }
  }

  const run = (event: JoinEvent, frame: RoomFrame | null = null): void => {
    const [next, effects] = step(state, event)
    state = next
    for (const effect of effects) perform(effect, frame)
  }

  const edit = (poisonous: boolean): void => {
    const row = nextRow
    nextRow += 1
    if (poisonous) poison.add(row)
    doc.add(row)
    run({ type: 'row-applied', row })
    const frame: RoomFrame = { type: 'sync-update', update: toBytes([row]) }
    run({ type: 'frame-ready', kind: 'update', rows: [row], fits: true }, frame)
  }

  const join = (): void => {
    dropLink()
    link = { joinId: nextJoin, up: [], down: [{ type: 'opened' }], server: initialServerJoin, asked: 0 }
    nextJoin += 1
    run({ type: 'join-begun', joinId: link.joinId })
  }

  const answer = (current: Link, event: ServerJoinEvent): void => {
    const [next, effects] = stepServerJoin(current.server, event)
    current.server = next
    for (const effect of effects) serve(current, effect)
  }

  const serve = (current: Link, effect: ServerJoinEffect): void => {
    switch (effect.type) {
      case 'answer-step1':
        current.asked += 1
        return
      case 'store': {
        const rows = toRows(effect.update)
        if (rows.some(row => poison.has(row))) {
          answer(current, { type: 'update-refused', seq: effect.seq, reason: 'update-unsound' })
        } else if (quotaFull) {
          answer(current, { type: 'update-refused', seq: effect.seq, reason: 'quota-exceeded' })
        } else toCommit.push({ seq: effect.seq, rows })
        return
      }
      case 'send':
        return void current.down.push({ type: 'room', frame: effect.frame })
      case 'end':
        assert(effect.close === null, 'an honest client breaks no rule')
        return
      case 'relay':
        return
    }
  }

  const askStep1 = (): void => {
    link?.down.push({ type: 'room', frame: { type: 'sync-step1', stateVector: toBytes(durable) } })
  }

  const answerStep1 = (): boolean => {
    if (link === null || link.asked === 0) return false
    link.asked -= 1
    link.down.push({ type: 'room', frame: { type: 'sync-step2', update: toBytes([]) } })
    askStep1()
    return true
  }

  const commit = (): void => {
    const committed = toCommit.splice(0)
    if (committed.length === 0 || link === null) return
    const settled = committed.map(({ seq, rows }) => ({ seq, number: append(rows) }))
    answer(link, { type: 'updates-stored', settled })
  }

  const receive = (current: Link, message: Down): void => {
    const { joinId } = current
    if (message.type === 'opened') {
      run({ type: 'join-opened', joinId })
      return run({ type: 'frame-ready', kind: 'other' }, { type: 'sync-step1', stateVector: toBytes([]) })
    }
    const { frame } = message
    if (frame.type === 'ack') return run({ type: 'ack-received', joinId, settled: frame.settled })
    if (frame.type === 'reject') return run({ ...frame, type: 'reject-received', joinId })
    if (frame.type !== 'sync-step1') return
    const held = new Set(toRows(frame.stateVector))
    const missing = [...doc].filter(row => !held.has(row))
    const reply: RoomFrame = { type: 'sync-step2', update: toBytes(missing) }
    run({ type: 'frame-ready', kind: 'step2', fits: missing.length <= frameRows }, reply)
  }

  const deliverUp = (): boolean => {
    const message = link?.up.shift()
    if (link === null || message === undefined) return false
    answer(link, { type: 'frame-received', ...message })
    return true
  }

  const deliverDown = (): boolean => {
    const message = link?.down.shift()
    if (link === null || message === undefined) return false
    receive(link, message)
    return true
  }

  const unsettled = (): readonly number[] =>
    Array.from({ length: nextRow - 1 }, (_, index) => index + 1).filter(
      row => !acknowledged.has(row) && !aside.has(row),
    )

  const act = (action: Action): void => {
    switch (action) {
      case 'edit':
        return edit(false)
      case 'edit-poison':
        return edit(true)
      case 'join':
        return join()
      case 'deliver-up':
        return void deliverUp()
      case 'deliver-down':
        return void deliverDown()
      case 'commit':
        return commit()
      case 'answer':
        return void answerStep1()
      case 'ask-again':
        return askStep1()
      // What was not committed is gone on the server; what was not read is gone on the way.
      case 'crash':
      case 'cut':
        return dropLink()
      case 'sync':
        return sync([...state.waiting])
      case 'fill-quota':
        quotaFull = !quotaFull
    }
  }

  return {
    act,
    unsettled,
    settle: () => {
      quotaFull = false
      for (let round = 0; round < 10 && unsettled().length > 0; round += 1) {
        sync([...state.apart])
        join()
        for (let moved = true; moved; ) {
          commit()
          moved = deliverUp() || answerStep1() || deliverDown() || toCommit.length > 0
        }
      }
    },
  }
}
