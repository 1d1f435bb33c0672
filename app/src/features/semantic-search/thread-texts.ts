/** What there is to be found by meaning: threads, newest first, and the texts of their messages as rows have them. */

import type { MessageId, ThreadId, WorkspaceId } from '@weft/shared/ids.ts'
import type { Result } from '@weft/shared/result.ts'
import { partsToText } from '@weft/shared/schema/part.ts'
import { Dexie } from 'dexie'
import type { DexieConnection } from '../../core/dexie-connection.ts'
import type { StorageError } from '../../core/store.ts'
import type { MessageKey, MessageRow, ThreadRow } from '../threads/tables.ts'
import { passagesVersion } from './passages.ts'

export interface ThreadToRead {
  readonly workspaceId: WorkspaceId
  readonly roomId: ThreadId
  readonly messageCount: number
  /** Another one when anything in the thread, or the way passages are cut, has changed. */
  readonly madeFrom: string
  /** The version of the row maker that made its messages; another one than today's makes them again first. */
  readonly materialized: number
  /** What lies in Trash is not made, but what was made of it is kept. */
  readonly isTrash: boolean
}

export interface MessageText {
  readonly messageId: MessageId
  readonly text: string
}

export interface ThreadTexts {
  readonly threads: () => Promise<Result<readonly ThreadToRead[], StorageError>>
  readonly messages: (roomId: ThreadId) => Promise<Result<readonly MessageText[], StorageError>>
}

/** Rows that are read at once: a thread of ten thousand messages holds some forty megabytes. */
const pageSize = 500

export const createThreadTexts = ({ run }: Pick<DexieConnection, 'run'>): ThreadTexts => ({
  threads: () =>
    run(async database => {
      const [threads, rooms] = await Promise.all([
        database.table<ThreadRow>('threads').toArray(),
        database.rooms.toArray(),
      ])
      const roomById = new Map<string, (typeof rooms)[number]>(rooms.map(room => [room.roomId, room]))
      return threads
        .toSorted((a, b) => b.lastAt - a.lastAt)
        .map(({ workspaceId, roomId, messageCount, shelf }) => ({
          workspaceId,
          roomId,
          messageCount,
          madeFrom: `${passagesVersion}.${roomById.get(roomId)?.head ?? 0}`,
          materialized: roomById.get(roomId)?.materialized ?? 0,
          isTrash: shelf === 'trash',
        }))
    }),
  messages: roomId =>
    run(async database => {
      const table = database.table<MessageRow, MessageKey>('messages')
      const keys = await table
        .where('[roomId+parentKey+stamp+id]')
        .between([roomId, Dexie.minKey], [roomId, Dexie.maxKey])
        .primaryKeys()
      const texts: MessageText[] = []
      for (let from = 0; from < keys.length; from += pageSize) {
        for (const row of await table.bulkGet(keys.slice(from, from + pageSize))) {
          if (row === undefined || row.deleted || row.role === 'tool') continue
          texts.push({ messageId: row.id, text: partsToText(row.parts) })
        }
      }
      return texts
    }),
})
