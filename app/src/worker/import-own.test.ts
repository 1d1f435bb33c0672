/** What Weft wrote comes into another workspace, and into its own, with every file: whole engines, export and all. */

import 'fake-indexeddb/auto'
import { must } from '@weft/shared/assert.ts'
import { systemEnv, systemRandom } from '@weft/shared/env.ts'
import { createId, type AttachmentId, type ThreadId } from '@weft/shared/ids.ts'
import { err } from '@weft/shared/result.ts'
import { testRandom } from '@weft/shared/testing/env.ts'
import * as Comlink from 'comlink'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { createDatabase, type Database } from '../core/database.ts'
import { createDexieConnection } from '../core/dexie-connection.ts'
import { defaultOptions, exportToMemory } from '../features/export/testing/memory-source.ts'
import type { ImportBatch, ImportCalls, ImportSink } from '../features/import/bring/import-calls.ts'
import { createImportReader, type ImportReader } from '../features/import/bring/import-reader.ts'
import {
  type ImportReportRow,
  importReportName,
  type ImportRow,
} from '../features/import/bring/import-row.ts'
import { createEntryReader } from '../features/import/read-entry.ts'
import { readImport } from '../features/import/read-import.ts'
import { lineOf } from '../features/import/testing/imported-threads.ts'
import { fixture } from '../features/import/testing/read-fixture.ts'
import { featureTables } from '../features/tables.ts'
import type { MessageRow, ThreadRow } from '../features/threads/tables.ts'
import type { FolderRow } from '../features/workspace/tables.ts'
import { type EngineParts, openEngine } from './engine-parts.ts'
import { createExportSource, listExportPlaces } from './export-wiring.ts'
import { wireImports } from './import-wiring.ts'

vi.setConfig({ testTimeout: 60_000 })

interface Device {
  readonly database: Database
  readonly parts: EngineParts
  readonly imports: ImportCalls
  readonly sink: ImportSink
  readonly reader: ImportReader
}

const { signal } = new AbortController()
const databases: Database[] = []
const ports: MessagePort[] = []

afterEach(async () => {
  for (const port of ports.splice(0)) port.close()
  for (const database of databases.splice(0)) await database.delete()
})

const newDatabase = (): Database => {
  const database = createDatabase(featureTables, `own-${createId(systemRandom, 'dev')}`)
  databases.push(database)
  return database
}

const openDevice = async (database = newDatabase()): Promise<Device> => {
  const connection = createDexieConnection(database, systemEnv)
  const opened = await openEngine({ database, connection, env: systemEnv })
  const parts = must(opened.ok ? opened.value : null, 'an engine')
  const imports = wireImports({ env: systemEnv, parts, database, quickDatabase: database })
  const channel = new MessageChannel()
  ports.push(channel.port1, channel.port2)
  await imports.connect(channel.port1)
  const sink = Comlink.wrap(channel.port2) as unknown as ImportSink
  const reader = createImportReader({
    read: readImport,
    readEntryOf: files => {
      const entries = createEntryReader(files, signal)
      return async path => {
        const entry = await entries.read(path)
        return entry.ok ? entry.value : null
      }
    },
    sink,
    asRemote: readEntry => Comlink.proxy(readEntry),
    signal,
  })
  return { database, parts, imports, sink, reader }
}

/** Another device of the same person, which no thread has come to yet. */
const openSister = async ({ database }: Device): Promise<Device> => {
  const sister = newDatabase()
  for (const name of ['keys', 'device', 'rooms', 'updates', 'snapshots']) {
    const rows = await database.table<{ readonly roomId?: string }>(name).toArray()
    await sister.table(name).bulkAdd(rows.filter(({ roomId }) => roomId?.startsWith('thr_') !== true))
  }
  return openDevice(sister)
}

const say = async (
  { parts }: Device,
  threadId: ThreadId,
  text: string,
  files: readonly object[] = [],
): Promise<void> => {
  const { workspaceId } = parts.workspaces.identity()
  const said = await parts.commands.execute('message.send', {
    workspaceId,
    threadId,
    messageId: createId(systemRandom, 'msg'),
    parentId: null,
    parts: [{ type: 'text', text }, ...files],
    createdAt: 1,
  })
  expect(said).toMatchObject({ ok: true })
}

