/** A device's rows and its index, without an engine: rows are put as the engine would, and looked at once when told. */

import { must } from '@weft/shared/assert.ts'
import type { Random } from '@weft/shared/env.ts'
import { createId, type MessageId, type ThreadId, type WorkspaceId } from '@weft/shared/ids.ts'
import type { Part } from '@weft/shared/schema/part.ts'
import { createDatabase, type Database } from '../../../../core/database.ts'
import { featureTables } from '../../../tables.ts'
import type { MessageRow, ThreadRow } from '../../../threads/tables.ts'
import type { SearchAnswer, SearchQuestion } from '../../message-search.ts'
import { findMessages } from '../find-messages.ts'
import { createListFacts } from '../list-facts.ts'
import { createOpenIndex } from '../open-index.ts'
import { createSegmentStore } from '../segment-store.ts'
import { openUpdateIndex, type UpdateIndex } from '../update-index.ts'

export interface SearchWorld {
  readonly database: Database
  readonly addThread: (fields?: Partial<ThreadRow>) => Promise<ThreadId>
  readonly changeThread: (roomId: ThreadId, fields: Partial<ThreadRow>) => Promise<void>
  readonly say: (roomId: ThreadId, said: string | Partial<MessageRow>) => Promise<MessageId>
  readonly unsay: (roomId: ThreadId, id: MessageId) => Promise<void>
  readonly forget: (roomId: ThreadId) => Promise<void>
  /** Brings the index up to date, as whoever writes it does. */
  readonly look: () => Promise<void>
  /** Opens the index anew, as another tab or the next start would. */
  readonly reopen: () => Promise<void>
  readonly ask: (text: string, more?: Partial<SearchQuestion>) => Promise<SearchAnswer>
  /** Ids of the messages that are found, in their order; `title` for a title. */
  readonly found: (text: string, more?: Partial<SearchQuestion>) => Promise<readonly string[]>
  readonly unmade: () => readonly string[]
}

const workspaceId = 'wsp_aaaaaaaaaaaaaaaaaaaaaaaaaa' as WorkspaceId
const never = new AbortController().signal
const atOnce = (): Promise<void> => Promise.resolve()

export const text = (said: string): readonly Part[] => [{ type: 'text', text: said }]

export const createSearchWorld = async (name: string, random: Random): Promise<SearchWorld> => {
  const database = createDatabase(featureTables, name)
  await database.open()
  const store = createSegmentStore(database)
  const threads = database.table<ThreadRow, [WorkspaceId, ThreadId]>('threads')
  const messages = database.table<MessageRow>('messages')
  let time = 1_750_000_000_000
  let segment = 0
  let unmade: readonly string[] = []
  let reader = createOpenIndex(store)
  let writer: UpdateIndex | undefined

  const open = (): Promise<UpdateIndex> =>
    openUpdateIndex(
      {
        database,
        index: createOpenIndex(store),
        createId: () => `seg-${(segment += 1)}-${createId(random, 'dev')}`,
        breathe: atOnce,
        changed: () => undefined,
        askForRows: rooms => {
          unmade = rooms.map(({ roomId }) => roomId)
        },
      },
      false,
    )

  const grow = async (roomId: ThreadId): Promise<void> => {
    const room = await database.rooms.get([workspaceId, roomId])
    await database.rooms.put({
      workspaceId,
      roomId,
      head: (room?.head ?? 0) + 1,
      materialized: 1,
      writtenAt: 0,
    })
  }

  const world: SearchWorld = {
    database,
    addThread: async fields => {
      const roomId = createId(random, 'thr')
      time += 1_000
      await threads.put({
        workspaceId,
        roomId,
        shelf: 'active',
        title: '',
        titleBy: 'person',
        lastAt: time,
        createdAt: time,
        preview: '',
        messageCount: 0,
        cost: 0,
        unreadable: 0,
        readOnly: false,
        ...fields,
      })
      await grow(roomId)
      return roomId
    },
    changeThread: async (roomId, fields) => {
      const thread = must(await threads.get([workspaceId, roomId]), 'the thread')
      await threads.put({ ...thread, ...fields })
      await grow(roomId)
    },
    say: async (roomId, said) => {
      const id = createId(random, 'msg')
      time += 1_000
      await messages.put({
        workspaceId,
        roomId,
        parentKey: '',
        // The order of stamps is that of times; their form is not looked at.
        stamp: String(time) as MessageRow['stamp'],
        id,
        role: 'user',
        createdAt: time,
        parts: [],
        status: 'complete',
        continues: false,
        ...(typeof said === 'string' ? { parts: text(said) } : said),
      })
      await grow(roomId)
      return id
    },
    unsay: async (roomId, id) => {
      const row = must(await messages.where('[roomId+id]').equals([roomId, id]).first(), 'the message')
      await messages.put({ ...row, parts: [], deleted: 1 })
      await grow(roomId)
    },
    forget: async roomId => {
      await threads.delete([workspaceId, roomId])
      await messages.where('[workspaceId+roomId]').equals([workspaceId, roomId]).delete()
      await database.rooms.delete([workspaceId, roomId])
    },
    look: async () => {
      writer ??= await open()
      await writer.look('all', never)
      await writer.merged()
    },
    reopen: async () => {
      writer = undefined
      reader = createOpenIndex(store)
    },
    ask: async (asked, more) => {
      await reader.refresh()
      return findMessages(
        {
          database,
          segments: reader.segments,
          lists: createListFacts(database),
          now: () => 0,
          breathe: atOnce,
        },
        { text: asked, order: 'rank', limit: 1_000, hitsPerThread: 1_000, ...more },
      )
    },
    found: async (asked, more) => {
      const answer = await world.ask(asked, more)
      return answer.threads.flatMap(({ hits }) => hits.map(({ messageId }) => messageId ?? 'title'))
    },
    unmade: () => unmade,
  }
  return world
}
