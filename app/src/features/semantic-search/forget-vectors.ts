import type { ThreadId } from '@weft/shared/ids.ts'
import type { Database } from '../../core/database.ts'
import { vectorChangesChannel, type VectorChange } from './vector-changes.ts'
import { vectorsOf } from './vector-store.ts'

/** With a thread that is deleted for good go its vectors, here and in the memory of whoever searches. */
export const forgetVectors = async (database: Database, roomId: ThreadId): Promise<void> => {
  const keys = await vectorsOf(database).where('roomId').equals(roomId).primaryKeys()
  if (keys.length === 0) return
  await vectorsOf(database).bulkDelete(keys)
  const channel = new BroadcastChannel(vectorChangesChannel)
  for (const [modelId, workspaceId] of keys) {
    const change: VectorChange = { type: 'thread', modelId, workspaceId, roomId }
    channel.postMessage(change)
  }
  channel.close()
}
