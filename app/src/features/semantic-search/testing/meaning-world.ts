/** A database with rows of threads and messages as the engine would have made them, for tests of what reads them. */

import type { Stamp } from '@weft/shared/clock.ts'
import { systemEnv, systemRandom } from '@weft/shared/env.ts'
import { createId, type MessageId, type ThreadId, type WorkspaceId } from '@weft/shared/ids.ts'
import { createDatabase, type Database } from '../../../core/database.ts'
import { createDexieConnection, type DexieConnection } from '../../../core/dexie-connection.ts'
import { featureTables } from '../../tables.ts'
import type { MessageRow, ThreadRow } from '../../threads/tables.ts'
import type { EmbeddingModel } from '../../providers/embedding-model.ts'
import { buildVectors } from '../build-vectors.ts'
import { createThreadTexts, type ThreadTexts } from '../thread-texts.ts'
import { createVectorStore, type VectorStore } from '../vector-store.ts'

export interface MeaningWorld {
  readonly database: Database
  readonly connection: DexieConnection
  readonly workspaceId: WorkspaceId
  readonly store: VectorStore
  readonly texts: ThreadTexts
  /** A thread with these texts, question and answer in turn; a later one is newer. */
  readonly addThread: (texts: readonly string[], more?: Partial<ThreadRow>) => Promise<ThreadId>
  readonly addMessage: (roomId: ThreadId, text: string, more?: Partial<MessageRow>) => Promise<MessageId>
  readonly forget: (roomId: ThreadId) => Promise<void>
  /** Everything that there is gets its vector. */
  readonly build: (model: EmbeddingModel) => Promise<void>
  readonly close: () => Promise<void>
}

export const createMeaningWorld = async (
  name = `meaning-${createId(systemRandom, 'dev')}`,
): Promise<MeaningWorld> => {
  const database = createDatabase(featureTables, name)
  await database.open()
  const connection = createDexieConnection(database, systemEnv)
  const workspaceId = createId(systemRandom, 'wsp')
  const threads = database.table<ThreadRow>('threads')
  let now = 1_000

  const change = async (roomId: ThreadId, messages: number): Promise<void> => {
    const room = await database.rooms.get([workspaceId, roomId])
    await database.rooms.put({
      workspaceId,
      roomId,
      head: (room?.head ?? 0) + 1,
      materialized: 1,
      writtenAt: now,
    })
    await threads
      .where('roomId')
      .equals(roomId)
      .modify(row => void Object.assign(row, { messageCount: row.messageCount + messages }))
  }

  const addMessage: MeaningWorld['addMessage'] = async (roomId, text, more = {}) => {
    now += 1
    const id = createId(systemRandom, 'msg')
    const row: MessageRow = {
      workspaceId,
      roomId,
      parentKey: '',
      stamp: String(now).padStart(16, '0') as Stamp,
      id,
      role: 'user',
      createdAt: now,
      parts: [{ type: 'text', text }],
      status: 'complete',
      continues: false,
      ...more,
    }
    await database.table('messages').put(row)
    await change(roomId, 1)
    return id
  }

  const store = createVectorStore(connection)
  const texts = createThreadTexts(connection)

  return {
    database,
    connection,
    workspaceId,
    store,
    texts,
    build: async model => {
      const built = await buildVectors(
        {
          model,
          store,
          texts,
          whenQuiet: async () => undefined,
          makeRows: async () => true,
          tell: () => undefined,
          onFigures: async () => undefined,
        },
        new AbortController().signal,
      )
      if (!built.ok) throw new Error(`The vectors were not made: ${built.error.type}`)
    },
    addMessage,
    addThread: async (said, more = {}) => {
      now += 1_000
      const roomId = createId(systemRandom, 'thr')
      await threads.put({
        workspaceId,
        roomId,
        shelf: 'active',
        title: said[0] ?? '',
        titleBy: 'first-words',
        lastAt: now,
        createdAt: now,
        preview: '',
        messageCount: 0,
        cost: 0,
        unreadable: 0,
        readOnly: false,
        ...more,
      })
      await change(roomId, 0)
      for (const text of said) await addMessage(roomId, text)
      return roomId
    },
    forget: async roomId => {
      await threads.where('roomId').equals(roomId).delete()
      await database.table('messages').where('[roomId+id]').between([roomId], [roomId, []]).delete()
      await database.rooms.delete([workspaceId, roomId])
    },
    close: () => database.delete(),
  }
}
