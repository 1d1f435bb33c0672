/**
 * A page for tests of views: a real database of its own, and an engine that writes rows straight into it, as
 * the real one does from documents, and answers when the test says so. Sealing, documents and providers have
 * their own tests.
 */

import type { Stamp } from '@weft/shared/clock.ts'
import type { Env } from '@weft/shared/env.ts'
import { createId, type MessageId } from '@weft/shared/ids.ts'
import { ok } from '@weft/shared/result.ts'
import type { ModelRef } from '@weft/shared/schema/message.ts'
import type { Part } from '@weft/shared/schema/part.ts'
import { createDatabase, type Database } from '../../../core/database.ts'
import type { StartRun, WorkerApi } from '../../../worker/api.ts'
import type { Page } from '../../../worker/page-context.ts'
import { type LiveFrame, liveChannelName } from '../../runs/live-channel.ts'
import type { RunRow } from '../../runs/tables.ts'
import { featureTables } from '../../tables.ts'
import type { ProviderRow } from '../../workspace/tables.ts'
import type { MessageRow, ThreadRow } from '../../threads/tables.ts'

export interface ScriptedPage {
  readonly page: Page
  readonly database: Database
  readonly thread: ThreadRow
  readonly model: ModelRef
  /** What was asked of the engine, oldest first. */
  readonly asked: readonly { readonly name: string; readonly args: unknown }[]
  readonly say: (message: Partial<MessageRow> & Pick<MessageRow, 'role'>) => Promise<MessageRow>
  /** Many at once: a question and an answer in turn. */
  readonly fill: (count: number, textOf: (index: number) => string) => Promise<void>
  /** The answer that was started last. */
  readonly answering: () => LiveAnswering
  readonly change: (id: MessageId, changes: Partial<MessageRow>) => Promise<void>
  readonly changeThread: (changes: Partial<ThreadRow>) => Promise<void>
  /** Its end of the live channel; rows stay readable for what is still on the screen. */
  readonly close: () => void
}

/** The worker's end of an answer, held by the test. */
export interface LiveAnswering {
  readonly run: StartRun
  readonly write: (text: string) => void
  readonly setRow: (changes: Partial<RunRow>) => Promise<void>
  readonly end: (changes?: Partial<MessageRow>) => Promise<void>
}

export interface ScriptedPageOptions {
  readonly env: Env
  readonly name: string
  readonly refuse?: (name: string) => boolean
  /** What is here, and what comes from the server. */
  readonly attachments?: Partial<Pick<WorkerApi, 'readAttachment' | 'fetchAttachment'>>
}

