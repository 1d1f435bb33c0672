import { createTestDatabase } from '../testing/test-database.ts'
import { createPostgresRoomLog } from './postgres-room-log.ts'
import { roomLogContract } from './room-log.contract.ts'

roomLogContract('PostgreSQL', async () =>
  createPostgresRoomLog({ database: await createTestDatabase(), node: 'node-a' }),
)
