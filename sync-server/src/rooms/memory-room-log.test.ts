import { createMemoryRoomLog } from './memory-room-log.ts'
import { roomLogContract } from './room-log.contract.ts'

roomLogContract('memory room log', async () => createMemoryRoomLog())