const attach = async ({ parts }: Device, name: string, bytes: Uint8Array) => {
  const added = await parts.blobs.add(parts.workspaces.identity().workspaceId, bytes)
  const attachmentId = must(added.ok ? added.value : null, 'a blob')
  return { type: 'attachment', attachmentId, name, mediaType: 'a/b', size: bytes.length }
}

const exported = async ({ parts, database }: Device, withFiles = true): Promise<File> => {
  const source = createExportSource(
    {
      parts,
      places: scope => listExportPlaces(database, scope),
      attachments: {
        read: async (workspaceId, id) => {
          const bytes = await parts.blobs.read(workspaceId, id)
          return bytes.ok ? bytes : err({ type: 'attachment-missing' })
        },
        fetch: async () => err({ type: 'attachment-elsewhere' }),
      },
    },
    { type: 'everything' },
  )
  const { bytes } = await exportToMemory(source, { ...defaultOptions('json'), withFiles })
  return new File([bytes.slice()], 'weft')
}

const rowsIn = async ({ database }: Device) => ({
  threads: await database.table<ThreadRow>('threads').toArray(),
  messages: await database.table<MessageRow>('messages').toArray(),
  folders: await database.table<FolderRow>('folders').toArray(),
  updates: await database.updates.count(),
})

const lastImport = async ({ database }: Device) => {
  const [row] = await database.table<ImportRow>('imports').orderBy('startedAt').reverse().toArray()
  const done = must(row, 'an import')
  const report = await database.table<ImportReportRow, string>('device').get(importReportName(done.id))
  return { row: done, report: report?.value ?? [] }
}

const bring = async (device: Device, file: File) => {
  expect(await device.reader.bring([file], { takesInstructions: false })).toMatchObject({ ok: true })
  return lastImport(device)
}

const textOf = ({ parts }: MessageRow): string =>
  parts.flatMap(part => (part.type === 'text' ? [part['text']] : [])).join()

/** What each message has, by its words: names of files and their bytes. */
const filesIn = async (
  device: Device,
): Promise<ReadonlyMap<string, readonly (readonly [string, Buffer])[]>> => {
  const { messages } = await rowsIn(device)
  const { workspaceId } = device.parts.workspaces.identity()
  const found = new Map<string, readonly (readonly [string, Buffer])[]>()
  for (const message of messages) {
    const files: (readonly [string, Buffer])[] = []
    for (const part of message.parts) {
      if (part.type !== 'attachment') continue
      const bytes = await device.parts.blobs.read(workspaceId, part['attachmentId'] as AttachmentId)
      files.push([String(part['name']), Buffer.from(must(bytes.ok ? bytes.value : null, 'bytes'))])
    }
    found.set(textOf(message), files)
  }
  return found
}

/** A large file, one that two threads have, an empty one, and one that is an export of another program. */
const attachAll = async (device: Device) => ({
  shared: await attach(device, 'cloth.bin', testRandom(4).bytes(700_000)),
  history: await attach(device, 'history.json', fixture('chatgpt-conversations.json')),
  empty: await attach(device, 'empty.txt', new Uint8Array()),
})

const fill = async (device: Device): Promise<void> => {
  const { shared, history, empty } = await attachAll(device)
  const first = createId(systemRandom, 'thr')
  await say(device, first, 'look at these', [shared, history])
  await say(device, first, 'and at nothing', [empty])
  await say(device, createId(systemRandom, 'thr'), 'the same again', [shared])
  await say(device, createId(systemRandom, 'thr'), 'only words')
}

