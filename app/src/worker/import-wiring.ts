/**
 * Imports, wired to the engine: loaded with the first call. The worker that reads files has a port to here and is told
 * when to wait; one import goes on at a time on a device, by a Web Lock, and a tab that goes away lets it go.
 */

import { bytesToBase32, type FolderId, MessageId, type ThreadId, WorkspaceRoomId } from '@weft/shared/ids.ts'
import { createSourceIds, type SourceIds } from '@weft/shared/crypto/source-ids.ts'
import type { Env } from '@weft/shared/env.ts'
import { err, ok, type Result } from '@weft/shared/result.ts'
import * as Comlink from 'comlink'
import { Dexie } from 'dexie'
import type { Database } from '../core/database.ts'
import { createDexieConnection } from '../core/dexie-connection.ts'
import type { RoomRef } from '../core/room-ref.ts'
import { createBringThreads } from '../features/import/bring/bring-threads.ts'
import { createFindFolders } from '../features/import/bring/find-folders.ts'
import { createFindThreads } from '../features/import/bring/find-threads.ts'
import type {
  ImportCalls,
  ImportError,
  ImportRequest,
  ImportSink,
  ReadEntry,
  ThreadOutline,
  ThreadPresence,
} from '../features/import/bring/import-calls.ts'
import { type ImportedTrace, type ImportRow, noCounts } from '../features/import/bring/import-row.ts'
import { createImportRows } from '../features/import/bring/import-rows.ts'
import { createImportRun, type ImportRun } from '../features/import/bring/import-run.ts'
import { storeFilesWith } from '../features/import/bring/store-entry.ts'
import { undoImport } from '../features/import/bring/undo-import.ts'
import type { ThreadRow } from '../features/threads/tables.ts'
import { deletedThreads } from '../features/workspace/deleted-threads.ts'
import type { EngineParts } from './engine-parts.ts'

export interface ImportWiring {
  readonly env: Env
  readonly parts: EngineParts
  readonly database: Database
  /** The same database, whose commits are on the disk a little later: the end of an import waits for that once. */
  readonly quickDatabase: Database
}

const lockName = 'weft-import'

