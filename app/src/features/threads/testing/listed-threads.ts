/**
 * A page for tests of lists: a real database with rows of threads and folders, and an engine that changes them as
 * the real one would, or refuses.
 */

import type { Env } from '@weft/shared/env.ts'
import { createId, type FolderId, type ThreadId } from '@weft/shared/ids.ts'
import { err, ok } from '@weft/shared/result.ts'
import { createDatabase, type Database } from '../../../core/database.ts'
import type { EngineErrorType, WorkerApi } from '../../../worker/api.ts'
import type { LocalServer } from '../../providers/discover-local.ts'
import type { Page } from '../../../worker/page-context.ts'
import { featureTables } from '../../tables.ts'
import type { FolderRow } from '../../workspace/tables.ts'
import type { Shelf, ThreadRow } from '../tables.ts'

export interface ListedThreads {
  readonly page: Page
  readonly database: Database
  /** What was asked of the engine, oldest first. */
  readonly asked: readonly { readonly name: string; readonly args: unknown }[]
  /** Every command from now on, or those about some threads. */
  readonly refuseWith: (type: EngineErrorType | undefined, of?: ReadonlySet<ThreadId>) => void
  /** Called before each command, which waits for what comes back. */
  readonly beforeEach: (wait: (() => Promise<void>) | undefined) => void
  /** Servers for models that are found on this machine. */
  readonly find: (servers: readonly LocalServer[]) => void
  readonly thread: (title: string) => Promise<ThreadRow>
  readonly close: () => Promise<void>
}

export interface ListedThreadsOptions {
  readonly env: Env
  readonly name: string
  /** Titles, the newest first; an hour lies between two. */
  readonly titles: readonly string[]
  readonly folders?: readonly string[]
}

type Change = Partial<Omit<ThreadRow, 'folderId' | 'trashedAt'>> & {
  readonly folderId?: FolderId | undefined
  readonly trashedAt?: number | undefined
}

/** What the rows of a thread become by a command. */
const changeBy = (name: string, args: Readonly<Record<string, unknown>>): Change | undefined => {
  switch (name) {
    case 'thread.rename':
      return { title: String(args['title']) }
    case 'thread.pin':
      return { shelf: args['pinned'] ? 'pinned' : 'active' }
    case 'thread.archive':
      return { shelf: args['archived'] ? 'archived' : 'active' }
    case 'thread.trash':
      return typeof args['trashedAt'] === 'number'
        ? { shelf: 'trash', trashedAt: args['trashedAt'] }
        : { shelf: 'active', trashedAt: undefined }
    case 'thread.move':
      return { folderId: (args['folderId'] as FolderId | null) ?? undefined }
    default:
      return undefined
  }
}

export const createListedThreads = async (options: ListedThreadsOptions): Promise<ListedThreads> => {
  const { env, name, titles, folders = [] } = options
  const database = createDatabase(featureTables, name)
  await database.delete()
  await database.open()
  const threads = database.table<ThreadRow>('threads')
  const asked: { readonly name: string; readonly args: unknown }[] = []
  const workspaceId = createId(env.random, 'wsp')
  const roomId = createId(env.random, 'wdc')
  let refusal: EngineErrorType | undefined
  let refused: ReadonlySet<unknown> | undefined
  let wait: (() => Promise<void>) | undefined
  let found: readonly LocalServer[] = []

  await threads.bulkPut(
    titles.map((title, index): ThreadRow => {
      const lastAt = env.clock.now() - index * 3_600_000
      const shelf: Shelf = 'active'
      return {
        workspaceId,
        roomId: createId(env.random, 'thr'),
        shelf,
        title,
        titleBy: 'person',
        lastAt,
        createdAt: lastAt,
        preview: '',
        messageCount: 2,
        cost: 0,
        unreadable: 0,
        readOnly: false,
      }
    }),
  )
  await database.table<FolderRow>('folders').bulkPut(
    folders.map((folder, index) => ({
      workspaceId,
      roomId,
      id: createId(env.random, 'fld'),
      name: folder,
      createdAt: index,
    })),
  )

  const engine: Partial<WorkerApi> = {
    execute: async (command, args) => {
      await wait?.()
      asked.push({ name: command, args })
      const given: Readonly<Record<string, unknown>> = args
      if (refusal !== undefined && (refused?.has(given['threadId']) ?? true)) return err({ type: refusal })
      const change = changeBy(command, given)
      if (change) {
        await threads
          .where('roomId')
          .equals(given['threadId'] as ThreadId)
          .modify(row => void Object.assign(row, change))
      }
      if (command === 'thread.forget')
        await threads
          .where('roomId')
          .equals(given['threadId'] as ThreadId)
          .delete()
      if (command === 'folder.create')
        await database.table<FolderRow>('folders').put({
          workspaceId,
          roomId,
          id: given['folderId'] as FolderId,
          name: String(given['name']),
          createdAt: 1,
        })
      return ok(undefined)
    },
    discoverLocal: async () => ({ servers: found, isDenied: false }),
    refreshModels: async (_workspaceId, providerId) => {
      asked.push({ name: 'refreshModels', args: providerId })
      return ok([])
    },
    saveDraft: async (draftOf, text) => {
      asked.push({ name: 'saveDraft', args: { draftOf, text } })
      return ok(undefined)
    },
  }

  return {
    page: { engine: engine as WorkerApi, database, env, ready: Promise.resolve({ workspaceId, roomId }) },
    database,
    asked,
    refuseWith: (type, of) => {
      refusal = type
      refused = of
    },
    beforeEach: next => {
      wait = next
    },
    find: servers => {
      found = servers
    },
    thread: async title => {
      const thread = await threads.filter(row => row.title === title).first()
      if (!thread) throw new Error(`No thread is called ${title}`)
      return thread
    },
    close: () => database.delete(),
  }
}
