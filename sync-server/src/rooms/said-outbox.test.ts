import { testClock } from '@weft/shared/testing/env.ts'
import { expect, test } from 'vitest'
import { roomId, sessionId, workspaceId } from '../testing/ids.ts'
import type { Said } from './hints.ts'
import { createSaidOutbox, type SaidLimits } from './said-outbox.ts'
import { formatSaid } from './said-text.ts'

const frame = (index = 0): Said => ({
  type: 'frame',
  room: { workspaceId: workspaceId(1), roomId: roomId(1) },
  frame: new Uint8Array(30).fill(index),
})
const frameText = formatSaid(frame()).length
const ended = (index: number): Said => ({ type: 'sessions-ended', sessionIds: [sessionId(index)] })
const endedText = formatSaid(ended(1)).length

const createWorld = (limits: Partial<SaidLimits> = {}) => {
  const clock = testClock()
  const sent: (readonly string[])[] = []
  let done = (): void => undefined
  let isSlow = false
  const outbox = createSaidOutbox({
    clock,
    limits: {
      every: 10,
      frameText: 4 * frameText,
      sessionText: 4 * endedText,
      rate: { burst: 1_000 * frameText, perSecond: 0 },
      ...limits,
    },
    send: lines => {
      sent.push(lines)
      return isSlow ? new Promise(resolve => (done = resolve)) : Promise.resolve()
    },
  })
  return {
    ...outbox,
    sent,
    wait: async (milliseconds: number) => {
      clock.advance(milliseconds)
      for (let turn = 0; turn < 4; turn += 1) await Promise.resolve()
    },
    slowDown: () => {
      isSlow = true
    },
    finish: async () => {
      done()
      for (let turn = 0; turn < 4; turn += 1) await Promise.resolve()
    },
  }
}

const lines = (...said: readonly Said[]): readonly string[] => said.map(formatSaid)

test('whoever comes after a pause does not wait, and what follows goes together', async () => {
  const { say, wait, sent } = createWorld()
  say(frame(1))
  await wait(0)
  expect(sent).toEqual([lines(frame(1))])
  say(frame(2))
  await wait(5)
  say(frame(3))
  await wait(4)
  expect(sent).toHaveLength(1)
  await wait(1)
  expect(sent).toEqual([lines(frame(1)), lines(frame(2), frame(3))])
  await wait(100)
  expect(sent).toHaveLength(2)
})

test('while the way is slow one message waits and no more: frames above it are dropped, sessions find room', async () => {
  const { say, wait, sent, slowDown, finish } = createWorld()
  slowDown()
  say(frame(0))
  await wait(0)
  for (let index = 1; index <= 1_000; index += 1) say(frame(index))
  say(ended(1))
  await wait(10_000)
  expect(sent).toHaveLength(1)
  await finish()
  await wait(10)
  expect(sent[1]).toEqual(lines(ended(1), frame(1), frame(2), frame(3), frame(4)))
})

test('what is not a frame is bounded as well', async () => {
  const { say, wait, sent } = createWorld()
  for (let index = 1; index <= 100; index += 1) say(ended(index))
  await wait(0)
  expect(sent).toEqual([lines(ended(1), ended(2), ended(3), ended(4))])
})

test('frames have a rate, which takes nothing from the rest', async () => {
  const { say, wait, sent } = createWorld({ rate: { burst: 2 * frameText, perSecond: frameText } })
  for (const index of [1, 2, 3]) say(frame(index))
  say(ended(1))
  await wait(0)
  expect(sent).toEqual([lines(ended(1), frame(1), frame(2))])
  await wait(999)
  say(frame(4))
  await wait(1)
  say(frame(5))
  await wait(10)
  expect(sent.slice(1)).toEqual([lines(frame(5))])
})

test('a stopped one says nothing more', async () => {
  const { say, wait, sent, stop } = createWorld()
  say(frame(1))
  stop()
  say(frame(2))
  await wait(100)
  expect(sent).toEqual([])
})
