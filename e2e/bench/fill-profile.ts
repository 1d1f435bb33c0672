/**
 * Puts a synthetic history into a profile as a person with years behind her does: a backup file is restored through the
 * page, so that what a bench finds was written, sealed and indexed by the app itself.
 */
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Page } from '@playwright/test'
import { WorkspaceId } from '@weft/shared/ids.ts'
import type { PortableThread } from '../../app/src/features/transfer/portable-thread.ts'
import type { HistoryPlan } from './history/history.ts'
import { beginRestore, lookInside, openData, waitUntilDone } from './restore-in-page.ts'
import { writeHistoryBackup } from './write-history-backup.ts'

export interface Filled {
  /** The thread outside folders and archives in which something readable was said last, the long one aside. */
  readonly threadId: string
  readonly longThreadId: string
  readonly threads: number
  readonly messages: number
  /** Of the restore. */
  readonly seconds: number
  /** Bytes (UTF-8) of all texts, and of the log that holds them sealed. */
  readonly plainBytes: number
  readonly sealedBytes: number
}

const passphrase = 'a shuttle of ten years'

/** An answer as long as this fills some of a screen, characters. */
const readable = 300

/** What was said, not what it is called by. */
const textsOf = (thread: PortableThread): readonly string[] =>
  thread.messages.flatMap(({ parts }) =>
    parts.flatMap(part =>
      [part['text'], part['input'], part['output']].filter(value => typeof value === 'string'),
    ),
  )

interface Newest {
  readonly id: string
  readonly at: number
}

const newer = (newest: Newest, thread: PortableThread): Newest => {
  const last = thread.messages.find(message => message.id === thread.leaf)
  const at = thread.messages.at(-1)?.createdAt ?? 0
  const text = last?.parts.at(-1)?.['text']
  const isListed = thread.archived === undefined && thread.trashedAt === undefined
  const isReadable = last?.role === 'assistant' && typeof text === 'string' && text.length > readable
  return isListed && isReadable && at > newest.at ? { id: thread.id, at } : newest
}

/** `url`: of the app, whose page this is; it stands at the page of data afterwards. */
export const fillProfile = async (page: Page, url: string, plan: HistoryPlan): Promise<Filled> => {
  const folder = await mkdtemp(join(tmpdir(), 'weft-history-'))
  const file = join(folder, 'history.weft-backup')
  let threads = 0
  let messages = 0
  let plainBytes = 0
  let longThreadId = ''
  let newest: Newest = { id: '', at: 0 }
  await openData(page, url)
  const workspaceId = await homeOf(page)
  await writeHistoryBackup(file, { workspaceId, plan, passphrase }, thread => {
    threads += 1
    messages += thread.messages.length
    for (const text of textsOf(thread)) plainBytes += Buffer.byteLength(text)
    if (plan.longThread > 0 && threads === 1) longThreadId = thread.id
    else newest = newer(newest, thread)
  })
  await lookInside(page, file, passphrase)
  const begun = performance.now()
  await beginRestore(page)
  await waitUntilDone(page, /Restored/)
  const seconds = (performance.now() - begun) / 1_000
  await untilFindable(page, url)
  await rm(folder, { recursive: true, force: true })
  const sealedBytes = await logBytes(page)
  return { threadId: newest.id, longThreadId, threads, messages, seconds, plainBytes, sealedBytes }
}

/** What is measured next must not compete with the index of what has just come. */
const untilFindable = async (page: Page, url: string): Promise<void> => {
  await page.goto(`${url}/search?q=the`)
  await page.getByText(/on this device (is|are) indexed\./).waitFor({ timeout: 300_000 })
}

/** The workspace of the device itself. */
const homeOf = async (page: Page): Promise<WorkspaceId> =>
  WorkspaceId.parse(
    await page.evaluate(
      () =>
        new Promise((resolve, reject) => {
          const opening = indexedDB.open('weft')
          opening.onerror = () => reject(opening.error ?? new Error('The database does not open'))
          opening.onsuccess = () => {
            const asked = opening.result.transaction('device').objectStore('device').get('identity')
            asked.onerror = () => reject(asked.error ?? new Error('The identity does not open'))
            asked.onsuccess = () => {
              opening.result.close()
              resolve(asked.result?.value?.workspaceId)
            }
          }
        }),
    ),
  )

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
