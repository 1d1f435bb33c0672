import { systemEnv } from '@weft/shared/env.ts'
import { pino } from 'pino'
import { afterEach, expect, test } from 'vitest'
import { deviceId, roomId, workspaceId } from '../testing/ids.ts'
import { runPubSubServer } from '../testing/pub-sub-server.ts'
import { createAnnouncingRoomLog } from './announcing-room-log.ts'
import { hintsContract } from './hints.contract.ts'
import type { Hint } from './hints.ts'
import { createMemoryRoomLog } from './memory-room-log.ts'
import { createRedisHints, type RedisHints } from './redis-hints.ts'

const stops: (() => Promise<void>)[] = []
afterEach(async () => {
  for (const stop of stops.splice(0).toReversed()) await stop()
})

interface Node extends RedisHints {
  readonly heard: readonly Hint[]
  /** Resolves when it has heard a hint of this kind that nobody waited for yet. */
  readonly next: (type: Hint['type']) => Promise<Hint>
}

const startNode = (url: string, name: string): Node => {
  const hints = createRedisHints({ url, node: name, env: systemEnv, log: pino({ level: 'silent' }) })
  stops.push(hints.stop)
  const heard: Hint[] = []
  const unread: Hint[] = []
  let wake = (): void => {}
  hints.subscribe(hint => {
    heard.push(hint)
    unread.push(hint)
    wake()
  })
  return {
    ...hints,
    heard,
    next: async type => {
      for (;;) {
        const index = unread.findIndex(hint => hint.type === type)
        const [found] = index < 0 ? [] : unread.splice(0, index + 1).slice(-1)
        if (found) return found
        await new Promise<void>(resolve => (wake = resolve))
      }
    },
  }
}

const startServer = async () => {
  const server = await runPubSubServer()
  stops.push(server.stop)
  return server
}

hintsContract('Redis', async names => {
  const url = process.env['TEST_REDIS_URL'] ?? (await startServer()).url
  const nodes = names.map(name => startNode(url, name))
  await Promise.all(nodes.map(({ listening }) => listening))
  return nodes
})

const moved = (headSeq: number) => [{ workspaceId: workspaceId(1), headSeq }]

test('what one node commits is told to the others, and not to itself', async () => {
  const url = process.env['TEST_REDIS_URL'] ?? (await startServer()).url
  const [here, there] = [startNode(url, 'here'), startNode(url, 'there')]
  await Promise.all([here.listening, there.listening])
  // Whoever subscribes may have read before: the first thing said is that anything may have moved.
  await Promise.all([here.next('anything-moved'), there.next('anything-moved')])

  const log = createAnnouncingRoomLog(createMemoryRoomLog(), here.announce)
  const room = { workspaceId: workspaceId(1), roomId: roomId(1) }
  await log.createWorkspace(room.workspaceId)
  const update = (byte: number) => ({ ...room, deviceId: deviceId(1), bytes: Uint8Array.of(byte) })
  await log.append([update(1), update(2)])
  expect(await there.next('head-moved')).toEqual({ type: 'head-moved', moved: moved(2) })
  // Repeated, refused: nothing has moved.
  await log.append([update(1)])
  await log.append([{ ...update(3), workspaceId: workspaceId(9) }])
  await log.append([update(4)])
  expect(await there.next('head-moved')).toEqual({ type: 'head-moved', moved: moved(3) })
  expect(here.heard).toEqual([{ type: 'anything-moved' }])
})

test('after a connection that was gone anything may have moved, and hints are heard again', async () => {
  const server = await runPubSubServer()
  const [here, there] = [startNode(server.url, 'here'), startNode(server.url, 'there')]
  stops.push(server.stop)
  await Promise.all([here.next('anything-moved'), there.next('anything-moved')])
  await server.stop()
  here.announce(moved(1))
  await server.start()
  await Promise.all([here.next('anything-moved'), there.next('anything-moved')])
  // The publisher may come back later than the subscriber: what it cannot say is lost, which is allowed.
  const said = setInterval(() => here.announce(moved(2)), 20)
  expect(await there.next('head-moved')).toEqual({ type: 'head-moved', moved: moved(2) })
  clearInterval(said)
})

test('a server that is not there harms nothing, and stops at once', async () => {
  const server = await runPubSubServer()
  await server.stop()
  const hints = createRedisHints({
    url: server.url,
    node: 'here',
    env: systemEnv,
    log: pino({ level: 'silent' }),
  })
  hints.announce(moved(1))
  await hints.stop()
})
