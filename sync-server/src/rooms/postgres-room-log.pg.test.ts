import { afterAll } from 'vitest'
import { createTestDatabase } from '../testing/test-database.ts'
import { createPostgresRoomLog } from './postgres-room-log.ts'
import { quotaContract } from './quota.contract.ts'
import { roomLogContract } from './room-log.contract.ts'

const database = await createTestDatabase(undefined, afterAll)

const createLog = async () => {
  await database.pool.query('truncate workspaces, rooms, updates, snapshots, room_clients')
  return createPostgresRoomLog({ database, node: 'node-a' })
}

roomLogContract('PostgreSQL', createLog)
quotaContract('PostgreSQL', createLog)
