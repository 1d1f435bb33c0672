/**
 * Imports, wired to the engine: loaded with the first call. The worker that reads files has a port to here and is told
 * when to wait; one import goes on at a time on a device, by a Web Lock, and a tab that goes away lets it go.
 */

import { bytesToBase32 } from '@weft/shared/ids.ts'
import type { Env } from '@weft/shared/env.ts'
import { err, ok, type Result } from '@weft/shared/result.ts'
import * as Comlink from 'comlink'
import type { Database } from '../core/database.ts'
import type { RoomRef } from '../core/room-ref.ts'
import { checkPresence } from '../features/import/bring/check-presence.ts'
import type {
  ImportCalls,
  ImportError,
  ImportRequest,
  ImportSink,
} from '../features/import/bring/import-calls.ts'
import { type ImportRow, noCounts } from '../features/import/bring/import-row.ts'
import { createImportRows } from '../features/import/bring/import-rows.ts'
import type { ImportRun } from '../features/import/bring/import-run.ts'
import type { BulkConnections, EngineParts } from './engine-parts.ts'
import { createImportPlaces } from './import-places.ts'
import { startImport } from './start-import.ts'
import { takeBackImport } from './take-back-import.ts'

export interface ImportWiring {
  readonly env: Env
  readonly parts: EngineParts
  readonly database: Database
  /** Whose commits are on the disk a little later: the end of an import waits for that once. */
  readonly bulk: BulkConnections
}

const lockName = 'weft-import'
/** Held while rows of imports that ended with their tab are settled: a moment, which no import is. */
const settlingName = 'weft-import-settling'

const whenSettled = (): Promise<void> => navigator.locks.request(settlingName, () => undefined)

export const wireImports = ({ env, parts, database, bulk }: ImportWiring): ImportCalls => {
  const rows = createImportRows(bulk.quick, bulk.quiet)
  const durableRows = createImportRows(parts.connection)
  const places = createImportPlaces({ parts, database, rooms: () => beside.rooms })
  const beside = parts.beside(async ({ roomId }) => places.isDeleted(roomId), bulk)
  let current: ImportRun | null = null

  const rowFor = async (
    request: ImportRequest,
    { workspaceId }: RoomRef,
  ): Promise<Result<ImportRow, ImportError>> => {
    const before = await rows.unfinished(request.files)
    if (!before.ok) return before
    const total = request.files.reduce((sum, { size }) => sum + size, 0)
    const fresh: ImportRow = {
      id: bytesToBase32(env.random.bytes(16)),
      workspaceId,
      startedAt: env.clock.now(),
      files: request.files,
      sources: [],
      state: 'reading',
      progress: { done: 0, total },
      counts: noCounts,
      folders: [],
    }
    if (before.value?.workspaceId !== workspaceId) return ok(fresh)
    const { endedAt: _ended, problem: _problem, ...again } = before.value
    return ok({ ...again, state: 'reading', progress: fresh.progress })
  }

  /** Holds the lock from when it resolves until the run has ended. */
  const underLock = (
    run: () => Promise<Result<ImportRun, ImportError>>,
  ): Promise<Result<void, ImportError>> =>
    new Promise((resolve, reject) => {
      whenSettled()
        .then(() =>
          navigator.locks.request(lockName, { ifAvailable: true }, async lock => {
            if (!lock) return resolve(err({ type: 'import-busy' }))
            const settled = await durableRows.settle(env.clock.now())
            if (!settled.ok) return resolve(settled)
            const started = await run()
            if (!started.ok) return resolve(started)
            current = started.value
            resolve(ok(undefined))
            await started.value.ended
            current = null
          }),
        )
        .catch(reject)
    })

  const begin: ImportSink['begin'] = async (request, readEntry) => {
    let importId = ''
    const begun = await underLock(async () => {
      const row = await rowFor(request, parts.workspaces.identity())
      if (!row.ok) return row
      const traces = await rows.traces(row.value.id)
      if (!traces.ok) return traces
      const takenBack = await rows.takenBackFolders()
      if (!takenBack.ok) return takenBack
      const kept = await durableRows.put(row.value)
      if (!kept.ok) return kept
      importId = row.value.id
      const from = { row: row.value, request, readEntry, traces: traces.value, takenBack: takenBack.value }
      return ok(await startImport({ parts, places, beside, rows, durableRows, clock: env.clock }, from))
    })
    return begun.ok ? ok(importId) : begun
  }

  const sink: ImportSink = {
    check: async outlines => {
      await places.readDeleted()
      return ok(await checkPresence(outlines, await places.look()))
    },
    begin,
    write: async batch => (await current?.write(batch)) ?? 'stop',
    end: async problem => {
      await current?.end(problem)
    },
  }

  const withRun = async (action: (run: ImportRun) => Promise<void>): Promise<Result<void, ImportError>> => {
    if (!current) return err({ type: 'import-missing' })
    await action(current)
    return ok(undefined)
  }

  return {
    connect: async port => {
      Comlink.expose(sink, port)
      return ok(undefined)
    },
    pause: () => withRun(run => run.pause()),
    resume: () => withRun(run => run.resume()),
    cancel: () => withRun(run => run.cancel()),
    undo: async importId => {
      await whenSettled()
      return takeBackImport(importId, {
        parts,
        beside,
        database,
        rows,
        durableRows,
        lockName,
        clock: env.clock,
      })
    },
    settle: () =>
      navigator.locks.request(settlingName, () =>
        navigator.locks.request(lockName, { ifAvailable: true }, lock =>
          // Somebody is at it: the rows say what is.
          lock ? durableRows.settle(env.clock.now()) : ok(undefined),
        ),
      ),
  }
}
