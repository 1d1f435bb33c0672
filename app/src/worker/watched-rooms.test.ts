import { createId } from '@weft/shared/ids.ts'
import { testClock, testRandom } from '@weft/shared/testing/env.ts'
import { expect, it } from 'vitest'
import type { RoomRef } from '../core/room-ref.ts'
import { createWatchedRooms, type WatchChannel, type WatchedRooms } from './watched-rooms.ts'

const random = testRandom(3)
const workspaceId = createId(random, 'wsp')
const [one, two]: readonly [RoomRef, RoomRef] = [
  { workspaceId, roomId: createId(random, 'thr') },
  { workspaceId, roomId: createId(random, 'thr') },
]

const createWorld = () => {
  const clock = testClock()
  const ends: ((event: { readonly data: unknown }) => void)[] = []
  const tab = (worker: string): WatchedRooms & { readonly close: () => void } => {
    const life = new AbortController()
    const own: { hear?: (event: { readonly data: unknown }) => void } = {}
    const channel: WatchChannel = {
      postMessage: data => {
        if (!life.signal.aborted) for (const hear of ends) if (hear !== own.hear) hear({ data })
      },
      addEventListener: (_type, listener, { signal }) => {
        const hear = (event: { readonly data: unknown }): void => {
          if (!signal.aborted) listener(event)
        }
        own.hear = hear
        ends.push(hear)
      },
    }
    const watched = createWatchedRooms({ channel, worker, clock, signal: life.signal })
    return { ...watched, close: () => life.abort() }
  }
  const live = new Set<RoomRef['roomId']>()
  const begin = ({ roomId }: RoomRef): (() => void) => {
    expect(live.has(roomId)).toBe(false)
    live.add(roomId)
    return () => live.delete(roomId)
  }
  return { clock, tab, live, begin, post: (data: unknown) => ends.forEach(hear => hear({ data })) }
}

it('rooms of every tab are live for the leader, also those looked at before it led', () => {
  const { tab, live, begin } = createWorld()
  const [leader, other] = [tab('a'), tab('b')]
  other.watch(one)
  leader.watch(two)
  leader.follow(begin, new AbortController().signal)
  expect([...live]).toEqual([two.roomId, one.roomId])
})

it('a room is live for as long as anybody looks at it', () => {
  const { tab, live, begin } = createWorld()
  const [leader, other] = [tab('a'), tab('b')]
  leader.follow(begin, new AbortController().signal)
  const ends = [leader.watch(one), leader.watch(one), other.watch(one)]
  for (const end of ends) {
    expect([...live]).toEqual([one.roomId])
    end()
    end()
  }
  expect(live.size).toBe(0)
})

it('a tab that is closed without a word is forgotten, one that only looks on is not', () => {
  const { tab, live, begin, clock } = createWorld()
  const [leader, gone, there] = [tab('a'), tab('b'), tab('c')]
  leader.follow(begin, new AbortController().signal)
  gone.watch(one)
  there.watch(two)
  gone.close()
  clock.advance(60_000)
  expect([...live]).toEqual([one.roomId, two.roomId])
  clock.advance(60_000)
  expect([...live]).toEqual([two.roomId])
  clock.advance(3_600_000)
  expect([...live]).toEqual([two.roomId])
})

it('whoever leads no more lets go of every room', () => {
  const { tab, live, begin } = createWorld()
  const [leader, other] = [tab('a'), tab('b')]
  const leading = new AbortController()
  leader.follow(begin, leading.signal)
  other.watch(one)
  leading.abort()
  expect(live.size).toBe(0)
  leader.watch(two)
  expect(live.size).toBe(0)
})

it('takes nothing that is not its own kind of message', () => {
  const { tab, live, begin, post } = createWorld()
  tab('a').follow(begin, new AbortController().signal)
  const rooms = Array.from({ length: 101 }, () => one)
  for (const data of [null, 'watching', { type: 'watching' }, { type: 'watching', worker: 'x', rooms }])
    post(data)
  post({ type: 'watching', worker: 'x', rooms: [{ workspaceId: 'wsp_a', roomId: one.roomId }] })
  expect(live.size).toBe(0)
  post({ type: 'watching', worker: 'x', rooms: [one] })
  expect(live.size).toBe(1)
})
