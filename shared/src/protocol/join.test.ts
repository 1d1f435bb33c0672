import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  initialJoin,
  type JoinEffect,
  type JoinEvent,
  type JoinState,
  type JoinStep,
  stepJoin,
} from './join.ts'
import { moveCursor } from './cursor.ts'
import { type Action, actionWeights, createJoinWorld } from './testing/join-world.ts'

const isAction = (name: string): name is Action => Object.hasOwn(actionWeights, name)

const action = fc.oneof(
  ...Object.entries(actionWeights).flatMap(([name, weight]) =>
    isAction(name) ? [{ arbitrary: fc.constant(name), weight }] : [],
  ),
)

const timeout = 120_000
const runs = Number(process.env['PROTOCOL_SEEDS'] ?? 16) * 100

/** Holds in every world: nothing is acknowledged that the server does not hold, and in the end everything is settled. */
const keepsItsWord = (step: (state: JoinState, event: JoinEvent) => JoinStep, numRuns: number) =>
  fc.check(
    fc.property(fc.array(action, { maxLength: 120, size: 'max' }), chosen => {
      const world = createJoinWorld(step)
      for (const each of chosen) world.act(each)
      world.settle()
      expect(world.unsettled()).toEqual([])
    }),
    { numRuns, seed: 11 },
  )

/** Counts every frame of a connection, and takes an ack for everything that was written before the frame left. */
const naiveCount = (state: JoinState, event: JoinEvent): JoinStep => {
  if (event.type !== 'frame-ready' || event.kind !== 'update' || state.stay === null)
    return stepJoin(state, event)
  return stepJoin({ ...state, stay: { ...state.stay, updating: true } }, { ...event, rows: state.waiting })
}

/** Lets an ack settle a row again that another frame has settled. */
const forgetful = (state: JoinState, event: JoinEvent): JoinStep => {
  const [next, effects] = stepJoin(state, event)
  if (event.type !== 'ack-received' || state.stay === null || next.stay === null) return [next, effects]
  const answered = new Set(event.settled.map(({ seq }) => seq))
  const flights = state.stay.flights.filter(({ seq }) => !answered.has(seq))
  return [{ ...next, stay: { ...next.stay, flights } }, effects]
}

/** Keeps on its way what a dead connection carried. */
const hopeful = (state: JoinState, event: JoinEvent): JoinStep => {
  const [next, effects] = stepJoin(state, event)
  const lost = event.type === 'join-ended' || event.type === 'join-begun'
  return [lost ? { ...next, waiting: state.waiting } : next, effects]
}

describe('any order of edits, frames, answers and faults', () => {
  it('J1 J2 J3 J4 J5: acknowledges only what the server holds, once, and settles everything in the end', {
    timeout,
  }, () => {
    expect(keepsItsWord(stepJoin, runs)).toMatchObject({ failed: false })
  })

  it('J2: counting a connection’s frames from its first one loses rows', { timeout }, () => {
    const { failed, counterexample } = keepsItsWord(naiveCount, 5_000)
    expect(failed).toBe(true)
    // Shrunk: written offline, joined, written again, and the answer comes before the SyncStep2 leaves.
    expect(counterexample?.[0].filter(each => each === 'edit').length).toBeGreaterThanOrEqual(2)
  })

  it.each([
    ['J3: a row that two frames carry is settled by the first answer', forgetful],
    ['J5: what a dead connection carried waits again', hopeful],
  ])('%s', { timeout }, (_, broken) => {
    expect(keepsItsWord(broken, 5_000)).toMatchObject({ failed: true })
  })
})

