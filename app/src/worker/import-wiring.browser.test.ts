/** Imports on a real engine, database, locks and ports: what comes, what is kept when it ends early, and taking it back. */

import { must } from '@weft/shared/assert.ts'
import { systemEnv } from '@weft/shared/env.ts'
import { createId } from '@weft/shared/ids.ts'
import * as Comlink from 'comlink'
import { Dexie } from 'dexie'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { createDatabase, databaseName, type Database } from '../core/database.ts'
import { createDexieConnection } from '../core/dexie-connection.ts'
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
const tabs: Tab[] = []

const openTab = async (): Promise<Tab> => {
  const own = createDatabase(featureTables)
  const quickDatabase = createDatabase(featureTables, databaseName, {
    chromeTransactionDurability: 'relaxed',
  })
  const opened = await openEngine({
    database: own,
    connection: createDexieConnection(own, systemEnv),
    env: systemEnv,
  })
  const engine = must(opened.ok ? opened.value : null, 'an engine that starts')
  const imports = wireImports({ env: systemEnv, parts: engine, database: own, quickDatabase })
  const channel = new MessageChannel()
  await imports.connect(channel.port1)
  const tab: Tab = {
    engine,
    imports,
    sink: Comlink.wrap<ImportSink>(channel.port2),
    close: () => {
      own.close()
      quickDatabase.close()
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

describe('speed', () => {
  it('x', async () => {
    const tab = await openTab()
    const id = await begin(tab)
    const words = 'the quick brown fox jumps over a lazy dog and then some more words come along '.repeat(6)
    const start = performance.now()
    for (let n = 0; n < 30; n += 1) {
      const threads = Array.from({ length: 16 }, (_, k) =>
        importedThread(
          `t${n}-${k}`,
          Array.from({ length: 20 }, (_, m) => ({
            parts: [{ type: 'text', text: `${n} ${k} ${m} ${words}${Math.random()}` }],
          })),
        ),
      )
      await tab.sink.write(batch(threads))
    }
    await tab.sink.end()
    const took = performance.now() - start
    console.log((globalThis as any).TT)
    console.log(
      'took',
      took,
      'per 100k',
      ((took / (30 * 16 * 20)) * 100_000) / 1000,
      's',
      (await rowOf(id)).counts,
    )
  }, 200_000)
})
