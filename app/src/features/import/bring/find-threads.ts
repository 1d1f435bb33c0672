/**
 * Where threads of a file are in this workspace, and which of their messages. Most questions are answered by keys of
 * rows alone; a room is opened only where the rows lack something, since they may not be made yet.
 */

import type { SourceIds } from '@weft/shared/crypto/source-ids.ts'
import type { MessageId, ThreadId, WorkspaceId } from '@weft/shared/ids.ts'
import { Dexie } from 'dexie'
import type { Database } from '../../../core/database.ts'
import type { Rooms } from '../../../core/rooms.ts'
import { messageIds } from '../../threads/thread-doc.ts'
import type { MessageKey, MessageRow, ThreadRow } from '../../threads/tables.ts'
import type { ThreadOutline } from './import-calls.ts'

export interface FoundThread {
  readonly threadId: ThreadId
  /** Null: the thread is not here. */
  readonly here: ReadonlySet<MessageId> | null
  readonly inTrash: boolean
}

export interface FindThreads {
  /** Where a thread of a file is, or is to be. */
  readonly idOf: (thread: Pick<ThreadOutline, 'source' | 'sourceId'>) => ThreadId
  /** Deleted for good: nothing may ever be written there again. */
  readonly isDeleted: (threadId: ThreadId) => boolean
  readonly find: (
    wanted: readonly { readonly threadId: ThreadId; readonly messageIds: readonly MessageId[] }[],
  ) => Promise<readonly FoundThread[]>
}

interface Deps {
  readonly database: Database
  readonly rooms: Pick<Rooms, 'open'>
  readonly workspaceId: WorkspaceId
  readonly ids: SourceIds
  readonly isDeleted: FindThreads['isDeleted']
}

export const createFindThreads = ({ database, rooms, workspaceId, ids, isDeleted }: Deps): FindThreads => {
  const keysOf = async (threadId: ThreadId): Promise<ReadonlySet<MessageId>> => {
    const keys = await database
      .table<MessageRow, MessageKey>('messages')
      .where('[roomId+id]')
      .between([threadId, Dexie.minKey], [threadId, Dexie.maxKey])
      .primaryKeys()
    return new Set(keys.map(([, , , id]) => id))
  }

  const inRoom = async (threadId: ThreadId): Promise<ReadonlySet<MessageId> | null> => {
    const view = await (await rooms.open({ workspaceId, roomId: threadId })).view()
    if (!view.ok || view.value.header === null) return null
    return new Set(messageIds(view.value))
  }

  return {
    isDeleted,
    idOf: ({ source, sourceId }) => {
      for (let attempt = 0; ; attempt += 1) {
        const threadId = ids.thread(source, sourceId, attempt)
        if (!isDeleted(threadId)) return threadId
      }
    },
    find: async wanted => {
      const addresses = wanted.map(({ threadId }): [WorkspaceId, ThreadId] => [workspaceId, threadId])
      const [stored, rows] = await Promise.all([
        database.rooms.bulkGet(addresses),
        database.table<ThreadRow, [WorkspaceId, ThreadId]>('threads').bulkGet(addresses),
      ])
      return Promise.all(
        wanted.map(async ({ threadId, messageIds: named }, index) => {
          const inTrash = rows[index]?.shelf === 'trash'
          if ((stored[index]?.head ?? 0) === 0) return { threadId, here: null, inTrash: false }
          const known = await keysOf(threadId)
          const here = named.every(id => known.has(id)) ? known : await inRoom(threadId)
          return { threadId, here, inTrash }
        }),
      )
    },
  }
}
