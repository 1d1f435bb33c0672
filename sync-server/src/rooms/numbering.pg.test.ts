/**
 * Numbers without gaps, in the order of commits, under many writers at once (R21). A reader by cursor is the judge: it
 * reads on from the last number it saw, all the while.
 */

import { setTimeout as wait } from 'node:timers/promises'
import { testRandom } from '@weft/shared/testing/env.ts'
import type pg from 'pg'
import { expect, test } from 'vitest'
import { deviceId, roomId, workspaceId } from '../testing/ids.ts'
import { createTestDatabase, openTestDatabase } from '../testing/test-database.ts'
import { createPostgresRoomLog } from './postgres-room-log.ts'
import { valueOf } from './room-log.contract.ts'
import type { RoomLog } from './room-log.ts'

const writers = 50
const batches = Number(process.env['NUMBERING_BATCHES'] ?? 12)

const bytesOf = (text: string): Uint8Array => new TextEncoder().encode(text)

/** Follows a workspace by cursor until told to end, then once more. */
const follow = async (log: RoomLog, workspace: number, ended: () => boolean): Promise<readonly number[]> => {
  const seen: number[] = []
  let cursor = 0
  for (;;) {
    const last = ended()
    const plan = valueOf(await log.changedRooms(workspaceId(workspace), cursor))
    const roomIds = plan.rooms.map(room => room.roomId)
    const contents = valueOf(await log.readRooms(workspaceId(workspace), roomIds, cursor))
    const upTo = contents.flatMap(({ rows }) => rows.map(({ seq }) => seq)).filter(seq => seq <= plan.until)
    seen.push(...upTo.toSorted((a, b) => a - b))
    cursor = plan.until
    if (last) return seen
    await wait(2)
  }
}

test.each([
  ['one workspace', 1],
  ['many workspaces', 7],
])('%s, 50 writers on two nodes: no gap, nothing missed', async (_, workspaces) => {
  const database = await createTestDatabase()
  const nodes = [database, openTestDatabase(database.connection)].map((pool, index) =>
    createPostgresRoomLog({ database: pool, node: `node ${index}` }),
  )
  const [first] = nodes
  if (first === undefined) throw new Error('there are two nodes')
  for (let index = 0; index < workspaces; index += 1) await first.createWorkspace(workspaceId(index))

  let ended = false
  const readers = Array.from({ length: workspaces }, (__, index) => follow(first, index, () => ended))
  const given = new Map<number, number[]>()

  const write = async (writer: number): Promise<void> => {
    const random = testRandom(writer)
    const pick = (below: number): number => Math.floor(random.fraction() * below)
    const log = nodes[writer % nodes.length] ?? first
    for (let batch = 0; batch < batches; batch += 1) {
      const targets = Array.from({ length: 1 + pick(6) }, () => pick(workspaces))
      const updates = targets.map((workspace, index) => ({
        workspaceId: workspaceId(workspace),
        roomId: roomId(pick(5)),
        deviceId: deviceId(writer),
        bytes: bytesOf(`${writer} ${batch} ${index}`),
      }))
      for (const [index, appended] of valueOf(await log.append(updates)).entries()) {
        if (appended.type !== 'stored') throw new Error(appended.type)
        const workspace = targets[index] ?? 0
        given.set(workspace, [...(given.get(workspace) ?? []), appended.seq])
      }
    }
  }
  await Promise.all(Array.from({ length: writers }, (__, writer) => write(writer)))
  ended = true

  for (const [workspace, reader] of readers.entries()) {
    const numbers = (given.get(workspace) ?? []).toSorted((a, b) => a - b)
    expect(numbers).toEqual(Array.from({ length: numbers.length }, (__, index) => index + 1))
    expect(await reader).toEqual(numbers)
  }
})

test('the same writers with a plain sequence: a reader misses rows, so the test above can fail', async () => {
  const { pool } = await createTestDatabase()
  await pool.query('create table plain (seq bigserial primary key, writer int)')
  const insert = async (client: pg.PoolClient, before: () => Promise<void>): Promise<void> => {
    await client.query('begin')
    await client.query('insert into plain (writer) values (1)')
    await before()
    await client.query('commit')
    client.release()
  }
  const seen: number[] = []
  let cursor = 0
  const readOn = async (): Promise<void> => {
    const { rows } = await pool.query<{ readonly seq: number }>(
      'select seq from plain where seq > $1 order by seq',
      [cursor],
    )
    seen.push(...rows.map(({ seq }) => seq))
    cursor = seen.at(-1) ?? 0
  }
  const [slow, fast] = [await pool.connect(), await pool.connect()]
  await insert(slow, async () => {
    await insert(fast, async () => undefined)
    await readOn()
  })
  await readOn()
  expect(seen).toEqual([2])
})

test('the same updates pushed by all at once are stored once', async () => {
  const database = await createTestDatabase()
  const log = createPostgresRoomLog({ database, node: null })
  await log.createWorkspace(workspaceId(1))
  const updates = Array.from({ length: 20 }, (_, index) => ({
    workspaceId: workspaceId(1),
    roomId: roomId(index % 3),
    deviceId: deviceId(1),
    bytes: bytesOf(`update ${index}`),
  }))
  const answers = await Promise.all(
    Array.from({ length: 30 }, (_, pusher) => log.append(updates.slice(pusher % 5)).then(valueOf)),
  )
  const numbers = new Set(answers.flat().map(appended => appended.type === 'stored' && appended.seq))
  expect(numbers.size).toBe(20)
  expect(valueOf(await log.heads([workspaceId(1)])).get(workspaceId(1))?.headSeq).toBe(20)
})

test('batches over the same workspaces in every order wait for each other and never in a circle', async () => {
  const database = await createTestDatabase()
  const log = createPostgresRoomLog({ database, node: null })
  const indices = Array.from({ length: 12 }, (_, index) => index)
  for (const index of indices) await log.createWorkspace(workspaceId(index))
  const random = testRandom(1)
  const batch = (writer: number, round: number) =>
    indices
      .map(index => ({ index, order: random.fraction() }))
      .toSorted((a, b) => a.order - b.order)
      .map(({ index }) => ({
        workspaceId: workspaceId(index),
        roomId: roomId(index),
        deviceId: deviceId(writer),
        bytes: bytesOf(`${writer} ${round}`),
      }))
  await Promise.all(
    Array.from({ length: 10 }, async (_, writer) => {
      for (let round = 0; round < 10; round += 1) valueOf(await log.append(batch(writer, round)))
    }),
  )
  const { rows } = await database.pool.query<{ readonly deadlocks: number }>(
    'select deadlocks from pg_stat_database where datname = current_database()',
  )
  expect(rows[0]?.deadlocks).toBe(0)
})