describe('an export of Weft with its attachments', () => {
  it('comes into another workspace with the bytes of each, under names of that workspace; twice is once', async () => {
    const [first, second] = [await openDevice(), await openDevice()]
    await fill(first)
    const file = await exported(first)
    const looked = await second.reader.look([file], () => undefined)
    expect(looked).toMatchObject({ value: { sources: ['weft'], threads: 3, messages: 4, skippedCount: 0 } })
    const { row, report } = await bring(second, file)
    expect(report).toEqual([])
    expect(row.counts).toMatchObject({ newThreads: 3, newMessages: 4, skipped: 0 })
    expect(await filesIn(second)).toEqual(await filesIn(first))
    expect([...(await filesIn(second)).values()].flat()).toHaveLength(4)
    const [before, after] = [await rowsIn(first), await rowsIn(second)]
    const idsOf = ({ messages }: typeof before) =>
      messages.flatMap(({ id, roomId, attachmentIds = [] }) => [id, roomId, ...attachmentIds])
    expect(idsOf(after).filter(id => idsOf(before).includes(id))).toEqual([])
    const queued = await second.database.blobUploads.toArray()
    expect(new Set(queued.map(({ id }) => id))).toEqual(
      new Set(after.messages.flatMap(({ attachmentIds = [] }) => attachmentIds)),
    )
    const again = await bring(second, file)
    expect(again.row.counts).toMatchObject({ knownThreads: 3, newMessages: 0, files: 0 })
    expect(await rowsIn(second)).toEqual(after)
  })

  it('names each file that the archive does not hold, and keeps its name where it stood', async () => {
    const [first, second] = [await openDevice(), await openDevice()]
    await fill(first)
    const whole = await attach(first, 'lost.png', testRandom(9).bytes(50))
    await say(first, createId(systemRandom, 'thr'), 'look, it is gone', [whole])
    const { workspaceId } = first.parts.workspaces.identity()
    await first.database.blobs.delete([workspaceId, whole.attachmentId])
    const { row, report } = await bring(second, await exported(first))
    expect(report).toEqual([
      { reason: 'file-missing', kept: true, thread: 'look, it is gone', detail: 'lost.png' },
    ])
    expect(row.counts).toMatchObject({ newThreads: 4, skipped: 1 })
    const files = await filesIn(second)
    expect(files.get('look, it is gone,📎 lost.png')).toEqual([])
    expect([...files.values()].flat()).toHaveLength(4)
  })

  it('comes into a device of its own workspace under the names it has there', async () => {
    const first = await openDevice()
    await fill(first)
    const sister = await openSister(first)
    expect((await rowsIn(sister)).threads).toEqual([])
    const { row, report } = await bring(sister, await exported(first))
    expect({ report, files: row.counts.files }).toEqual({ report: [], files: 4 })
    const namesIn = async (device: Device) =>
      (await rowsIn(device)).messages.map(({ id, roomId, parts }) => ({ id, roomId, parts }))
    expect(await namesIn(sister)).toEqual(await namesIn(first))
    expect(await filesIn(sister)).toEqual(await filesIn(first))
  })

  it('keeps the names of files there that the server may have, and says that they are not here', async () => {
    const first = await openDevice()
    await fill(first)
    const sister = await openSister(first)
    const { report } = await bring(sister, await exported(first, false))
    expect(report.map(({ reason, detail }) => `${reason} ${detail}`).toSorted()).toEqual([
      'file-missing cloth.bin',
      'file-missing cloth.bin',
      'file-missing empty.txt',
      'file-missing history.json',
    ])
    const idsIn = async (device: Device) =>
      (await rowsIn(device)).messages.flatMap(({ attachmentIds = [] }) => attachmentIds).toSorted()
    expect(await idsIn(sister)).toEqual(await idsIn(first))
    // Where the files are here without their messages, nothing is missing.
    const another = await openSister(first)
    await attachAll(another)
    expect((await bring(another, await exported(first, false))).report).toEqual([])
    expect(await filesIn(another)).toEqual(await filesIn(first))
  })
})

const batch = (threads: ImportBatch['threads']): ImportBatch => ({
  threads,
  portable: [],
  folders: [],
  skipped: [],
  progress: { done: 1, total: 1 },
})

