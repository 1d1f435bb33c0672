import { createMemoryRoomLog } from './memory-room-log.ts'
import { quotaContract } from './quota.contract.ts'
import { roomLogContract } from './room-log.contract.ts'

roomLogContract('in memory', async () => createMemoryRoomLog())
quotaContract('in memory', async () => createMemoryRoomLog())