export const createScriptedPage = async ({
  env,
  name,
  refuse = () => false,
  attachments = {},
}: ScriptedPageOptions): Promise<ScriptedPage> => {
  const database = createDatabase(featureTables, name)
  await database.delete()
  await database.open()
  const messages = database.table<MessageRow>('messages')
  const threads = database.table<ThreadRow>('threads')
  const runs = database.table<RunRow>('runs')
  const channel = new BroadcastChannel(liveChannelName)
  const asked: { readonly name: string; readonly args: unknown }[] = []
  const workspaceId = createId(env.random, 'wsp')
  const threadId = createId(env.random, 'thr')
  const providerId = createId(env.random, 'prv')
  const model: ModelRef = { providerId, modelId: 'claude-sonnet-4-5', name: 'Claude Sonnet 4.5' }
  const provider: ProviderRow = {
    workspaceId,
    roomId: createId(env.random, 'wdc'),
    id: providerId,
    createdAt: 1,
    dialect: 'anthropic',
    preset: 'anthropic',
    name: 'Anthropic',
    baseUrl: 'https://api.anthropic.com',
  }
  const thread: ThreadRow = {
    workspaceId,
    roomId: threadId,
    shelf: 'active',
    title: 'Sample size for the bus survey',
    titleBy: 'person',
    lastAt: env.clock.now(),
    createdAt: env.clock.now(),
    preview: '',
    messageCount: 0,
    lastModel: model,
    cost: 0,
    unreadable: 0,
    readOnly: false,
  }
  await database.table('providers').put(provider)
  await threads.put(thread)

  let stamps = 0
  let newest: MessageId | undefined
  let live: LiveAnswering | undefined

  const nextStamp = (): Stamp => {
    stamps += 1
    return stamps.toString(16).padStart(16, '0') as Stamp
  }

  const rowOf = (message: Partial<MessageRow> & Pick<MessageRow, 'role'>): MessageRow => ({
    workspaceId,
    roomId: threadId,
    parentKey: newest ?? '',
    stamp: nextStamp(),
    id: createId(env.random, 'msg'),
    createdAt: env.clock.now(),
    parts: [],
    status: 'complete',
    continues: false,
    ...(message.role === 'assistant' ? { model } : {}),
    ...message,
  })

  const say: ScriptedPage['say'] = async message => {
    const row = rowOf(message)
    newest = row.id
    await messages.put(row)
    return row
  }

  const change: ScriptedPage['change'] = async (id, changes) => {
    await messages.where('[roomId+id]').equals([threadId, id]).modify(changes)
  }

  const startRun = async (start: StartRun): Promise<void> => {
    let frame = 0
    let text = ''
    const row: RunRow = {
      ...start,
      continues: start.continues ?? false,
      state: 'waiting',
      startedAt: env.clock.now(),
      parts: [],
      frame: 0,
      attempt: 1,
    }
    const parts = (): readonly Part[] => (text === '' ? [] : [{ type: 'text', text }])
    const whole = (): void =>
      channel.postMessage({
        type: 'whole',
        messageId: start.messageId,
        frame,
        state: text === '' ? 'waiting' : 'streaming',
        parts: parts(),
      } satisfies LiveFrame)
    channel.addEventListener('message', ({ data }: MessageEvent<LiveFrame>) => {
      if (data.type === 'ask' && data.messageId === start.messageId) whole()
    })
    live = {
      run: start,
      write: delta => {
        frame += 1
        text += delta
        channel.postMessage({
          type: 'delta',
          messageId: start.messageId,
          frame,
          deltas: [{ index: 0, type: 'text', delta }],
        } satisfies LiveFrame)
      },
      setRow: async changes => {
        await runs.update(start.messageId, changes)
        if (changes.state) {
          channel.postMessage({
            type: 'whole',
            messageId: start.messageId,
            frame,
            state: changes.state,
            parts: parts(),
          } satisfies LiveFrame)
        }
      },
      end: async changes => {
        newest = start.messageId
        await messages.put(
          rowOf({
            role: 'assistant',
            id: start.messageId,
            parentKey: start.parentId,
            parts: parts(),
            model: start.model,
            continues: start.continues ?? false,
            ...changes,
          }),
        )
        await runs.delete(start.messageId)
        channel.postMessage({ type: 'end', messageId: start.messageId } satisfies LiveFrame)
      },
    }
    await runs.put(row)
  }

  const failed = { ok: false, error: { type: 'storage-full' } } as const

  const engine: Partial<WorkerApi> = {
    execute: async (command, args) => {
      asked.push({ name: command, args })
      if (refuse(command)) return failed
      const given: Readonly<Record<string, unknown>> = args
      switch (command) {
        case 'message.send': {
          const { messageId, parentId, parts } = given as {
            messageId: MessageId
            parentId: MessageId | null
            parts: readonly Part[]
          }
          await say({ role: 'user', id: messageId, parentKey: parentId ?? '', parts })
          break
        }
        case 'message.delete':
          await messages
            .where('[roomId+id]')
            .equals([threadId, given['messageId'] as string])
            .modify(row => {
              if (given['deleted']) Object.assign(row, { deleted: 1 })
              else Reflect.deleteProperty(row, 'deleted')
            })
          break
        case 'message.rate':
          await change(given['messageId'] as MessageId, { rating: given['rating'] as 'good' })
          break
        case 'thread.chooseBranch':
          await threads
            .where('roomId')
            .equals(threadId)
            .modify({ activeLeaf: given['leafId'] as MessageId })
          break
        case 'thread.rename':
          await threads
            .where('roomId')
            .equals(threadId)
            .modify({ title: given['title'] as string })
          break
        case 'thread.setParameters':
          await threads
            .where('roomId')
            .equals(threadId)
            .modify({ parameters: given['parameters'] as NonNullable<ThreadRow['parameters']> })
          break
        default:
          // Recorded, which is all that tests of a view ask of the others.
          break
      }
      return ok(undefined)
    },
    lookAt: async () => undefined,
    startRun: async start => {
      asked.push({ name: 'startRun', args: start })
      if (refuse('startRun')) return failed
      await startRun(start)
      return ok(undefined)
    },
    stopRun: async messageId => {
      asked.push({ name: 'stopRun', args: messageId })
      await live?.end({ status: 'stopped' })
    },
    cancelRun: async messageId => {
      asked.push({ name: 'cancelRun', args: messageId })
      await runs.delete(messageId)
    },
    downloadModel: async wanted => {
      asked.push({ name: 'downloadModel', args: wanted })
      if (refuse('downloadModel')) return failed
      return ok(undefined)
    },
    retryRunNow: async messageId => void asked.push({ name: 'retryRunNow', args: messageId }),
    duplicateThread: async (...args) => {
      asked.push({ name: 'duplicateThread', args })
      return ok(undefined)
    },
    saveDraft: async (draftOf, text, attached) => {
      asked.push({ name: 'saveDraft', args: { draftOf, text } })
      const row = { threadId: draftOf, text, attachments: attached, updatedAt: env.clock.now() }
      await database.table('drafts').put(row)
      return ok(undefined)
    },
    addAttachment: async (_workspace, file, mediaType, bytes) =>
      ok({
        type: 'attachment',
        attachmentId: createId(env.random, 'att'),
        name: file,
        mediaType,
        size: bytes.length,
      }),
    readAttachment: async () => failed,
    ...attachments,
  }

  return {
    page: {
      engine: engine as WorkerApi,
      database,
      env,
      ready: Promise.resolve({ workspaceId, roomId: provider.roomId }),
    },
    database,
    thread,
    model,
    asked,
    say,
    change,
    changeThread: async changes => {
      await threads.where('roomId').equals(threadId).modify(changes)
    },
    fill: async (count, textOf) => {
      const rows: MessageRow[] = []
      for (let index = 0; index < count; index += 1) {
        const row = rowOf({
          role: index % 2 === 0 ? 'user' : 'assistant',
          parts: [{ type: 'text', text: textOf(index) }],
        })
        newest = row.id
        rows.push(row)
      }
      await messages.bulkPut(rows)
    },
    answering: () => {
      if (!live) throw new Error('Nothing was asked')
      return live
    },
    close: () => {
      channel.close()
    },
  }
}
