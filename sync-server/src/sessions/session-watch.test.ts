import { testClock } from '@weft/shared/testing/env.ts'
import { pino } from 'pino'
import { expect, onTestFinished, test } from 'vitest'
import type { SessionId } from '../db/account-tables.ts'
import { createMemoryHints } from '../rooms/memory-hints.ts'
import { sessionId, workspaceId } from '../testing/ids.ts'
import { createAccessEvents } from './access-events.ts'
import { askAgainMilliseconds, createSessionWatch } from './session-watch.ts'

const logger = pino({ level: 'silent' })

const rest = async (): Promise<void> => {
  for (let turn = 0; turn < 10; turn += 1) await new Promise(resolve => setImmediate(resolve))
}

const createWorld = () => {
  const clock = testClock()
  const network = createMemoryHints()
  /** What the database would say. */
  const over = new Set<SessionId>()
  const asked: (readonly SessionId[])[] = []
  let isDown = false
  const node = (hints = network.node()) => {
    const events = createAccessEvents(hints)
    const { watch, stop } = createSessionWatch({
      events,
      clock,
      logger,
      liveAmong: async ids => {
        asked.push(ids)
        if (isDown) throw new Error('down')
        return new Set(ids.filter(id => !over.has(id)))
      },
    })
    onTestFinished(stop)
    const ended: string[] = []
    return {
      announce: events.announce,
      ended,
      watch: (index: number, name = String(index)) => watch(sessionId(index), () => void ended.push(name)),
    }
  }
  return { clock, network, over, asked, node, setDown: (down: boolean) => (isDown = down) }
}

test('M15: a session that ends on one node ends everywhere at once, all that it began, and nothing else', () => {
  const { node } = createWorld()
  const [here, there] = [node(), node()]
  for (const each of [here, there]) {
    each.watch(1, 'socket')
    each.watch(1, 'sync')
    each.watch(2, 'somebody else')
  }
  here.announce([sessionId(1), sessionId(3)])
  expect([here.ended, there.ended]).toEqual([
    ['socket', 'sync'],
    ['socket', 'sync'],
  ])
  here.announce([sessionId(1)])
  expect(there.ended).toHaveLength(2)
})

test('what is over is not ended any more, and what is left of its session is', () => {
  const { node } = createWorld()
  const here = node()
  const unwatch = here.watch(1, 'first')
  here.watch(1, 'second')
  unwatch()
  unwatch()
  here.announce([sessionId(1)])
  expect(here.ended).toEqual(['second'])
})

test('M15: a hint that was lost is made good by the question that is asked now and then', async () => {
  const { node, clock, over, asked } = createWorld()
  const deaf = node({ subscribe: () => () => undefined, say: () => undefined, announce: () => undefined })
  deaf.watch(1)
  deaf.watch(2)
  over.add(sessionId(1))
  clock.advance(askAgainMilliseconds - 1)
  await rest()
  expect(deaf.ended).toEqual([])
  clock.advance(1)
  await rest()
  expect(deaf.ended).toEqual(['1'])
  // All together, and only while there is somebody to ask for.
  expect(asked).toEqual([[sessionId(1), sessionId(2)]])
  over.add(sessionId(2))
  clock.advance(askAgainMilliseconds)
  await rest()
  clock.advance(10 * askAgainMilliseconds)
  await rest()
  expect(deaf.ended).toEqual(['1', '2'])
  expect(asked).toHaveLength(2)
})

test('M15: when hints may have been missed, everything is asked at once, by thousands', async () => {
  const { node, network, over, asked } = createWorld()
  const here = node()
  const watched = 2_500
  for (let index = 0; index < watched; index += 1) here.watch(index)
  over.add(sessionId(7)).add(sessionId(2_400))
  network.node().say({ type: 'listening', workspaceId: workspaceId(1) })
  await rest()
  expect(asked).toEqual([])
  network.missed()
  await rest()
  expect(here.ended).toEqual(['7', '2400'])
  expect(asked.map(({ length }) => length)).toEqual([1_000, 1_000, 500])
})

test('a database that does not answer ends nobody, and is asked again', async () => {
  const { node, clock, over, setDown } = createWorld()
  const here = node()
  here.watch(1)
  over.add(sessionId(1))
  setDown(true)
  clock.advance(askAgainMilliseconds)
  await rest()
  expect(here.ended).toEqual([])
  setDown(false)
  clock.advance(askAgainMilliseconds)
  await rest()
  expect(here.ended).toEqual(['1'])
})
