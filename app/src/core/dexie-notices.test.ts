/** What queries hear of writes in bulk. */

import 'fake-indexeddb/auto'
import type { RoomId, WorkspaceId } from '@weft/shared/ids.ts'
import { systemEnv } from '@weft/shared/env.ts'
import { testEnv } from '@weft/shared/testing/env.ts'
import { Dexie, liveQuery } from 'dexie'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { createBulkStore, type BulkStore } from './bulk-store.ts'
import { createCoarseNotices, withoutNotices } from './dexie-notices.ts'
import { createDatabase, type Database } from './database.ts'
import { createDexieConnection } from './dexie-connection.ts'
import { changedTables, createDexieStore } from './dexie-store.ts'
import type { RoomRef } from './room-ref.ts'
import type { Commit } from './store.ts'

const workspaceId = `wsp_${'a'.repeat(26)}` as WorkspaceId

const roomOf = (letter: string): RoomRef => ({
  workspaceId,
  roomId: `thr_${letter.repeat(26)}` as RoomId,
})

const commitOf = (room: RoomRef, expectedHead: number, count = 1): Commit => ({
  ...room,
  expectedHead,
  updates: [{ bytes: Uint8Array.of(1), touched: [] }],
  rows: Array.from({ length: count }, (_, index) => ({
    type: 'put',
    table: 'notes',
    row: { ...room, id: `${room.roomId}${index}`, at: expectedHead },
  })),
  marks: [],
  materialized: 1,
  dropped: [],
  forgotten: [],
  at: 1,
})

const tables = { first: { notes: '[workspaceId+roomId+id], roomId, at' } }

let database: Database
let quiet: Database
let store: BulkStore
const stops: (() => void)[] = []
const env = testEnv(1)

beforeEach(async () => {
  database = createDatabase(tables, 'dexie-notices', { cache: 'disabled' })
  await database.delete()
  await database.open()
  quiet = withoutNotices(createDatabase(tables, 'dexie-notices'))
  const notices = createCoarseNotices({ database, clock: env.clock, byRoom: ['notes'] })
  const plain = createDexieStore(createDexieConnection(database, systemEnv), ['notes'])
  store = createBulkStore({
    store: plain,
    commitAll: createDexieStore(createDexieConnection(quiet, systemEnv), ['notes']).commitAll,
    maxGroup: 16,
    committed: commits => {
      for (const commit of commits) notices.note(commit, changedTables(commit, ['notes']))
    },
  })
})

afterEach(() => {
  for (const stop of stops.splice(0)) stop()
  database.close()
  quiet.close()
})

/** Every answer of a query, in order. */
const watch = <T>(query: () => Promise<T>): readonly T[] => {
  const answers: T[] = []
  const subscription = liveQuery(query).subscribe(answer => void answers.push(answer))
  stops.push(() => subscription.unsubscribe())
  return answers
}

const countOf = (room: RoomRef) => async (): Promise<number> =>
  (await database.table('notes').where('roomId').equals(room.roomId).toArray()).length

it('one notice stands for many commits, and brings each query to what is stored', async () => {
  const byTime = watch(() => database.table('notes').orderBy('at').primaryKeys())
  const rooms = watch(() => database.rooms.toArray())
  await expect.poll(() => [byTime.length, rooms.length]).toEqual([1, 1])
  for (const [head, letter] of ['b', 'b', 'b', 'c'].entries())
    await store.commit(commitOf(roomOf(letter), letter === 'c' ? 0 : head, 60))
  expect([byTime.length, rooms.length]).toEqual([1, 1])
  env.clock.advance(1_000)
  await expect.poll(() => [byTime.length, rooms.length]).toEqual([2, 2])
  expect(byTime.at(-1)).toHaveLength(120)
  expect(rooms.at(-1)).toMatchObject([{ head: 3 }, { head: 1 }])
})

it('is given soon after the last write, and from time to time while they go on', async () => {
  const told: number[] = []
  const begun = env.clock.now()
  const hear = (): void => void told.push(env.clock.now() - begun)
  Dexie.on.storagemutated.subscribe(hear)
  stops.push(() => Dexie.on.storagemutated.unsubscribe(hear))
  for (let head = 0; head < 20; head += 1) {
    await store.commit(commitOf(roomOf('b'), head))
    env.clock.advance(100)
  }
  expect(told).toEqual([1_500])
  env.clock.advance(5_000)
  expect(told).toEqual([1_500, 2_200])
})

it('is given at once when it names many rooms, and only once', async () => {
  const told: number[] = []
  const hear = (parts: Record<string, unknown>): void => void told.push(Object.keys(parts).length)
  Dexie.on.storagemutated.subscribe(hear)
  stops.push(() => Dexie.on.storagemutated.unsubscribe(hear))
  for (const letter of 'abcdefghijklmnopqrstuvw') await store.commit(commitOf(roomOf(letter), 0))
  expect(told).toHaveLength(0)
  await store.commit(commitOf(roomOf('x'), 0))
  expect(told).toHaveLength(1)
  env.clock.advance(5_000)
  expect(told).toHaveLength(1)
  await store.commit(commitOf(roomOf('y'), 0))
  env.clock.advance(300)
  expect(told).toHaveLength(2)
})

it('who looks at one room is left alone by writes of another', async () => {
  const looked = watch(countOf(roomOf('b')))
  const written = watch(countOf(roomOf('c')))
  await expect.poll(() => [looked, written]).toEqual([[0], [0]])
  await store.commit(commitOf(roomOf('c'), 0))
  env.clock.advance(1_000)
  await expect.poll(() => written).toEqual([0, 1])
  await store.commit(commitOf(roomOf('b'), 0))
  env.clock.advance(1_000)
  await expect.poll(() => looked).toEqual([0, 1])
  expect(written).toEqual([0, 1])
})

it('what is taken away is heard of as well', async () => {
  await store.commit(commitOf(roomOf('b'), 0, 3))
  const keys = watch(() => database.table('notes').toCollection().primaryKeys())
  const counted = watch(countOf(roomOf('b')))
  await expect.poll(() => [keys.at(-1)?.length, counted.at(-1)]).toEqual([3, 3])
  await store.commit({ ...commitOf(roomOf('b'), 1, 0), dropped: ['notes'] })
  env.clock.advance(1_000)
  await expect.poll(() => [keys.at(-1)?.length, counted.at(-1)]).toEqual([0, 0])
})
