/**
 * Puts a history into a profile as the rows that the engine would make of it, without documents: the search reads rows,
 * and sealing a hundred thousand messages first would take minutes that say nothing about it.
 */
import type { Page } from '@playwright/test'
import { partsToText } from '@weft/shared/schema/part.ts'
import type { PortableThread } from '../../../app/src/features/transfer/portable-thread.ts'
import { createHistory, type HistoryPlan } from '../history/history.ts'

export interface FilledRows {
  readonly threads: number
  readonly messages: number
  /** Bytes (UTF-8) of all texts that can be found. */
  readonly plainBytes: number
  /** Texts of every hundredth message, which questions are made of. */
  readonly samples: readonly string[]
}

const workspaceId = 'wsp_aaaaaaaaaaaaaaaaaaaaaaaaaa'
const batchSize = 50
const sampleEvery = 97

export const fillRows = async (page: Page, plan: HistoryPlan): Promise<FilledRows> => {
  const history = createHistory(plan)
  const samples: string[] = []
  let [threads, messages, plainBytes] = [0, 0, 0]
  let batch: object[] = []
  const write = async (): Promise<void> => {
    await page.evaluate(putRows, batch)
    batch = []
  }
  for (const thread of history.threads()) {
    batch.push(toRows(thread))
    threads += 1
    for (const { parts } of thread.messages) {
      const text = partsToText(parts)
      if (messages % sampleEvery === 0) samples.push(text)
      messages += 1
      for (const { text: said, output } of parts)
        for (const each of [said, output]) if (typeof each === 'string') plainBytes += Buffer.byteLength(each)
    }
    if (batch.length === batchSize) await write()
  }
  await write()
  return { threads, messages, plainBytes, samples }
}

const toRows = (thread: PortableThread): object => {
  const { id: roomId, createdAt, trashedAt, archived, folderId, title } = thread
  const lastAt = Math.max(createdAt, ...thread.messages.map(message => message.createdAt))
  const shelf = trashedAt === undefined ? (archived ? 'archived' : 'active') : 'trash'
  return {
    rooms: [{ workspaceId, roomId, head: 1, materialized: 1, writtenAt: 0 }],
    threads: [
      {
        workspaceId,
        roomId,
        shelf,
        title: title ?? '',
        titleBy: 'person',
        lastAt,
        createdAt,
        preview: '',
        messageCount: thread.messages.length,
        cost: 0,
        unreadable: 0,
        readOnly: false,
        ...(folderId === undefined ? {} : { folderId }),
      },
    ],
    messages: thread.messages.map(({ parentId, deleted: _deleted, rating: _rating, ...message }) => ({
      ...message,
      workspaceId,
      roomId,
      parentKey: parentId ?? '',
      continues: false,
    })),
  }
}

/** Runs in the page. */
const putRows = async (batch: readonly object[]): Promise<void> => {
  const database = await new Promise<IDBDatabase>((resolve, reject) => {
    const request = indexedDB.open('weft')
    request.onerror = () => reject(request.error ?? new Error('The database does not open'))
    request.onsuccess = () => resolve(request.result)
  })
  await new Promise<void>((resolve, reject) => {
    const transaction = database.transaction(['rooms', 'threads', 'messages'], 'readwrite', {
      durability: 'relaxed',
    })
    transaction.oncomplete = () => resolve()
    transaction.onerror = () => reject(transaction.error ?? new Error('The rows are not stored'))
    for (const thread of batch)
      for (const [table, rows] of Object.entries(thread))
        for (const row of rows as readonly object[]) transaction.objectStore(table).put(row)
  })
  database.close()
}
