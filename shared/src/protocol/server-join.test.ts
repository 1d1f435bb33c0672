import { expect, it } from 'vitest'
import { maxUnanswered } from './limits.ts'
import type { RoomFrame } from './room-frame.ts'
import { initialServerJoin, type ServerJoin, type ServerJoinEffect, stepServerJoin } from './server-join.ts'

const update = Uint8Array.of(0, 0)
const receive = (join: ServerJoin, seq: number, frame: RoomFrame) =>
  stepServerJoin(join, { type: 'frame-received', seq, frame })

it('J10: frames come without a hole', () => {
  const [first] = receive(initialServerJoin, 1, { type: 'no-op' })
  const ending: readonly ServerJoinEffect[] = [{ type: 'end', close: 'protocolBroken' }]
  expect(receive(first, 3, { type: 'no-op' })[1]).toEqual(ending)
  expect(receive(first, 1, { type: 'no-op' })[1]).toEqual(ending)
  expect(receive(first, 2, { type: 'no-op' })[1]).toEqual([])
})

it('J10: a client says nothing that is the server’s to say', () => {
  const serverOnly: readonly RoomFrame[] = [
    { type: 'ack', settled: [] },
    { type: 'reject', seq: 1, reason: 'clock-jump' },
    { type: 'head-moved', head: 4 },
    { type: 'permission-denied', reason: '' },
  ]
  for (const frame of serverOnly) {
    expect(receive(initialServerJoin, 1, frame)[1]).toEqual([{ type: 'end', close: 'protocolBroken' }])
  }
})

it('J11: each frame with an update is answered once, nothing else is', () => {
  const [stored, effects] = receive(initialServerJoin, 1, { type: 'sync-update', update })
  expect(effects).toEqual([{ type: 'store', seq: 1, update }])
  const [relayed] = receive(stored, 2, { type: 'ephemeral', sealed: update })
  const settled = [{ seq: 1, number: 8 }]
  const [answered, answers] = stepServerJoin(relayed, { type: 'updates-stored', settled })
  expect(answers).toEqual([{ type: 'send', frame: { type: 'ack', settled } }])
  expect(() => stepServerJoin(answered, { type: 'updates-stored', settled })).toThrow()
  expect(() => stepServerJoin(answered, { type: 'update-refused', seq: 2, reason: 'clock-jump' })).toThrow()
})

it('J12: a client that does not wait for answers is told to come back later', () => {
  let join = initialServerJoin
  for (let seq = 1; seq <= maxUnanswered; seq += 1)
    [join] = receive(join, seq, { type: 'sync-update', update })
  expect(receive(join, maxUnanswered + 1, { type: 'sync-update', update })[1]).toEqual([
    { type: 'end', close: 'tooFast' },
  ])
})
