import 'fake-indexeddb/auto'
import type { Stamp } from '@weft/shared/clock.ts'
import { createId, type ProviderId, type ThreadId } from '@weft/shared/ids.ts'
import { testRandom } from '@weft/shared/testing/env.ts'
import { Dexie } from 'dexie'
import { afterEach, expect, test } from 'vitest'
import type { Shelf } from '../threads/tables.ts'
import { threadTables } from '../threads/tables.ts'
import { costsSince, monthStart } from './month-costs.ts'

const random = testRandom(11)
const workspaceId = createId(random, 'wsp')
const [one, two] = [createId(random, 'prv'), createId(random, 'prv')]
const since = Date.parse('2026-11-01T00:00:00')
const day = 86_400_000

const database = new Dexie('month-costs')
database.version(1).stores(threadTables)
afterEach(() => Promise.all(database.tables.map(table => table.clear())))

const stampAt = (at: number): Stamp => `${at.toString(16).padStart(12, '0')}0000` as Stamp

const addThread = async (shelf: Shelf, lastAt: number): Promise<ThreadId> => {
  const roomId = createId(random, 'thr')
  await database.table('threads').put({ workspaceId, roomId, shelf, lastAt })
  return roomId
}

const addAnswer = (roomId: ThreadId, at: number, providerId: ProviderId, cost?: number) =>
  database.table('messages').put({
    workspaceId,
    roomId,
    parentKey: '',
    stamp: stampAt(at),
    id: createId(random, 'msg'),
    model: { providerId, modelId: 'm', name: 'M' },
    ...(cost === undefined ? {} : { cost }),
  })

const counted = async () =>
  Object.fromEntries(await costsSince(database, since, new AbortController().signal))

test('answers since then count, by provider, on every shelf; those before do not', async () => {
  const active = await addThread('active', since + day)
  await addAnswer(active, since - 1, one, 100)
  await addAnswer(active, since, one, 1)
  await addAnswer(active, since + day, two, 2)
  await addAnswer(await addThread('trash', since + day), since + day, one, 4)
  expect(await counted()).toEqual({ [one]: 5, [two]: 2 })
})

test('answers of unknown cost and messages of a person count nothing', async () => {
  const thread = await addThread('pinned', since + day)
  await addAnswer(thread, since + day, one)
  await database
    .table('messages')
    .put({ workspaceId, roomId: thread, parentKey: '', stamp: stampAt(since), id: createId(random, 'msg') })
  expect(await counted()).toEqual({})
})

test('a thread in which nothing was said since is not read', async () => {
  const old = await addThread('active', since - day)
  // Cannot be: a thread's time is that of its newest message. It shows that the thread was left out.
  await addAnswer(old, since + day, one, 1)
  expect(await counted()).toEqual({})
})

test('the month begins at midnight of its first day', () => {
  expect(monthStart(Date.parse('2026-11-21T15:04:05'))).toBe(since)
  expect(monthStart(since)).toBe(since)
})
