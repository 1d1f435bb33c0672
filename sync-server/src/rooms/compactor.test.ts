import { err } from '@weft/shared/result.ts'
import { pino } from 'pino'
import { expect, test } from 'vitest'
import * as Y from 'yjs'
import { deviceId, roomId, workspaceId } from '../testing/ids.ts'
import { fold, type FoldInput } from './compact.ts'
import { type Compactor, createCompactor } from './compactor.ts'
import type { Folder } from './fold-in-worker.ts'
import { createMemoryRoomLog } from './memory-room-log.ts'
import type { RoomLog, RoomRef } from './room-log.ts'

const workspace = workspaceId(1)
const room = (index: number): RoomRef => ({ workspaceId: workspace, roomId: roomId(index) })

/** On this thread. `before` runs while a room is being folded. */
const directFolder = (before: (input: FoldInput) => Promise<void> = async () => undefined): Folder => ({
  fold: async input => {
    await before(input)
    return fold(input)
  },
  stop: async () => undefined,
})

const createWorld = async (folder: Folder = directFolder()) => {
  const log = createMemoryRoomLog()
  await log.createWorkspace(workspace)
  const compactor = createCompactor({ log, folder, logger: pino({ level: 'silent' }) })
  const contents = new Map<number, Y.Doc>()

  /** `count` messages, each one update. */
  const write = async (index: number, count: number): Promise<void> => {
    const doc = contents.get(index) ?? new Y.Doc()
    contents.set(index, doc)
    for (let message = 0; message < count; message += 1) {
      doc.once('update', (bytes: Uint8Array) => void append(log, index, bytes))
      doc.getMap('m').set(`message ${doc.getMap('m').size}`, 'text')
    }
  }
  /** Nobody writes any more: the second look finds every room as the first did. */
  const runAtRest = async (): Promise<void> => {
    await compactor.run()
    expect(await compactor.run()).toBe(0)
  }
  return { log, compactor, write, contents, runAtRest }
}

const append = (log: RoomLog, index: number, bytes: Uint8Array) =>
  log.append([{ ...room(index), deviceId: deviceId(1), bytes }])

const contentOf = async (log: RoomLog, index: number) => {
  const read = await log.readRooms(workspace, [roomId(index)], 0)
  const content = read.ok ? read.value[0] : undefined
  if (content === undefined) throw new Error('the room is there')
  const doc = new Y.Doc()
  if (content.snapshot) Y.applyUpdate(doc, content.snapshot.bytes)
  for (const { bytes } of content.rows) Y.applyUpdate(doc, bytes)
  return { ...content, messages: doc.getMap('m').size }
}

test('every room that is due is compacted, and reads as before', async () => {
  const { log, runAtRest, write } = await createWorld()
  await write(1, 70)
  await write(2, 10)
  await write(3, 64)
  await runAtRest()
  expect(await contentOf(log, 1)).toMatchObject({ rows: [], messages: 70, headSeq: 70 })
  expect((await contentOf(log, 2)).rows).toHaveLength(10)
  expect(await contentOf(log, 3)).toMatchObject({ rows: [], messages: 64, snapshot: { seq: 144 } })
})

test('a room that is still being written to waits, but not for ever', async () => {
  const { log, compactor, write } = await createWorld()
  const rowsOf = async (): Promise<number> => (await contentOf(log, 1)).rows.length
  for (let look = 1; look < 64; look += 1) {
    await write(1, 64)
    expect(await compactor.run()).toBe(1)
    expect(await rowsOf()).toBe(look * 64)
  }
  await write(1, 64)
  expect(await compactor.run()).toBe(0)
  expect(await rowsOf()).toBe(0)
  await write(1, 512)
  expect(await compactor.run()).toBe(1)
  expect(await compactor.run()).toBe(0)
  expect(await contentOf(log, 1)).toMatchObject({ rows: [], messages: 4_096 + 512 })
})

