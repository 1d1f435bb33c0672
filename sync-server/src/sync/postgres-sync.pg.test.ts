import { createPostgresRoomLog } from '../rooms/postgres-room-log.ts'
import { createTestDatabase } from '../testing/test-database.ts'
import { syncContract } from './sync.contract.ts'

syncContract(
  'PostgreSQL',
  async () => createPostgresRoomLog({ database: await createTestDatabase(), node: null }),
  Number(process.env['SYNC_RUNS'] ?? 15),
)
