/** The hub over the log in memory, with one node or two. */

import fc from 'fast-check'
import { testClock } from '@weft/shared/testing/env.ts'
import { must } from '@weft/shared/assert.ts'
import { ok } from '@weft/shared/result.ts'
import { parseRoomFrame } from '@weft/shared/protocol/room-frame.ts'
import { pino } from 'pino'
import { expect, onTestFinished, test } from 'vitest'
import type { Hint, Hints } from '../rooms/hints.ts'
import { createMemoryHints } from '../rooms/memory-hints.ts'
import { createMemoryRoomLog } from '../rooms/memory-room-log.ts'
import type { RoomLog, RoomRef } from '../rooms/room-log.ts'
import { deviceId, roomId, workspaceId } from '../testing/ids.ts'
import { headMovedEveryMilliseconds } from './head-moved.ts'
import { compareHeadsEveryMilliseconds, createHub } from './hub.ts'
import type { Member } from './members.ts'
import type { Relayed } from './relayed.ts'

const room = (index: number, workspace = 1): RoomRef => ({
  workspaceId: workspaceId(workspace),
  roomId: roomId(index),
})

interface Ear extends Member {
  readonly heard: Relayed[]
  /** Numbers of the updates that came. */
  readonly numbers: () => readonly number[]
}

const ear = (where: RoomRef, socket: object = {}): Ear => {
  const heard: Relayed[] = []
  return {
    room: where,
    socket,
    deliver: relayed => void heard.push(relayed),
    heard,
    numbers: () =>
      heard.flatMap(relayed => (relayed.type === 'frame' && relayed.seq > 0 ? [relayed.seq] : [])),
  }
}

const framesOf = ({ heard }: Ear) =>
  heard.flatMap(relayed => {
    const frame = relayed.type === 'frame' ? parseRoomFrame(relayed.frame) : undefined
    return frame?.ok ? [frame.value] : []
  })

const silent = pino({ level: 'silent' })
/** Until everything that was begun has ended; memory answers within a few turns. */
const rest = async (): Promise<void> => {
  for (let turn = 0; turn < 5; turn += 1) await new Promise(resolve => setImmediate(resolve))
}

const createWorld = async (options: { readonly log?: RoomLog } = {}) => {
  const clock = testClock()
  const network = createMemoryHints()
  const log = options.log ?? createMemoryRoomLog()
  for (const index of [1, 2]) await log.createWorkspace(workspaceId(index))
  const node = (hints: Hints = network.node()) => {
    const hub = createHub({ log, hints, clock, logger: silent })
    onTestFinished(hub.stop)
    return hub
  }
  return { clock, log, node }
}

let content = 0
const pushed = (where: RoomRef, origin?: object) => {
  content += 1
  const bytes = Uint8Array.of(0, 0, content >> 8, content & 255)
  return { ...where, deviceId: deviceId(1), bytes, ...(origin === undefined ? {} : { origin }) }
}

const deaf: Hints = { subscribe: () => () => undefined, say: () => undefined }

test('what is committed is told to everybody else in its room, once, and to nobody elsewhere', async () => {
  const { node } = await createWorld()
  const hub = node()
  const [writer, reader, elsewhere] = [ear(room(1)), ear(room(1)), ear(room(2))]
  for (const member of [writer, reader, elsewhere]) await hub.join(member)
  const update = pushed(room(1), writer)
  await hub.append([update])
  await hub.append([update])
  expect([writer.numbers(), reader.numbers(), elsewhere.numbers()]).toEqual([[], [1], []])
  expect(framesOf(reader)).toEqual([{ type: 'sync-update', update: update.bytes }])
  hub.leave(reader)
  await hub.append([pushed(room(1), writer)])
  expect(reader.numbers()).toEqual([1])
})

test('nothing is told before it is committed', async () => {
  const memory = createMemoryRoomLog()
  const held = Promise.withResolvers<void>()
  const { node } = await createWorld({
    log: { ...memory, append: updates => held.promise.then(() => memory.append(updates)) },
  })
  const hub = node()
  const reader = ear(room(1))
  await hub.join(reader)
  const appended = hub.append([pushed(room(1))])
  await rest()
  expect(reader.heard).toEqual([])
  held.resolve()
  await appended
  expect(reader.numbers()).toEqual([1])
})