describe('one join', () => {
  const play = (...events: readonly JoinEvent[]): { state: JoinState; effects: readonly JoinEffect[] } => {
    let state = initialJoin
    let effects: readonly JoinEffect[] = []
    for (const event of events) [state, effects] = stepJoin(state, event)
    return { state, effects }
  }
  const row = (number: number): JoinEvent => ({ type: 'row-applied', row: number })
  const update = (...rows: readonly number[]): JoinEvent => ({
    type: 'frame-ready',
    kind: 'update',
    fits: true,
    rows,
  })
  const step2: JoinEvent = { type: 'frame-ready', kind: 'step2', fits: true }
  const ack = (seq: number, number = 9): JoinEvent => ({
    type: 'ack-received',
    joinId: 1,
    settled: [{ seq, number }],
  })
  const opened: readonly JoinEvent[] = [
    { type: 'join-begun', joinId: 1 },
    { type: 'join-opened', joinId: 1 },
    { type: 'frame-ready', kind: 'other' },
  ]

  it('J1: frames are numbered from 1, all of them', () => {
    expect(play(...opened).effects).toEqual([{ type: 'send', joinId: 1, seq: 1 }])
    expect(play(...opened, step2, row(1), update(1)).effects).toEqual([{ type: 'send', joinId: 1, seq: 3 }])
  })

  it('J2: no update leaves before the SyncStep2, which has it', () => {
    expect(play(row(1), ...opened, row(2), update(2)).effects).toEqual([])
    expect(play(row(1), ...opened, row(2), update(2), step2, ack(2)).effects).toEqual([
      { type: 'acknowledge', rows: [1, 2], number: 9 },
    ])
  })

  it('J3: an answer settles the rows of its frame and no others', () => {
    const { state, effects } = play(...opened, step2, row(1), update(1), row(2), update(2), ack(4))
    expect(effects).toEqual([{ type: 'acknowledge', rows: [2], number: 9 }])
    expect(stepJoin(state, ack(3, 8))[1]).toEqual([{ type: 'acknowledge', rows: [1], number: 8 }])
  })

  it('J4: a refused update sets its row aside; of a refused SyncStep2 each row is judged alone', () => {
    const reject = (seq: number, reason: 'update-unsound' | 'quota-exceeded'): JoinEvent => ({
      type: 'reject-received',
      joinId: 1,
      seq,
      reason,
    })
    expect(play(...opened, step2, row(1), update(1), reject(3, 'update-unsound')).effects).toEqual([
      { type: 'set-aside', row: 1, reason: 'update-unsound' },
    ])
    expect(play(row(1), ...opened, step2, reject(2, 'update-unsound')).effects).toEqual([
      { type: 'push-apart', rows: [1] },
    ])
    const held = play(...opened, step2, row(1), update(1), reject(3, 'quota-exceeded'))
    expect(held.effects).toEqual([{ type: 'hold', rows: [1], reason: 'quota-exceeded' }])
    expect(held.state.waiting).toEqual([1])
  })

  it('J5: an answer to a join that is over settles nothing', () => {
    const { state, effects } = play(row(1), ...opened, step2, { type: 'join-begun', joinId: 2 }, ack(2))
    expect(effects).toEqual([])
    expect(state.waiting).toEqual([1])
  })

  it('J6: what does not fit in a frame sends the room to /sync, and so does the server’s word', () => {
    const large: JoinEvent = { type: 'frame-ready', kind: 'step2', fits: false }
    expect(play(row(1), ...opened, large).effects).toEqual([{ type: 'use-bulk', joinId: 1, tell: true }])
    const told = play(row(1), ...opened, { type: 'use-bulk-received', joinId: 1 })
    expect(told.effects).toEqual([{ type: 'use-bulk', joinId: 1, tell: false }])
    expect(told.state).toMatchObject({ waiting: [1], stay: null })
  })

  it('J7: an update that carries no own row is not sent back to where it came from', () => {
    expect(play(...opened, step2, update()).effects).toEqual([])
    expect(play(...opened, step2, row(1), { type: 'rows-settled', rows: [1] }, update(1)).effects).toEqual([])
  })

  it('J8: a server that answers what was never sent is left', () => {
    const { state, effects } = play(row(1), ...opened, step2, ack(7))
    expect(effects).toEqual([{ type: 'break-off', joinId: 1 }])
    expect(state.waiting).toEqual([1])
  })
})

it('J9: the cursor moves only to the number that follows it', () => {
  fc.assert(
    fc.property(fc.nat(), fc.nat(), (cursor, number) => {
      expect(moveCursor(cursor, number)).toBe(number === cursor + 1 ? number : cursor)
    }),
    { seed: 1 },
  )
  expect([moveCursor(5, 6), moveCursor(5, 7), moveCursor(5, 5), moveCursor(0, 0)]).toEqual([6, 5, 5, 0])
})
