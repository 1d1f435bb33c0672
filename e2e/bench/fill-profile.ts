/** Writes a synthetic history into a profile, through the app's own engine (`engine-in-page.ts`). */
import type { Page } from '@playwright/test'
import { AttachmentPart } from '@weft/shared/schema/part.ts'
import type { PortableThread } from '../../app/src/features/transfer/portable-thread.ts'
import { type Call, openEngine, type PageEngine } from './engine-in-page.ts'
import { createHistory, type HistoryPlan } from './history/history.ts'
import { threadToCalls } from './history/to-found.ts'

export interface Filled {
  /** The thread outside folders and archives in which something readable was said last, the long one aside. */
  readonly threadId: string
  readonly longThreadId: string
  readonly threads: number
  readonly messages: number
  readonly seconds: number
  /** Bytes (UTF-8) of all texts, and of the log that holds them sealed. */
  readonly plainBytes: number
  readonly sealedBytes: number
}

/** Threads that are handed to the page together. */
const batchSize = 25

/** An answer as long as this fills some of a screen, characters. */
const readable = 300

const execute = ({ name, args }: { readonly name: string; readonly args: unknown }): Call => ({
  name: 'execute',
  args: [name, args],
})

/** What was said, not what it is called by. */
const textsOf = (thread: PortableThread): readonly string[] =>
  thread.messages.flatMap(({ parts }) =>
    parts.flatMap(part =>
      [part['text'], part['input'], part['output']].filter(value => typeof value === 'string'),
    ),
  )

export const fillProfile = async (
  page: Page,
  plan: HistoryPlan,
  onProgress: (threads: number) => void = () => undefined,
): Promise<Filled> => {
  const begun = performance.now()
  const history = createHistory(plan)
  const engine = await openEngine(page)
  const { workspaceId, roomId } = engine
  const fileById = await addFiles(engine, history.files)
  for (const folder of history.folders) {
    const { id: folderId, name, createdAt } = folder
    await engine.callAll([
      [execute({ name: 'folder.create', args: { workspaceId, roomId, folderId, name, createdAt } })],
    ])
  }

  let batch: PortableThread[] = []
  let threads = 0
  let messages = 0
  let plainBytes = 0
  let longThreadId = ''
  let newest: { readonly id: string; readonly at: number } = { id: '', at: 0 }

  const write = async (): Promise<void> => {
    await engine.callAll(batch.map(thread => threadToCalls(thread, workspaceId).map(execute)))
    batch = []
    onProgress(threads)
  }

  for (const made of history.threads()) {
    const thread = withFiles(made, fileById)
    batch.push(thread)
    threads += 1
    messages += thread.messages.length
    for (const text of textsOf(thread)) plainBytes += Buffer.byteLength(text)
    if (plan.longThread > 0 && threads === 1) longThreadId = thread.id
    else newest = newer(newest, thread)
    if (batch.length === batchSize) await write()
  }
  await write()
  const seconds = (performance.now() - begun) / 1_000
  const sealedBytes = await logBytes(page)
  await engine.close()
  return { threadId: newest.id, longThreadId, threads, messages, seconds, plainBytes, sealedBytes }
}

const newer = (
  newest: { readonly id: string; readonly at: number },
  thread: PortableThread,
): typeof newest => {
  const last = thread.messages.find(message => message.id === thread.leaf)
  const at = thread.messages.at(-1)?.createdAt ?? 0
  const text = last?.parts.at(-1)?.['text']
  const isListed = thread.archived === undefined && thread.trashedAt === undefined
  const isReadable = last?.role === 'assistant' && typeof text === 'string' && text.length > readable
  return isListed && isReadable && at > newest.at ? { id: thread.id, at } : newest
}

/** The engine names a file by its bytes; the history has names of its own. */
const addFiles = async (
  { callAll, workspaceId }: PageEngine,
  files: ReturnType<typeof createHistory>['files'],
): Promise<ReadonlyMap<unknown, AttachmentPart>> => {
  const added = await callAll(
    files.map(({ part, bytes }) => [
      { name: 'addAttachment', args: [workspaceId, part.name, part.mediaType, [...bytes]] },
    ]),
  )
  return new Map(files.map(({ part }, index) => [part.attachmentId, AttachmentPart.parse(added[index]?.[0])]))
}

const withFiles = (
  thread: PortableThread,
  fileById: ReadonlyMap<unknown, AttachmentPart>,
): PortableThread => ({
  ...thread,
  messages: thread.messages.map(message => ({
    ...message,
    parts: message.parts.map(part =>
      part.type === 'attachment' ? (fileById.get(part['attachmentId']) ?? part) : part,
    ),
  })),
})

/** Bytes of all sealed updates in the log. */
const logBytes = (page: Page): Promise<number> =>
  page.evaluate(
    () =>
      new Promise<number>((resolve, reject) => {
        const request = indexedDB.open('weft')
        request.onerror = () => reject(request.error ?? new Error('The database does not open'))
        request.onsuccess = () => {
          let total = 0
          const cursor = request.result.transaction('updates').objectStore('updates').openCursor()
          cursor.onerror = () => reject(cursor.error ?? new Error('The log does not open'))
          cursor.onsuccess = () => {
            if (!cursor.result) {
              request.result.close()
              return resolve(total)
            }
            total += (cursor.result.value.bytes as Uint8Array).length
            cursor.result.continue()
          }
        }
      }),
  )