export const wireImports = ({ env, parts, database, quickDatabase }: ImportWiring): ImportCalls => {
  const quick = createDexieConnection(quickDatabase, env)
  const rows = createImportRows(quick)
  const durableRows = createImportRows(parts.connection)
  let deleted: ReadonlySet<string> = new Set()
  const beside = parts.beside(quick, async ({ roomId }) => deleted.has(roomId))
  let current: ImportRun | null = null

  const home = (): RoomRef => parts.workspaces.identity()

  const idsByWorkspace = new Map<string, Promise<SourceIds>>()
  const idsOf = ({ workspaceId }: RoomRef): Promise<SourceIds> => {
    const ids =
      idsByWorkspace.get(workspaceId) ?? createSourceIds(workspaceId, parts.workspaces.sealerOf(workspaceId))
    idsByWorkspace.set(workspaceId, ids)
    return ids
  }

  const readDeleted = async (document: RoomRef): Promise<void> => {
    const view = await (await parts.rooms.open(document)).view()
    if (view.ok) deleted = new Set(deletedThreads(view.value))
  }

  const findThreadsIn = async (document: RoomRef) => {
    const { workspaceId } = document
    const ids = await idsOf(document)
    const isDeleted = (threadId: ThreadId): boolean => deleted.has(threadId)
    return { ids, threads: createFindThreads({ database, rooms: beside.rooms, workspaceId, ids, isDeleted }) }
  }

  const check = async (
    outlines: readonly ThreadOutline[],
  ): Promise<Result<readonly ThreadPresence[], ImportError>> => {
    const document = home()
    await readDeleted(document)
    const { ids, threads } = await findThreadsIn(document)
    const wanted = outlines.map(outline => {
      const threadId = threads.idOf(outline)
      return { threadId, messageIds: outline.messageSourceIds.map(id => ids.message(threadId, id)) }
    })
    const own = outlines.map(({ ownId, messageSourceIds }, index) =>
      ownId === undefined
        ? wanted[index]
        : { threadId: ownId, messageIds: messageSourceIds.map(id => MessageId.parse(id)) },
    )
    const derived = await threads.find(wanted)
    const kept = await threads.find(own.flatMap(each => each ?? []))
    const found = derived.map((each, index) => (kept[index]?.here ? kept[index] : each))
    return ok(
      found.map(({ threadId, here, inTrash }, index): ThreadPresence => {
        const named = threadId === wanted[index]?.threadId ? wanted[index] : own[index]
        const isWhole = here !== null && (named?.messageIds ?? []).every(id => here.has(id))
        return { threadId, inTrash, state: here === null ? 'absent' : isWhole ? 'whole' : 'part' }
      }),
    )
  }

  const startRun = async (
    row: ImportRow,
    before: ReadonlyMap<ThreadId, ImportedTrace>,
    document: RoomRef,
    request: ImportRequest,
    readEntry: ReadEntry,
  ): Promise<ImportRun> => {
    const { workspaceId } = document
    const { ids, threads } = await findThreadsIn(document)
    const folders = createFindFolders({
      rooms: parts.rooms,
      commands: parts.commands,
      document,
      ids,
      createdAt: row.startedAt,
      madeBefore: row.folders,
    })
    const run: ImportRun = createImportRun({
      row,
      rows,
      durableRows,
      folders: folders.made,
      clock: env.clock,
      prepare: () => readDeleted(document),
      bring: () => bring,
    })
    const bring = createBringThreads({
      workspaceId,
      ids,
      threads,
      folders,
      commands: beside.commands,
      noteTraces: traces => rows.noteTraces(row.id, traces),
      traceOf: threadId => before.get(threadId),
      expectAbsent: threadIds => beside.expectAbsent(threadIds.map(roomId => ({ workspaceId, roomId }))),
      storeFile: storeFilesWith({
        readEntry,
        addBlob: content => parts.blobs.add(workspaceId, content),
        stored: () => run.fileStored(),
        failed: error => run.fail(error),
        skip: skipped => run.skip(skipped),
      }),
      skip: skipped => run.skip(skipped),
      takesInstructions: request.takesInstructions,
      now: row.startedAt,
    })
    return run
  }

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
      navigator.locks
        .request(lockName, { ifAvailable: true }, async lock => {
          if (!lock) return resolve(err({ type: 'import-busy' }))
          const settled = await durableRows.settle(env.clock.now())
          if (!settled.ok) return resolve(settled)
          const started = await run()
          if (!started.ok) return resolve(started)
          current = started.value
          resolve(ok(undefined))
          await started.value.ended
          current = null
        })
        .catch(reject)
    })

  const begin: ImportSink['begin'] = async (request, readEntry) => {
    let importId = ''
    const begun = await underLock(async () => {
      const document = home()
      const row = await rowFor(request, document)
      if (!row.ok) return row
      const traces = await rows.traces(row.value.id)
      if (!traces.ok) return traces
      const kept = await durableRows.put(row.value)
      if (!kept.ok) return kept
      importId = row.value.id
      return ok(await startRun(row.value, traces.value, document, request, readEntry))
    })
    return begun.ok ? ok(importId) : begun
  }

  const sink: ImportSink = {
    check,
    begin,
    write: async batch => (await current?.write(batch)) ?? 'stop',
    end: async problem => {
      await current?.end(problem)
    },
  }

  const threadsIn = (folderId: FolderId): Promise<number> =>
    database
      .table<ThreadRow>('threads')
      .where('[folderId+shelf+lastAt]')
      .between([folderId, Dexie.minKey], [folderId, Dexie.maxKey])
      .filter(({ shelf }) => shelf !== 'trash')
      .count()

  const undo = async (importId: string): Promise<Result<void, ImportError>> => {
    const row = await rows.get(importId)
    if (!row.ok) return row
    const undone = row.value
    if (!undone) return err({ type: 'import-missing' })
    const { workspaceId, workspaces } = { workspaceId: undone.workspaceId, workspaces: parts.workspaces }
    const document = workspaces.identity().workspaces.find(each => each.workspaceId === workspaceId)
    if (!document) return err({ type: 'import-missing' })
    const roomId = WorkspaceRoomId.parse(document.roomId)
    return navigator.locks.request(lockName, { ifAvailable: true }, async lock => {
      if (!lock) return err({ type: 'import-busy' })
      const { state } = undone
      const going = await durableRows.put({ ...undone, state: 'undoing' })
      if (!going.ok) return going
      const done = await undoImport(undone, {
        rows,
        durableRows,
        rooms: beside.rooms,
        commands: beside.commands,
        threadsIn,
        deleteFolder: folderId =>
          parts.commands.execute('folder.delete', { workspaceId, roomId, folderId, deleted: true }),
        clock: env.clock,
      })
      if (done.ok) return ok(undefined)
      await durableRows.put({ ...undone, state })
      return err({ type: 'storage-failed', detail: done.error.type })
    })
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
    undo,
    settle: () =>
      navigator.locks.request(lockName, { ifAvailable: true }, lock =>
        // Somebody is at it: the rows say what is.
        lock ? durableRows.settle(env.clock.now()) : ok(undefined),
      ),
  }
}
