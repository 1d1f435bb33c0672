/** Rows of imports in the database: what goes on, what was brought by whom, and the report. */

import type { FolderId, ThreadId } from '@weft/shared/ids.ts'
import { ok, type Result } from '@weft/shared/result.ts'
import type { Database } from '../../../core/database.ts'
import type { DexieConnection } from '../../../core/dexie-connection.ts'
import type { StorageError } from '../../../core/store.ts'
import type { Skipped } from '../../transfer/imported-thread.ts'
import {
  type ImportedFrom,
  type ImportedThreadRow,
  type ImportedTrace,
  importedThreadName,
  importedThreadPrefix,
  type ImportReportRow,
  importReportName,
  type ImportRow,
} from './import-row.ts'

type Done<T = void> = Promise<Result<T, StorageError>>

export interface ImportRows {
  readonly put: (row: ImportRow) => Done
  readonly get: (importId: string) => Done<ImportRow | undefined>
  readonly saveReport: (importId: string, lines: readonly Skipped[]) => Done
  readonly noteTraces: (importId: string, traces: readonly ImportedTrace[]) => Done
  readonly traces: (importId: string) => Done<ReadonlyMap<ThreadId, ImportedTrace>>
  /** One whose tab went away, or whose disk was full, of the same files. */
  readonly unfinished: (files: readonly ImportedFrom[]) => Done<ImportRow | undefined>
  /** Folders that were last deleted by an undo. Where they were made again since, the undo says nothing more. */
  readonly takenBackFolders: () => Done<ReadonlySet<FolderId>>
  /** Nothing goes on any more, whatever the rows say: the tabs have gone. */
  readonly settle: (now: number) => Done
}

const table = (database: Database) => database.table<ImportRow, string>('imports')

const isUnderWay = ({ state }: ImportRow): boolean =>
  state === 'reading' || state === 'paused' || state === 'undoing'

const nameOf = (files: readonly ImportedFrom[]): string =>
  JSON.stringify(files.map(({ name, size }) => `${size} ${name}`).toSorted())

/** `quiet`: for rows that no page reads while an import goes on. */
export const createImportRows = (connection: DexieConnection, quiet = connection): ImportRows => {
  const done = async (write: (database: Database) => Promise<unknown>, over = connection): Done => {
    const written = await over.run(write)
    return written.ok ? ok(undefined) : written
  }

  return {
    put: row => done(database => table(database).put(row)),
    get: importId => connection.run(database => table(database).get(importId)),
    saveReport: (importId, value) => {
      const row: ImportReportRow = { name: importReportName(importId), value }
      return done(database => database.device.put(row))
    },
    noteTraces: (importId, traces) => {
      const noted = traces.map(
        (value): ImportedThreadRow => ({ name: importedThreadName(importId, value.threadId), value }),
      )
      return done(database => database.device.bulkPut(noted), quiet)
    },
    traces: importId =>
      connection.run(async database => {
        const rows = await database
          .table<ImportedThreadRow, string>('device')
          .where('name')
          .startsWith(importedThreadPrefix(importId))
          .toArray()
        return new Map(rows.map(({ value }) => [value.threadId, value]))
      }),
    unfinished: files =>
      connection.run(async database => {
        const rows = await table(database).orderBy('startedAt').reverse().toArray()
        return rows.find(
          row =>
            (row.state === 'interrupted' || row.state === 'failed') && nameOf(row.files) === nameOf(files),
        )
      }),
    takenBackFolders: () =>
      connection.run(async database => {
        const takenBack = new Set<FolderId>()
        for (const row of await table(database).orderBy('startedAt').toArray()) {
          for (const folderId of row.folders) takenBack.delete(folderId)
          for (const folderId of row.takenBack ?? []) takenBack.add(folderId)
        }
        return takenBack
      }),
    settle: now =>
      done(database =>
        table(database)
          .filter(isUnderWay)
          .modify(row => {
            Object.assign(row, { state: row.state === 'undoing' ? 'done' : 'interrupted', endedAt: now })
          }),
      ),
  }
}
