/**
 * No query of the log reads a table from end to end. PostgreSQL counts the scans of each table by itself, also those
 * inside functions, so what is judged is what really ran and not a copy of the statement.
 */

import type pg from 'pg'
import { expect, test } from 'vitest'
import { deviceId, roomId, workspaceId } from '../testing/ids.ts'
import { createTestDatabase } from '../testing/test-database.ts'
import { databaseLimits } from '../db/database.ts'
import { createPostgresRoomLog } from './postgres-room-log.ts'
import { valueOf } from './room-log.contract.ts'

const scansByTable = async (client: pg.Pool) => {
  // What a session has counted becomes visible when it is asked to tell.
  await client.query('select pg_stat_force_next_flush()')
  await client.query('select pg_stat_clear_snapshot()')
  const { rows } = await client.query<{ readonly relname: string; readonly seq_scan: number }>(
    `select relname, seq_scan from pg_stat_user_tables where relname not like 'kysely%' order by relname`,
  )
  return Object.fromEntries(rows.map(({ relname, seq_scan }) => [relname, seq_scan]))
}

test('with a few thousand rows every query goes by an index', async () => {
  // One connection, so that its counts are all there are.
  const database = await createTestDatabase({ ...databaseLimits, connections: 1 })
  const log = createPostgresRoomLog({ database, node: 'node' })
  const update = (index: number, room = index % 300) => ({
    workspaceId: workspaceId(index % 40),
    roomId: roomId(room),
    deviceId: deviceId(1),
    bytes: new TextEncoder().encode(`update ${index}`),
  })
  // Before there are figures about the tables, as on the first day.
  for (let index = 0; index < 400; index += 1) await log.createWorkspace(workspaceId(index))
  await scansByTable(database.pool)
  const before = await scansByTable(database.pool)
  for (let batch = 0; batch < 40; batch += 1)
    valueOf(await log.append(Array.from({ length: 200 }, (_, index) => update(batch * 200 + index))))
  expect(await scansByTable(database.pool)).toEqual(before)

  // The other tables too must have something that is worth an index.
  await database.pool.query(`
    insert into snapshots (workspace_id, room_id, seq, bytes)
    select workspace_id, room_id, -number, '' from rooms, generate_series(1, 20) as number`)
  await database.pool.query(`
    insert into room_clients (workspace_id, room_id, client_id, device_id)
    select workspace_id, room_id, 1000 + number, 'dev' from rooms, generate_series(1, 20) as number`)
  await database.pool.query('analyze')
  const room = { workspaceId: workspaceId(1), roomId: roomId(41) }
  const start = await scansByTable(database.pool)
  for (let round = 0; round < 8; round += 1) {
    valueOf(await log.append([update(1, 41), update(9_000 + round, 41), update(9_100 + round)]))
    valueOf(await log.heads([workspaceId(1), workspaceId(2)]))
    const plan = valueOf(await log.changedRooms(workspaceId(1), 30, { from: 40, to: 50 }))
    valueOf(
      await log.readRooms(
        workspaceId(1),
        plan.rooms.map(({ roomId: id }) => id),
        30,
      ),
    )
    valueOf(await log.claimClientIds(room, deviceId(1), [round, round + 1]))
    valueOf(await log.clientIdOwners(room, [round]))
    valueOf(await log.quarantine(room, [round]))
    valueOf(await log.roomsToCompact(10))
    const [content] = valueOf(await log.readRooms(room.workspaceId, [room.roomId], 0))
    const last = content?.rows.at(-1)
    if (content !== undefined && last !== undefined)
      valueOf(
        await log.writeSnapshot(room, {
          ...last,
          base: content.snapshot?.seq ?? 0,
          unreadable: [],
        }),
      )
    valueOf(await log.deleteRoom({ ...room, roomId: roomId(81 + round) }))
    valueOf(await log.forgetWorkspace(workspaceId(30 + round)))
  }
  expect(await scansByTable(database.pool)).toEqual(start)
})
