import { createMemoryRoomLog } from './memory-room-log.ts'
import { roomLogContract } from './room-log.contract.ts'

roomLogContract('in memory', async () => createMemoryRoomLog())
