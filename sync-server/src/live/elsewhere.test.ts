/** Frames between hubs of several nodes, and how much is said for it. */

import { encodeRoomFrame } from '@weft/shared/protocol/room-frame.ts'
import { testClock } from '@weft/shared/testing/env.ts'
import { pino } from 'pino'
import { expect, onTestFinished, test } from 'vitest'
import type { Said } from '../rooms/hints.ts'
import { createMemoryHints } from '../rooms/memory-hints.ts'
import { createMemoryRoomLog } from '../rooms/memory-room-log.ts'
import type { RoomRef } from '../rooms/room-log.ts'
import { roomId, workspaceId } from '../testing/ids.ts'
import { heardForMilliseconds, tryEveryMilliseconds } from './elsewhere.ts'
import { createHub } from './hub.ts'
import type { Member } from './members.ts'

const room = (index: number, workspace = 1): RoomRef => ({
  workspaceId: workspaceId(workspace),
  roomId: roomId(index),
})

const frame = (index: number) => ({ type: 'ephemeral', sealed: Uint8Array.of(index) }) as const
const bytesOf = (index: number) => encodeRoomFrame(frame(index))

const createWorld = () => {
  const clock = testClock()
  const network = createMemoryHints()
  const log = createMemoryRoomLog()
  return {
    clock,
    node: (isDeaf = false) => {
      const hints = network.node()
      const said: Said[] = []
      const hub = createHub({
        log,
        clock,
        logger: pino({ level: 'silent' }),
        hints: {
          subscribe: isDeaf ? () => () => undefined : hints.subscribe,
          say: each => {
            said.push(each)
            hints.say(each)
          },
        },
      })
      onTestFinished(hub.stop)
      return {
        hub,
        frames: () => said.filter(({ type }) => type === 'frame').length,
        join: async (where: RoomRef) => {
          const heard: Uint8Array[] = []
          const member: Member = {
            room: where,
            socket: {},
            deliver: relayed => {
              if (relayed.type === 'frame' && relayed.droppable) heard.push(relayed.frame)
            },
          }
          await hub.join(member)
          return { member, heard }
        },
      }
    },
  }
}

test('M14: a frame reaches whoever has joined the room on another node, once, and nobody else', async () => {
  const { node } = createWorld()
  const [here, there] = [node(), node()]
  const sender = await here.join(room(1))
  const own = await here.join(room(1))
  const other = await there.join(room(1))
  const elsewhere = [await there.join(room(2)), await there.join(room(1, 2)), await here.join(room(2))]
  here.hub.relay(sender.member, frame(1))
  there.hub.relay(other.member, frame(2))
  expect([sender.heard, own.heard, other.heard]).toEqual([
    [bytesOf(2)],
    [bytesOf(1), bytesOf(2)],
    [bytesOf(1)],
  ])
  expect(elsewhere.map(({ heard }) => heard)).toEqual([[], [], []])
})

test('what nobody elsewhere hears is said once in a while and no more', async () => {
  const { node, clock } = createWorld()
  const [here, there] = [node(), node()]
  const { member } = await here.join(room(1))
  await there.join(room(1, 2))
  for (let index = 0; index < 200; index += 1) {
    here.hub.relay(member, frame(index))
    clock.advance(100)
  }
  expect(here.frames()).toBe(20_000 / tryEveryMilliseconds)
})

test('whoever comes in the middle hears the next frame, and who has left is forgotten', async () => {
  const { node, clock } = createWorld()
  const [here, there] = [node(), node()]
  const { member } = await here.join(room(1))
  here.hub.relay(member, frame(0))
  here.hub.relay(member, frame(1))
  const late = await there.join(room(1))
  for (let index = 2; index < 600; index += 1) {
    clock.advance(100)
    here.hub.relay(member, frame(index))
  }
  expect(late.heard).toHaveLength(598)
  there.hub.leave(late.member)
  clock.advance(heardForMilliseconds)
  const before = here.frames()
  for (let index = 0; index < 100; index += 1) here.hub.relay(member, frame(index))
  expect(here.frames()).toBe(before + 1)
})

test('whoever was there first is known to whoever comes second', async () => {
  const { node, clock } = createWorld()
  const [here, there] = [node(), node()]
  const first = await there.join(room(1))
  // What the first said when it joined was of nothing that this node had.
  const { member } = await here.join(room(1))
  for (let index = 0; index < 100; index += 1) {
    here.hub.relay(member, frame(index))
    clock.advance(100)
  }
  expect(first.heard).toHaveLength(100)
})

test('a word that was lost is made good by a try', async () => {
  const { node, clock } = createWorld()
  const [here, there] = [node(), node()]
  const { member } = await here.join(room(1))
  const { heard } = await there.join(room(1))
  clock.advance(heardForMilliseconds)
  here.hub.relay(member, frame(1))
  here.hub.relay(member, frame(2))
  expect(heard).toEqual([bytesOf(1), bytesOf(2)])
})

test('a node that hears nothing still says what its devices say', async () => {
  const { node } = createWorld()
  const [deaf, there] = [node(true), node()]
  const { member, heard } = await deaf.join(room(1))
  const other = await there.join(room(1))
  deaf.hub.relay(member, frame(1))
  there.hub.relay(other.member, frame(2))
  expect([heard, other.heard]).toEqual([[], [bytesOf(1)]])
})