test('rooms that wait do not hide those at rest', async () => {
  const { log, compactor, write } = await createWorld()
  const rooms = Array.from({ length: 130 }, (_, index) => index + 1)
  for (const index of rooms) await write(index, 64)
  await compactor.run()
  for (const index of rooms.slice(0, -1)) await write(index, 1)
  expect(await compactor.run()).toBe(129)
  expect((await contentOf(log, 130)).rows).toEqual([])
})

test('what is written while a room is folded stays in its log', async () => {
  let write: (index: number, count: number) => Promise<void> = async () => undefined
  const world = await createWorld(directFolder(() => write(1, 3)))
  await world.write(1, 64)
  ;({ write } = world)
  expect(await world.compactor.compact(room(1))).toBe('compacted')
  expect(await contentOf(world.log, 1)).toMatchObject({ messages: 67, rows: [{}, {}, {}] })
})

test('a room compacted by somebody else meanwhile is left as they left it', async () => {
  const others: Compactor[] = []
  const world = await createWorld(
    directFolder(async () => {
      for (const other of others) await other.compact(room(1))
    }),
  )
  others.push(createCompactor({ log: world.log, folder: directFolder(), logger: pino({ level: 'silent' }) }))
  await world.write(1, 64)
  expect(await world.compactor.compact(room(1))).toBe('overtaken')
  expect(await contentOf(world.log, 1)).toMatchObject({ messages: 64, rows: [], snapshot: { seq: 64 } })
})

test('bad rows end in quarantine, however many, and the rest is folded', async () => {
  const { log, runAtRest, write } = await createWorld()
  await write(1, 20)
  for (let bad = 0; bad < 60; bad += 1) await append(log, 1, Uint8Array.of(1, 200, bad))
  await write(1, 70)
  await runAtRest()
  expect(await contentOf(log, 1)).toMatchObject({ messages: 90, quarantined: 60, rows: [] })
})

test('a room that cannot be folded is tried once and holds up no other', async () => {
  let attempts = 0
  const { log, runAtRest, write } = await createWorld({
    fold: async input => {
      if (input.rows.length < 70) return fold(input)
      attempts += 1
      return err({ type: 'fold-timeout' })
    },
    stop: async () => undefined,
  })
  await write(1, 70)
  await write(2, 64)
  await runAtRest()
  await runAtRest()
  expect(attempts).toBe(1)
  expect((await contentOf(log, 1)).rows).toHaveLength(70)
  expect((await contentOf(log, 2)).rows).toEqual([])
})

test('a room that grew while others were compacted is not forgotten', async () => {
  const whileFolding: (() => Promise<void>)[] = []
  const world = await createWorld(directFolder(async () => whileFolding.pop()?.()))
  whileFolding.push(async () => {
    await world.write(2, 64)
    void world.compactor.run()
  })
  await world.write(1, 64)
  // The first look only finds it; the third finds the other as the second did.
  await world.compactor.run()
  await world.compactor.run()
  await world.compactor.run()
  expect((await contentOf(world.log, 2)).rows).toEqual([])
})

test('an empty room has nothing to fold', async () => {
  const { compactor } = await createWorld()
  expect(await compactor.compact(room(1))).toBe('nothing')
})

test('stopping ends between two rooms', async () => {
  const { promise: folding, resolve: started } = Promise.withResolvers<void>()
  const { promise: held, resolve: release } = Promise.withResolvers<void>()
  const { log, compactor, write } = await createWorld({
    ...directFolder(async () => {
      started()
      await held
    }),
    stop: async () => release(),
  })
  await write(1, 64)
  await write(2, 64)
  await compactor.run()
  void compactor.run()
  await folding
  await compactor.stop()
  expect((await contentOf(log, 2)).rows).toHaveLength(64)
  await compactor.run()
  expect((await contentOf(log, 2)).rows).toHaveLength(64)
})
