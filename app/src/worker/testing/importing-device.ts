/** A device that exports and imports: a whole engine over a database of its own, with no page and no server. */

import 'fake-indexeddb/auto'
import { must } from '@weft/shared/assert.ts'
import { systemEnv, systemRandom } from '@weft/shared/env.ts'
import { createId, type ThreadId } from '@weft/shared/ids.ts'
import { err } from '@weft/shared/result.ts'
import * as Comlink from 'comlink'
import { expect } from 'vitest'
import { createDatabase, type Database } from '../../core/database.ts'
import { createDexieConnection } from '../../core/dexie-connection.ts'
import { defaultOptions, exportToMemory } from '../../features/export/testing/memory-source.ts'
import type { ImportBatch, ImportCalls, ImportSink } from '../../features/import/bring/import-calls.ts'
import { createImportReader, type ImportReader } from '../../features/import/bring/import-reader.ts'
import {
  type ImportReportRow,
  importReportName,
  type ImportRow,
} from '../../features/import/bring/import-row.ts'
import { createEntryReader } from '../../features/import/read-entry.ts'
import { readImport } from '../../features/import/read-import.ts'
import { featureTables } from '../../features/tables.ts'
import type { MessageRow, ThreadRow } from '../../features/threads/tables.ts'
import type { FolderRow } from '../../features/workspace/tables.ts'
import { type EngineParts, openEngine } from '../engine-parts.ts'
import { createExportSource, listExportPlaces } from '../export-wiring.ts'
import { wireImports } from '../import-wiring.ts'

export interface Device {
  readonly database: Database
  readonly parts: EngineParts
  readonly imports: ImportCalls
  readonly sink: ImportSink
  readonly reader: ImportReader
}

const { signal } = new AbortController()
const databases: Database[] = []
const ports: MessagePort[] = []

/** After each test. */
export const closeDevices = async (): Promise<void> => {
  for (const port of ports.splice(0)) port.close()
  for (const database of databases.splice(0)) await database.delete()
}

const newDatabase = (): Database => {
  const database = createDatabase(featureTables, `own-${createId(systemRandom, 'dev')}`)
  databases.push(database)
  return database
}

export const openDevice = async (database = newDatabase()): Promise<Device> => {
  const connection = createDexieConnection(database, systemEnv)
  const opened = await openEngine({ database, connection, env: systemEnv })
  const parts = must(opened.ok ? opened.value : null, 'an engine')
  const imports = wireImports({
    env: systemEnv,
    parts,
    database,
    bulk: { quick: connection, quiet: connection },
  })
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
export const openSister = async ({ database }: Device): Promise<Device> => {
  const sister = newDatabase()
  for (const name of ['keys', 'device', 'rooms', 'updates', 'snapshots']) {
    const rows = await database.table<{ readonly roomId?: string }>(name).toArray()
    await sister.table(name).bulkAdd(rows.filter(({ roomId }) => roomId?.startsWith('thr_') !== true))
  }
  return openDevice(sister)
}

export const say = async (
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

export const attach = async ({ parts }: Device, name: string, bytes: Uint8Array) => {
  const added = await parts.blobs.add(parts.workspaces.identity().workspaceId, bytes)
  const attachmentId = must(added.ok ? added.value : null, 'a blob')
  return { type: 'attachment', attachmentId, name, mediaType: 'a/b', size: bytes.length }
}

export const exported = async ({ parts, database }: Device, withFiles = true): Promise<File> => {
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

export const rowsIn = async ({ database }: Device) => ({
  threads: await database.table<ThreadRow>('threads').toArray(),
  messages: await database.table<MessageRow>('messages').toArray(),
  folders: await database.table<FolderRow>('folders').toArray(),
  updates: await database.updates.count(),
})

export const lastImport = async ({ database }: Device) => {
  const [row] = await database.table<ImportRow>('imports').orderBy('startedAt').reverse().toArray()
  const done = must(row, 'an import')
  const report = await database.table<ImportReportRow, string>('device').get(importReportName(done.id))
  return { row: done, report: report?.value ?? [] }
}

export const bring = async (device: Device, file: File) => {
  expect(await device.reader.bring([file], { takesInstructions: false })).toMatchObject({ ok: true })
  return lastImport(device)
}

export const deleteFolder = async (
  { parts }: Device,
  { workspaceId, id: folderId }: FolderRow,
): Promise<void> => {
  const { roomId } = parts.workspaces.identity()
  const args = { workspaceId, roomId, folderId, deleted: true }
  expect(await parts.commands.execute('folder.delete', args)).toMatchObject({ ok: true })
}

const batch = (threads: ImportBatch['threads']): ImportBatch => ({
  threads,
  portable: [],
  folders: [],
  skipped: [],
  progress: { done: 1, total: 1 },
})

export const bringThreads = async ({ sink }: Device, threads: ImportBatch['threads']): Promise<void> => {
  const files = [{ name: 'conversations.json', size: 1 }]
  const begun = await sink.begin(
    { files, takesInstructions: false },
    Comlink.proxy(async () => null),
  )
  expect(begun.ok).toBe(true)
  expect(await sink.write(batch(threads))).toBe('go-on')
  await sink.end()
}