test('head-moved goes once to each socket of the workspace that has not joined the room', async () => {
  const { node, clock } = await createWorld()
  const hub = node()
  const [socket, both] = [{}, {}]
  const members = [
    ear(room(1)),
    ear(room(2), socket),
    ear(room(3), socket),
    ear(room(1), both),
    ear(room(2), both),
  ]
  const other = ear(room(1, 2))
  for (const member of [...members, other]) await hub.join(member)
  await hub.append([pushed(room(1)), pushed(room(1))])
  clock.advance(headMovedEveryMilliseconds)
  const told = [...members, other].map(member => framesOf(member).filter(({ type }) => type === 'head-moved'))
  expect(told.map(frames => frames.length)).toEqual([0, 1, 0, 0, 0, 0])
  expect(told[1]).toEqual([{ type: 'head-moved', head: 2 }])
})

test('M10: register before read: an update that commits while the room is being found is told or in the reading', async () => {
  const memory = createMemoryRoomLog()
  const { node } = await createWorld({
    log: {
      ...memory,
      // Between the reading of the head and its answer somebody else commits.
      heads: async ids => {
        const heads = await memory.heads(ids)
        await memory.append([pushed(room(1))])
        return heads
      },
    },
  })
  const hub = node()
  const reader = ear(room(1))
  await hub.join(reader)
  const read = await memory.readRooms(workspaceId(1), [roomId(1)], 0)
  await hub.append([pushed(room(1))])
  await rest()
  const inReading = read.ok ? (read.value[0]?.rows.map(({ seq }) => seq) ?? []) : []
  expect(new Set([...inReading, ...reader.numbers()])).toEqual(new Set([1, 2]))
})

test('what another node commits comes by its hint, and by the comparison of heads when the hint is lost', async () => {
  const { node, log, clock } = await createWorld()
  let hint: (hint: Hint) => void = () => undefined
  const hinted = node({
    subscribe: listener => {
      hint = listener
      return () => undefined
    },
    say: () => undefined,
  })
  const lonely = node(deaf)
  const [byHint, byComparison] = [ear(room(1)), ear(room(1))]
  await hinted.join(byHint)
  await lonely.join(byComparison)
  await log.append([pushed(room(1))])
  hint({ type: 'head-moved', moved: [{ workspaceId: workspaceId(1), headSeq: 1 }] })
  await rest()
  expect([byHint.numbers(), byComparison.numbers()]).toEqual([[1], []])
  clock.advance(compareHeadsEveryMilliseconds)
  await rest()
  expect([byHint.numbers(), byComparison.numbers()]).toEqual([[1], [1]])
})

test('a gap in the numbers is read at once, without any hint', async () => {
  const { node, log } = await createWorld()
  const hub = node(deaf)
  const reader = ear(room(1))
  await hub.join(reader)
  await log.append([pushed(room(1))])
  await hub.append([pushed(room(2))])
  await rest()
  expect(reader.numbers()).toEqual([1])
})

test('a room that was deleted is told to be gone', async () => {
  const { node, log, clock } = await createWorld()
  const hub = node(deaf)
  const reader = ear(room(1))
  await hub.join(reader)
  await log.append([pushed(room(1))])
  await log.deleteRoom(room(1))
  clock.advance(compareHeadsEveryMilliseconds)
  await rest()
  expect(reader.heard).toEqual([{ type: 'ended', close: 'roomGone' }])
})

test('F5: an update that fits no frame is told as too large', async () => {
  const { node } = await createWorld()
  const hub = node()
  const reader = ear(room(1))
  await hub.join(reader)
  await hub.append([{ ...room(1), deviceId: deviceId(1), bytes: new Uint8Array(600 * 1024) }])
  expect(reader.heard).toEqual([{ type: 'too-large' }])
})

test('a log that does not answer is asked again by the next comparison', async () => {
  const memory = createMemoryRoomLog()
  let down = false
  const { node, clock } = await createWorld({
    log: {
      ...memory,
      changedRooms: async (...asked) =>
        down
          ? { ok: false, error: { type: 'log-unavailable', cause: 'down' } }
          : memory.changedRooms(...asked),
    },
  })
  const hub = node(deaf)
  const reader = ear(room(1))
  await hub.join(reader)
  await memory.append([pushed(room(1))])
  down = true
  clock.advance(compareHeadsEveryMilliseconds)
  await rest()
  expect(reader.numbers()).toEqual([])
  down = false
  clock.advance(compareHeadsEveryMilliseconds)
  await rest()
  expect(reader.numbers()).toEqual([1])
})