const bringThreads = async ({ sink }: Device, threads: ImportBatch['threads']): Promise<void> => {
  const files = [{ name: 'conversations.json', size: 1 }]
  const begun = await sink.begin(
    { files, takesInstructions: false },
    Comlink.proxy(async () => null),
  )
  expect(begun.ok).toBe(true)
  expect(await sink.write(batch(threads))).toBe('go-on')
  await sink.end()
}

const folder = { sourceId: 'weaving', name: 'Weaving' }
const inFolder = (name: string, length: number) => lineOf(name, length, { folder, pinned: true })

const deleteFolder = async ({ parts }: Device, { workspaceId, id: folderId }: FolderRow): Promise<void> => {
  const { roomId } = parts.workspaces.identity()
  const args = { workspaceId, roomId, folderId, deleted: true }
  expect(await parts.commands.execute('folder.delete', args)).toMatchObject({ ok: true })
}

describe('a second import', () => {
  it('leaves titles, stars and folders as the person has them, also where the folder is gone', async () => {
    const device = await openDevice()
    await bringThreads(device, [inFolder('a', 2), inFolder('b', 2)])
    const { threads, folders } = await rowsIn(device)
    const made = must(folders[0], 'the folder')
    expect(threads.map(({ folderId, shelf }) => [folderId, shelf])).toEqual(
      threads.map(() => [made.id, 'pinned']),
    )
    const { workspaceId, roomId: threadId } = must(
      threads.find(({ title }) => title === 'About a'),
      'a thread',
    )
    const run = (name: string, args: object) =>
      device.parts.commands.execute(name, { workspaceId, threadId, ...args })
    await run('thread.rename', { title: 'Mine' })
    await run('thread.pin', { pinned: false })
    await run('thread.move', { folderId: null })
    await deleteFolder(device, made)
    const before = await rowsIn(device)
    await bringThreads(device, [inFolder('a', 2), inFolder('b', 2)])
    expect(await rowsIn(device)).toEqual(before)
    expect(await lastImport(device)).toMatchObject({ report: [], row: { folders: [] } })

    // One has grown and one is new.
    await bringThreads(device, [inFolder('a', 3), inFolder('b', 2), inFolder('c', 2)])
    const after = await rowsIn(device)
    expect(after.folders).toEqual([])
    expect(after.threads.find(({ roomId }) => roomId === threadId)).toMatchObject({
      title: 'Mine',
      shelf: 'active',
      messageCount: 3,
    })
    expect(after.threads.find(({ title }) => title === 'About c')?.folderId ?? null).toBeNull()
    expect(await lastImport(device)).toMatchObject({
      report: [{ reason: 'folder-deleted', kept: true, thread: 'About c', detail: 'Weaving' }],
      row: { state: 'done', folders: [], counts: { newThreads: 1, grownThreads: 1, newMessages: 3 } },
    })
  })

  it('puts a folder back that only an undo has taken away', async () => {
    const device = await openDevice()
    await bringThreads(device, [inFolder('a', 2)])
    const first = await rowsIn(device)
    const { row } = await lastImport(device)
    expect(await device.imports.undo(row.id)).toMatchObject({ ok: true })
    expect((await rowsIn(device)).folders).toEqual([])
    const [thread] = first.threads
    const { workspaceId, roomId: threadId } = must(thread, 'a thread')
    const { roomId } = device.parts.workspaces.identity()
    await device.parts.commands.execute('thread.forget', { workspaceId, roomId, threadId, forgottenAt: 5 })
    await bringThreads(device, [inFolder('a', 2)])
    const again = await rowsIn(device)
    expect(again.folders.map(({ id, name }) => [id, name])).toEqual(
      first.folders.map(({ id, name }) => [id, name]),
    )
    expect(again.threads.map(({ folderId }) => folderId)).toEqual(first.folders.map(({ id }) => id))
    expect((await lastImport(device)).report).toEqual([])
    // And then the person deletes it, and it stays deleted.
    await deleteFolder(device, must(again.folders[0], 'the folder'))
    await bringThreads(device, [inFolder('d', 2)])
    expect((await rowsIn(device)).folders).toEqual([])
    expect((await lastImport(device)).report).toMatchObject([{ reason: 'folder-deleted' }])
  })
})
