/** Imports on a real engine, database, locks and ports: what comes, what is kept when it ends early, and taking it back. */

import { must } from '@weft/shared/assert.ts'
import { systemEnv } from '@weft/shared/env.ts'
import { createId } from '@weft/shared/ids.ts'
import * as Comlink from 'comlink'
import { Dexie } from 'dexie'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { withoutNotices } from '../core/dexie-notices.ts'
import { createDatabase, databaseName, type Database } from '../core/database.ts'
import { createDexieConnection } from '../core/dexie-connection.ts'
import { injectFaults } from '../core/testing/dexie-under-test.ts'
import type {
  ImportBatch,
  ImportCalls,
  ImportSink,
  ReadEntry,
} from '../features/import/bring/import-calls.ts'
import type { ImportReportRow, ImportRow } from '../features/import/bring/import-row.ts'
import { importReportName } from '../features/import/bring/import-row.ts'
import { importedThread, lineOf } from '../features/import/testing/imported-threads.ts'
import { featureTables } from '../features/tables.ts'
import type { MessageRow, ThreadRow } from '../features/threads/tables.ts'
import type { FolderRow } from '../features/workspace/tables.ts'
import { type EngineParts, openEngine } from './engine-parts.ts'
import { wireImports } from './import-wiring.ts'

vi.setConfig({ testTimeout: 30_000 })

/** One tab: an engine of its own on the one database. */
interface Tab {
  readonly engine: EngineParts
  readonly imports: ImportCalls
  readonly sink: Comlink.Remote<ImportSink>
  readonly close: () => void
}

let database: Database
let isFull = false
const tabs: Tab[] = []

const openTab = async (): Promise<Tab> => {
  const own = createDatabase(featureTables)
  const relaxed = { chromeTransactionDurability: 'relaxed' } as const
  const checkpoints = createDatabase(featureTables, databaseName, relaxed)
  const quiet = withoutNotices(createDatabase(featureTables, databaseName, relaxed))
  const opened = await openEngine({
    database: own,
    connection: createDexieConnection(own, systemEnv),
    env: systemEnv,
  })
  const engine = must(opened.ok ? opened.value : null, 'an engine that starts')
  const bulk = {
    quick: createDexieConnection(checkpoints, systemEnv),
    quiet: createDexieConnection(quiet, systemEnv),
  }
  const imports = wireImports({ env: systemEnv, parts: engine, database: own, bulk })
  for (const written of [checkpoints, quiet])
    injectFaults(written, () => (isFull ? new DOMException('full', 'QuotaExceededError') : undefined))
  const channel = new MessageChannel()
  await imports.connect(channel.port1)
  const tab: Tab = {
    engine,
    imports,
    sink: Comlink.wrap<ImportSink>(channel.port2),
    close: () => {
      own.close()
      checkpoints.close()
      quiet.close()
    },
  }
  tabs.push(tab)
  return tab
}

beforeEach(async () => {
  await Dexie.delete(databaseName)
  database = createDatabase(featureTables)
})

afterEach(async () => {
  for (const tab of tabs.splice(0)) {
    await tab.imports.cancel()
    await tab.sink.end()
    tab.close()
  }
  database.close()
  await Dexie.delete(databaseName)
})

const noEntries: ReadEntry = async () => null
const file = { name: 'conversations.json', size: 1_000 }

const begin = async (tab: Tab, readEntry: ReadEntry = noEntries): Promise<string> => {
  const begun = await tab.sink.begin({ files: [file], takesInstructions: false }, Comlink.proxy(readEntry))
  return must(begun.ok ? begun.value : null, 'an import that begins')
}

const batch = (threads: ImportBatch['threads'], rest: Partial<ImportBatch> = {}): ImportBatch => ({
  threads,
  portable: [],
  folders: [],
  skipped: [],
  progress: { done: 500, total: 1_000 },
  ...rest,
})

const bring = async (
  tab: Tab,
  threads: ImportBatch['threads'],
  rest: Partial<ImportBatch> = {},
): Promise<ImportRow> => {
  const id = await begin(tab)
  expect(await tab.sink.write(batch(threads, rest))).toBe('go-on')
  await tab.sink.end()
  return rowOf(id)
}