test('an own commit that a reading sees before its answer has come is not echoed, and is told once', async () => {
  const memory = createMemoryRoomLog()
  const answer = Promise.withResolvers<void>()
  const { node, clock } = await createWorld({
    log: {
      ...memory,
      append: async updates => {
        const appended = await memory.append(updates)
        await answer.promise
        return appended
      },
    },
  })
  const hub = node(deaf)
  const [writer, reader] = [ear(room(1)), ear(room(1))]
  await hub.join(writer)
  await hub.join(reader)
  const appended = hub.append([pushed(room(1), writer)])
  await rest()
  clock.advance(compareHeadsEveryMilliseconds)
  await rest()
  answer.resolve()
  await appended
  await rest()
  expect([writer.numbers(), reader.numbers()]).toEqual([[], [1]])
})

/** Two nodes, hints that may be lost, and a log whose answers come late. */
type Act =
  | { readonly type: 'write'; readonly node: 0 | 1; readonly room: number }
  | { readonly type: 'join'; readonly node: 0 | 1; readonly room: number }
  | { readonly type: 'wait' }

const acts: fc.Arbitrary<Act> = fc.oneof(
  fc.record({
    type: fc.constant('write' as const),
    node: fc.constantFrom(0 as const, 1 as const),
    room: fc.integer({ min: 1, max: 3 }),
  }),
  fc.record({
    type: fc.constant('join' as const),
    node: fc.constantFrom(0 as const, 1 as const),
    room: fc.integer({ min: 1, max: 3 }),
  }),
  fc.constant({ type: 'wait' as const }),
)

test('whatever two nodes do: every join hears what it did not read and did not write, and no echo', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(acts, { maxLength: 25 }), fc.boolean(), async (script, hintsWork) => {
      const clock = testClock()
      const network = createMemoryHints()
      const memory = createMemoryRoomLog()
      await memory.createWorkspace(workspaceId(1))
      const late = async <T>(answer: Promise<T>): Promise<T> => {
        const value = await answer
        await new Promise(resolve => setImmediate(resolve))
        return value
      }
      const nodes = [0, 1].map(() => {
        const { announce, ...hints } = network.node()
        const log: RoomLog = {
          ...memory,
          append: async updates => {
            const appended = await memory.append(updates)
            const heads = await memory.heads([workspaceId(1)])
            const headSeq = heads.ok ? (heads.value.get(workspaceId(1))?.headSeq ?? 0) : 0
            if (hintsWork) announce([{ workspaceId: workspaceId(1), headSeq }])
            return late(Promise.resolve(ok(appended.ok ? appended.value : [])))
          },
          heads: ids => late(memory.heads(ids)),
          changedRooms: (...asked) => late(memory.changedRooms(...asked)),
          readRooms: (...asked) => late(memory.readRooms(...asked)),
        }
        const ears: Ear[] = []
        return { log, hub: createHub({ log, hints, clock, logger: silent }), ears }
      })
      const own = new Map<Ear, Set<number>>()
      const read = new Map<Ear, Set<number>>()
      const running: Promise<unknown>[] = []
      for (const act of script) {
        if (act.type === 'wait') {
          await new Promise(resolve => setImmediate(resolve))
          continue
        }
        const { hub, log, ears } = must(nodes[act.node], 'a node')
        if (act.type === 'join') {
          const member = ear(room(act.room))
          ears.push(member)
          running.push(
            hub.join(member).then(async () => {
              const contents = await log.readRooms(workspaceId(1), [roomId(act.room)], 0)
              const rows = contents.ok ? (contents.value[0]?.rows ?? []) : []
              read.set(member, new Set(rows.map(({ seq }) => seq)))
            }),
          )
        } else {
          const origin = ears.find(member => member.room.roomId === roomId(act.room))
          running.push(
            hub.append([pushed(room(act.room), origin)]).then(appended => {
              const answer = appended.ok ? appended.value[0] : undefined
              if (origin !== undefined && answer?.type === 'stored')
                own.set(origin, (own.get(origin) ?? new Set()).add(answer.seq))
            }),
          )
        }
      }
      await Promise.all(running)
      await rest()
      clock.advance(compareHeadsEveryMilliseconds)
      await rest()
      await rest()
      for (const { hub, ears } of nodes) {
        hub.stop()
        for (const member of ears) {
          const all = await memory.readRooms(workspaceId(1), [member.room.roomId], 0)
          const wanted = all.ok ? (all.value[0]?.rows.map(({ seq }) => seq) ?? []) : []
          const has = new Set([...(read.get(member) ?? []), ...member.numbers(), ...(own.get(member) ?? [])])
          expect(wanted.filter(seq => !has.has(seq))).toEqual([])
          expect(member.numbers().filter(seq => own.get(member)?.has(seq))).toEqual([])
          expect(new Set(member.numbers()).size).toBe(member.numbers().length)
        }
      }
    }),
    { numRuns: 150, seed: 7 },
  )
})
