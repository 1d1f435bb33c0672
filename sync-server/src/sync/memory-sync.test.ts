import { createMemoryRoomLog } from '../rooms/memory-room-log.ts'
import { syncContract } from './sync.contract.ts'

syncContract('memory', async () => createMemoryRoomLog(), Number(process.env['SYNC_RUNS'] ?? 40))