const rowOf = async (id: string): Promise<ImportRow> =>
  must(await database.table<ImportRow, string>('imports').get(id), 'a row of the import')

const threadRows = () => database.table<ThreadRow>('threads').toArray()
const messageRows = () => database.table<MessageRow>('messages').toArray()
const folderRows = () => database.table<FolderRow>('folders').toArray()
const updateCount = () => database.updates.count()

const trashed = async (): Promise<readonly string[]> =>
  (await threadRows()).filter(({ shelf }) => shelf === 'trash').map(({ title }) => title)

/** As when its tab is closed: its lock goes, and nobody ends anything. */
const loseTab = (): Promise<void> =>
  navigator.locks.request('weft-import', { steal: true }, async () => undefined)

const say = async (tab: Tab, thread: ThreadRow, text: string): Promise<void> => {
  const sent = await tab.engine.commands.execute('message.send', {
    workspaceId: thread.workspaceId,
    threadId: thread.roomId,
    messageId: createId(systemEnv.random, 'msg'),
    parentId: null,
    parts: [{ type: 'text', text }],
    createdAt: Date.now(),
  })
  expect(sent.ok).toBe(true)
}

describe('an import', () => {
  it('brings threads with their folders, models, times and branches, and says what it brought', async () => {
    const tab = await openTab()
    const at = Date.UTC(2023, 1, 2)
    const thread = importedThread(
      'loom',
      [
        { createdAt: at },
        { createdAt: at + 1_000, model: 'gpt-4o', rating: 'good' },
        { createdAt: at + 2_000, parentSourceId: 'loom-0', role: 'assistant', model: 'o3' },
      ],
      {
        folder: { sourceId: 'weaving', name: 'Weaving' },
        archived: true,
        leafSourceId: 'loom-1',
        instructions: 'Hm.',
      },
    )
    const skipped = [{ reason: 'malformed', kept: false, thread: 'Torn' }] as const
    const row = await bring(tab, [thread, lineOf('warp', 20)], { skipped })
    expect(row).toMatchObject({
      state: 'done',
      sources: ['chatgpt'],
      counts: { threads: 2, messages: 23, newThreads: 2, newMessages: 23, knownThreads: 0, skipped: 1 },
    })
    const [folder] = await folderRows()
    expect(folder?.name).toBe('Weaving')
    const loom = must(
      (await threadRows()).find(({ title }) => title === 'About loom'),
      'the thread',
    )
    expect(loom).toMatchObject({ folderId: folder?.id, shelf: 'archived', messageCount: 3 })
    expect(loom).not.toHaveProperty('instructions')
    const said = (await messageRows()).filter(({ roomId }) => roomId === loom.roomId)
    const first = must(
      said.find(({ parentKey }) => parentKey === ''),
      'the first message',
    )
    expect(first.createdAt).toBe(at)
    const answers = said.filter(({ parentKey }) => parentKey === first.id)
    expect(new Set(answers.map(({ model }) => model?.name))).toEqual(new Set(['gpt-4o', 'o3']))
    expect(loom.activeLeaf).toBe(answers.find(({ rating }) => rating === 'good')?.id)
    const report = await database.table<ImportReportRow, string>('device').get(importReportName(row.id))
    expect(report?.value).toEqual(skipped)
  })

  it('writes nothing when it comes again, and only what is new when it has grown', async () => {
    const tab = await openTab()
    await bring(tab, [lineOf('a', 4), lineOf('b', 2)])
    const before = await updateCount()
    expect((await bring(tab, [lineOf('a', 4), lineOf('b', 2)])).counts).toMatchObject({
      knownThreads: 2,
      newThreads: 0,
      newMessages: 0,
    })
    expect(await updateCount()).toBe(before)
    const grown = await bring(tab, [lineOf('a', 6), lineOf('b', 2)])
    expect(grown.counts).toMatchObject({ knownThreads: 1, grownThreads: 1, newMessages: 2 })
    expect(await updateCount()).toBe(before + 1)
  })

  it('says before it what is here, and what of it is in Trash', async () => {
    const tab = await openTab()
    await bring(tab, [lineOf('a', 4), lineOf('b', 2)])
    const [thread] = (await threadRows()).filter(({ title }) => title === 'About b')
    const { workspaceId, roomId } = must(thread, 'a thread')
    await tab.engine.commands.execute('thread.trash', { workspaceId, threadId: roomId, trashedAt: 5 })
    const outline = (sourceId: string, length: number) => ({
      source: 'chatgpt' as const,
      sourceId,
      messageSourceIds: Array.from({ length }, (_, index) => `${sourceId}-${index}`),
    })
    const checked = await tab.sink.check([outline('a', 6), outline('b', 2), outline('c', 1)])
    expect(checked.ok && checked.value.map(({ state, inTrash }) => [state, inTrash])).toEqual([
      ['part', false],
      ['whole', true],
      ['absent', false],
    ])
  })

  it('goes on where it was when its tab went away, as the same import', async () => {
    const first = await openTab()
    const id = await begin(first)
    await first.sink.write(batch([lineOf('a', 2)]))
    await loseTab()
    const second = await openTab()
    await second.imports.settle()
    expect((await rowOf(id)).state).toBe('interrupted')
    const again = await bring(second, [lineOf('a', 2), lineOf('b', 2)])
    expect(again).toMatchObject({
      id,
      state: 'done',
      counts: { newThreads: 2, newMessages: 4, knownThreads: 0 },
    })
    await second.imports.undo(id)
    expect((await trashed()).toSorted()).toEqual(['About a', 'About b'])
  })

  it('goes on with a thread of which only the beginning had come', async () => {
    const tab = await openTab()
    await bring(tab, [lineOf('a', 2)])
    const row = await bring(tab, [lineOf('a', 2), lineOf('a', 3)])
    expect(row.counts.newMessages).toBe(1)
    expect(await messageRows()).toHaveLength(3)
  })

  it('waits while it is paused, and takes nothing more once it is cancelled; what came stays', async () => {
    const tab = await openTab()
    const id = await begin(tab)
    await tab.sink.write(batch([lineOf('a', 2)]))
    await tab.imports.pause()
    expect((await rowOf(id)).state).toBe('paused')
    let isWritten = false
    const waiting = tab.sink.write(batch([lineOf('b', 2)])).then(answer => {
      isWritten = true
      return answer
    })
    // Many times what writing two messages takes: whatever comes after it on the same port is answered, and it is not.
    for (let round = 0; round < 50; round += 1) await tab.sink.check([])
    expect(isWritten).toBe(false)
    expect(await threadRows()).toHaveLength(1)
    await tab.imports.resume()
    expect(await waiting).toBe('go-on')
    expect(await threadRows()).toHaveLength(2)
    await tab.imports.cancel()
    expect(await tab.sink.write(batch([lineOf('c', 2)]))).toBe('stop')
    await tab.sink.end()
    expect(await rowOf(id)).toMatchObject({ state: 'cancelled', counts: { newThreads: 2 } })
    expect(await threadRows()).toHaveLength(2)
  })

  it('is one at a time, in whichever tab', async () => {
    const [first, second] = [await openTab(), await openTab()]
    await begin(first)
    const refused = await second.sink.begin(
      { files: [file], takesInstructions: false },
      Comlink.proxy(noEntries),
    )
    expect(refused).toEqual({ ok: false, error: { type: 'import-busy' } })
    await first.sink.end()
    await begin(second)
  })

  it('ends with a full disk and says so; the same file goes on when there is room', async () => {
    const tab = await openTab()
    const id = await begin(tab)
    await tab.sink.write(batch([lineOf('a', 2)]))
    isFull = true
    expect(await tab.sink.write(batch([lineOf('b', 2)]))).toBe('stop')
    isFull = false
    await tab.sink.end()
    expect(await rowOf(id)).toMatchObject({
      state: 'failed',
      problem: 'storage-full',
      counts: { newThreads: 1 },
    })
    expect(await threadRows()).toHaveLength(1)
    const again = await bring(tab, [lineOf('a', 2), lineOf('b', 2)])
    expect(again).toMatchObject({ id, state: 'done', counts: { newThreads: 2 } })
    expect(again).not.toHaveProperty('problem')
  })

  it('stores files of messages, and keeps the name of one that cannot be had', async () => {
    const tab = await openTab()
    const id = await begin(tab, async path => (path === '0/1' ? new Blob(['warp and weft']) : null))
    const parts = [
      { type: 'file', name: 'cloth.txt', content: { type: 'entry', path: '0/1', size: 13 } },
      { type: 'file', name: 'lost.png', content: { type: 'entry', path: '0/2', size: 9 } },
    ] as const
    await tab.sink.write(batch([importedThread('a', [{ parts }])]))
    await tab.sink.end()
    const [message] = await messageRows()
    expect(message?.parts).toMatchObject([
      { type: 'attachment', name: 'cloth.txt', mediaType: 'text/plain', size: 13 },
      { type: 'text', text: '📎 lost.png' },
    ])
    const [attachment] = message?.attachmentIds ?? []
    const { workspaceId } = tab.engine.workspaces.identity()
    const bytes = await tab.engine.blobs.read(workspaceId, must(attachment, 'an attachment'))
    expect(bytes.ok && new TextDecoder().decode(bytes.value)).toBe('warp and weft')
    expect((await rowOf(id)).counts).toMatchObject({ files: 1, skipped: 1 })
  })

  it('keeps every update small, a message of a megabyte included, and all of its text', async () => {
    const tab = await openTab()
    const text = Array.from({ length: 60_000 }, (_, index) => (index * 7919).toString(36)).join(' ')
    await bring(tab, [importedThread('a', [{ parts: [{ type: 'text', text }] }, {}]), lineOf('b', 2_100)])
    const sizes = (await database.updates.toArray()).map(({ bytes }) => bytes.length)
    expect(Math.max(...sizes)).toBeLessThanOrEqual(512 * 1024)
    const long = must(
      (await messageRows()).find(({ attachmentIds }) => attachmentIds !== undefined),
      'the long message',
    )
    const { workspaceId } = tab.engine.workspaces.identity()
    const whole = await tab.engine.blobs.read(workspaceId, must(long.attachmentIds?.[0], 'an attachment'))
    expect(whole.ok && new TextDecoder().decode(whole.value)).toBe(text)
    expect(await messageRows()).toHaveLength(2_102)
  })

  it('brings what was deleted for good again, as a thread of its own', async () => {
    const tab = await openTab()
    await bring(tab, [lineOf('a', 2)])
    const [thread] = await threadRows()
    const { workspaceId, roomId: threadId } = must(thread, 'a thread')
    const { roomId } = tab.engine.workspaces.identity()
    await tab.engine.commands.execute('thread.forget', { workspaceId, roomId, threadId, forgottenAt: 5 })
    expect((await bring(tab, [lineOf('a', 2)])).counts.newThreads).toBe(1)
    const [again] = await threadRows()
    expect(must(again, 'the thread').roomId).not.toBe(threadId)
  })

  it('is taken back but for threads that somebody has written in since, and Trash gives it back', async () => {
    const tab = await openTab()
    await bring(tab, [lineOf('old', 2)])
    const row = await bring(tab, [
      lineOf('old', 4),
      lineOf('new', 2, { folder: { sourceId: 'f', name: 'Folder' } }),
      lineOf('used', 2, { folder: { sourceId: 'g', name: 'Used' } }),
    ])
    const used = (await threadRows()).find(({ title }) => title === 'About used')
    await say(tab, must(used, 'a thread'), 'And since?')
    expect(await tab.imports.undo(row.id)).toEqual({ ok: true, value: undefined })
    expect(await trashed()).toEqual(['About new'])
    expect(await rowOf(row.id)).toMatchObject({ state: 'undone', kept: ['About used'] })
    const old = must(
      (await threadRows()).find(({ title }) => title === 'About old'),
      'a thread',
    )
    expect(old).toMatchObject({ messageCount: 2, shelf: 'active' })
    expect((await folderRows()).map(({ name }) => name)).toEqual(['Used'])
    // The next undo finds nothing to do.
    const before = await updateCount()
    await tab.imports.undo(row.id)
    expect(await updateCount()).toBe(before)
  })
})
