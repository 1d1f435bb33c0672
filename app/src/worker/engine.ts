/** The engine's side of `WorkerApi`: every call waits until storage and keys are open, or says why they are not. */

import type { ThreadId } from '@weft/shared/ids.ts'
import { err, ok, type Result } from '@weft/shared/result.ts'
import type { AttachmentPart } from '@weft/shared/schema/part.ts'
import { mergeCredentials } from '../features/providers/merge-credentials.ts'
import { forgetAddresses, noteAddresses } from '../features/providers/noted-addresses.ts'
import { createBrowserClient } from '../features/device-models/browser/browser-client.ts'
import { createProviderClient } from '../features/providers/provider-client.ts'
import type { Runs } from '../features/runs/runs.ts'
import type { DraftRow, ModelListRow } from '../features/runs/tables.ts'
import { duplicateThread } from '../features/threads/duplicate.ts'
import { foundInSteps } from '../features/threads/found-in-steps.ts'
import { recoveredCopyName } from '../features/threads/recovered-copy.ts'
import type { ThreadRow } from '../features/threads/tables.ts'
import type { AccountCallsByName } from '../features/account/account-calls.ts'
import type { ImportCalls, ImportCallsByName } from '../features/import/bring/import-calls.ts'
import type { MeaningCallsByName } from '../features/semantic-search/meaning-calls.ts'
import type { BackupCallsByName } from '../features/backup/backup-calls.ts'
import type { Account } from '../features/account/engine/account.ts'
import { createAccountHost, type ServerLink } from './account-host.ts'
import type { AttachmentError, EngineError, WorkerApi } from './api.ts'
import { type Attachments, createAttachments, fetchOver } from './attachments.ts'
import {
  type BulkConnections,
  type EngineDeps,
  type EngineParts,
  type RoomsAndCommands,
  openEngine,
  toEngineError,
} from './engine-parts.ts'
import type { DexieConnection } from '../core/dexie-connection.ts'
import type { Room } from '../core/room.ts'
import type { RoomRef } from '../core/room-ref.ts'
import type { ExportScope } from '../features/export/export-request.ts'
import { asideToText } from './aside-copy.ts'
import { createBackupHost } from './backup-host.ts'
import type { Backups } from './backup-wiring.ts'
import { besideForMany, executeCommand } from './execute-command.ts'
import { startHousekeeping } from './housekeeping.ts'
import { wireMeaning } from './meaning-wiring.ts'
import { type SearchWiring, wireSearch } from './search-wiring.ts'
import { loadOnce } from '@weft/shared/load-once.ts'
import { createModelKnowledge, type ModelKnowledge } from './model-knowledge.ts'
import { createOllamaCalls } from './ollama-calls.ts'
import { keepOnDemand } from './keep-on-demand.ts'
import { createProviderLink } from './provider-link.ts'
import { type DeviceModels, wireDeviceModels } from './device-models-wiring.ts'
import type { PageWorkers } from './page-workers.ts'
import { streamOf } from './stream-of.ts'
import { untilOnline } from './until-online.ts'
import { wireDeletions } from './deletion-wiring.ts'
import { wireRuns } from './run-wiring.ts'
import { repairRows } from './repair-rows.ts'
import { storageInfo } from './storage-info.ts'
import { wireSync } from './sync-wiring.ts'

export interface FullEngineDeps extends EngineDeps {
  readonly checkpoints: EngineDeps['database']
  readonly bulk: BulkConnections
  /** Pages hear nothing of what is written here, which waits for the disk. */
  readonly quiet: DexieConnection
  readonly server: ServerLink
}

interface OpenEngine extends EngineParts {
  readonly many: RoomsAndCommands
  readonly runs: Runs
  readonly knowledge: ModelKnowledge
  readonly attachments: Attachments
  readonly account: () => Promise<Account>
  readonly deviceModels: DeviceModels
  readonly meaning: MeaningCallsByName
  readonly search: SearchWiring
  readonly imports: () => Promise<ImportCalls>
  readonly look: (room: RoomRef | null) => void
  readonly backups: () => Promise<Backups>
}

export const createEngine = (deps: FullEngineDeps): WorkerApi => {
  const { env, database, checkpoints, bulk } = deps
  const provider = createProviderLink(env.clock.after)
  let opening: Promise<Result<OpenEngine, EngineError>> | null = null
  const pageWorkers = Promise.withResolvers<PageWorkers>()
  /** Ends what is done for the thread that the page shows. */
  let looking = new AbortController()

  const open = async (): Promise<Result<OpenEngine, EngineError>> => {
    const parts = await openEngine(deps)
    if (!parts.ok) return parts
    const knowledge = createModelKnowledge(parts.value.connection, parts.value.credentials)
    const ask = deps.server.fetch
    const attachments = createAttachments({ env, parts: parts.value, database, ask })
    const deviceModels = wireDeviceModels({
      env,
      database,
      connection: parts.value.connection,
      workers: () => pageWorkers.promise,
      online: untilOnline,
      ask: path => deps.server.fetch(path, {}),
    })
    const stream = streamOf(provider, deviceModels.answers)
    const { headline } = deviceModels.browser
    const runs = wireRuns({ env, parts: parts.value, knowledge, attachments, stream, headline, checkpoints })
    await forgetAddresses(parts.value.connection)
    await runs.recover()
    void deviceModels.downloads.recover()
    keepOnDemand(database, path => deps.server.fetch(path, {}))
    startHousekeeping(parts.value, database, env, runs)
    wireDeletions(parts.value, env, runs)
    const meaning = wireMeaning({
      env,
      parts: parts.value,
      database,
      knowledge,
      provider,
      openDeviceEmbedder: async modelId => ok(deviceModels.answers.embedder(modelId)),
      signal: new AbortController().signal,
    })
    const search = wireSearch({ env, parts: parts.value, database, signal: new AbortController().signal })
    const account = createAccountHost({
      ...deps,
      rooms: parts.value.rooms,
      workspaces: parts.value.workspaces,
    })
    const { watch } = wireSync({ env, parts: parts.value, database, account, server: deps.server })
    let lookAway = (): void => undefined
    const look = (room: RoomRef | null): void => {
      lookAway()
      lookAway = room ? watch(room) : () => undefined
    }
    const imports = loadOnce(async () => {
      const { wireImports } = await import('./import-wiring.ts')
      return wireImports({ env, parts: parts.value, database, bulk })
    })
    const backups = createBackupHost({ env, parts: parts.value, attachments, database, bulk })
    const opened = {
      runs,
      knowledge,
      attachments,
      account,
      deviceModels,
      meaning,
      search,
      imports,
      backups,
      look,
      many: besideForMany(parts.value, deps.quiet),
    }
    return ok({ ...parts.value, ...opened })
  }

  /** A failed start is tried again at the next call: the person may have closed the other tab meanwhile. */
  const engine = async (): Promise<Result<OpenEngine, EngineError>> => {
    opening ??= open()
    const opened = await opening
    if (!opened.ok) opening = null
    return opened
  }

  const withEngine = async <T>(
    action: (engine: OpenEngine) => Promise<Result<T, { readonly type: string; readonly detail?: string }>>,
  ): Promise<Result<T, EngineError>> => {
    const opened = await engine()
    if (!opened.ok) return opened
    const result = await action(opened.value)
    return result.ok ? result : err(toEngineError(result.error))
  }

  const withAttachments = async <T>(
    action: (attachments: Attachments, engine: OpenEngine) => Promise<Result<T, AttachmentError>>,
  ): Promise<Result<T, AttachmentError>> => {
    const opened = await engine()
    return opened.ok ? action(opened.value.attachments, opened.value) : opened
  }

  const withRuns = async (action: (runs: Runs) => void): Promise<void> => {
    const opened = await engine()
    if (opened.ok) action(opened.value.runs)
  }

  const withModels = (action: (models: DeviceModels) => Promise<void>): Promise<Result<void, EngineError>> =>
    withEngine(async ({ deviceModels }) => ok(await action(deviceModels)))

  /** A room of a workspace whose key does not open has rows, and nothing else of it can be had. */
  const withRoom = <T>(
    ref: RoomRef,
    action: (room: Room) => Promise<Result<T, { readonly type: string; readonly detail?: string }>>,
  ): Promise<Result<T, EngineError>> =>
    withEngine(async ({ rooms, workspaces }) =>
      workspaces.isOpen(ref.workspaceId) ? action(await rooms.open(ref)) : err({ type: 'key-unopenable' }),
    )

  const titleOf = async (threadId: ThreadId): Promise<string> =>
    (await database.table<ThreadRow>('threads').where('roomId').equals(threadId).first())?.title ?? ''

  return {
    start: () =>
      withEngine(async ({ workspaces }) => {
        const { workspaceId, roomId } = workspaces.identity()
        return ok({ workspaceId, roomId })
      }),

    execute: (name, args, pace = 'at-once') =>
      withEngine(opened => executeCommand({ ...opened, database }, name, args, pace)),

    lookAt: async threadId => {
      const opened = await engine()
      if (!opened.ok) return
      const { attachments, rooms, workspaces, look } = opened.value
      looking.abort()
      looking = new AbortController()
      const { signal } = looking
      if (threadId === null) return look(null)
      const thread = await database.table<ThreadRow>('threads').where('roomId').equals(threadId).first()
      const room = { workspaceId: thread?.workspaceId ?? workspaces.identity().workspaceId, roomId: threadId }
      if (!workspaces.isOpen(room.workspaceId)) return look(null)
      look(room)
      await (await rooms.open(room)).materialize()
      void attachments.fetchPictures(room.workspaceId, threadId, signal)
    },

    duplicateThread: (workspaceId, threadId, copyId, upTo) =>
      withEngine(async ({ rooms, commands }) => {
        const room = await rooms.open({ workspaceId, roomId: threadId })
        const view = await room.view()
        if (!view.ok) return view
        const duplication = {
          workspaceId,
          copyId,
          createdAt: env.clock.now(),
          title: await titleOf(threadId),
          ...(upTo === undefined ? {} : { upTo }),
        }
        for (const { name, args } of foundInSteps(duplicateThread(view.value, duplication, env.random))) {
          const made = await commands.execute(name, args)
          if (!made.ok) return made
        }
        return ok(undefined)
      }),

    copyWasTold: copyId =>
      withEngine(({ connection }) =>
        connection.run(opened => opened.device.delete(recoveredCopyName(copyId))),
      ),

    startRun: run =>
      withEngine(async ({ runs }) => {
        return runs.start(run)
      }),
    stopRun: messageId => withRuns(runs => runs.stop(messageId)),
    cancelRun: messageId => withRuns(runs => runs.cancel(messageId)),
    retryRunNow: messageId => withRuns(runs => runs.retryNow(messageId)),
    tryWaitingRuns: () => withRuns(runs => void runs.tryWaiting()),
    refreshRun: messageId => withRuns(runs => runs.refresh(messageId)),

    saveDraft: (threadId, text, attachments) =>
      withEngine(({ connection }) =>
        connection.run(async opened => {
          const drafts = opened.table<DraftRow, string>('drafts')
          if (text === '' && attachments.length === 0) await drafts.delete(threadId)
          else await drafts.put({ threadId, text, attachments, updatedAt: env.clock.now() })
        }),
      ),

    addAttachment: (workspaceId, name, mediaType, bytes) =>
      withEngine(async ({ blobs, search }) => {
        const size = bytes.length
        const added = await blobs.add(workspaceId, bytes)
        if (!added.ok) return added
        await search.fileAdded(workspaceId, added.value, { name, mediaType, size }, bytes)
        const part: AttachmentPart = { type: 'attachment', attachmentId: added.value, name, mediaType, size }
        return ok(part)
      }),
    readAttachment: (workspaceId, attachmentId) =>
      withAttachments(attachments => attachments.read(workspaceId, attachmentId)),
    fetchAttachment: (workspaceId, attachment, port) =>
      withAttachments(async (attachments, { search }) => {
        const fetched = await fetchOver(port, asker => attachments.fetch(workspaceId, attachment, asker))
        if (fetched.ok) search.fileCame()
        return fetched
      }),
    retryUploads: () => withEngine(({ blobStore }) => blobStore.retryRefused()),

    saveCredentials: (workspaceId, providerId, given, place) =>
      withEngine(({ providerKeys }) => providerKeys.save(workspaceId, providerId, given, place)),
    removeCredentials: (workspaceId, providerId, from) =>
      withEngine(({ providerKeys }) => providerKeys.remove(workspaceId, providerId, from)),

    testConnection: async (workspaceId, config, given = {}) => {
      const opened = await engine()
      if (!opened.ok) return err({ type: 'key-missing', detail: opened.error.type })
      const stored = await opened.value.credentials.open(workspaceId, config.id)
      if (!stored.ok && given.apiKey === undefined) return err({ type: 'key-missing' })
      const credentials = mergeCredentials(stored.ok ? stored.value : {}, given)
      return provider.testConnection({ provider: config, credentials })
    },

    refreshModels: async (workspaceId, providerId) => {
      const opened = await engine()
      if (!opened.ok) return opened
      const access = await opened.value.knowledge.access(workspaceId, providerId)
      if (!access.ok) return access
      const models = await provider.listModels(access.value)
      if (!models.ok) return models
      const row: ModelListRow = { providerId, models: models.value, fetchedAt: env.clock.now() }
      const kept = await opened.value.connection.run(stored =>
        stored.table<ModelListRow>('modelLists').put(row),
      )
      return kept.ok ? models : err(toEngineError(kept.error))
    },

    ...createOllamaCalls(provider, async (workspaceId, providerId) => {
      const opened = await engine()
      return opened.ok ? opened.value.knowledge.access(workspaceId, providerId) : opened
    }),

    noteAddresses: addresses => withEngine(({ connection }) => noteAddresses(connection, addresses)),

    discoverLocal: mayAsk => provider.discoverLocal(mayAsk),

    takeBackAside: ref => withRoom(ref, room => room.takeBack()),
    copyAside: ref =>
      withRoom(ref, async room => {
        const contents = await room.asideContents()
        return contents.ok ? ok(asideToText(ref, contents.value, env.clock.now())) : contents
      }),
    letGoAside: (ref, numbers) => withRoom(ref, room => room.letGo(numbers)),

    serveExport: (scope, port) =>
      withEngine(async ({ attachments, ...parts }) => {
        const { listExportPlaces, serveExport } = await import('./export-wiring.ts')
        const places = (asked: ExportScope) => listExportPlaces(database, asked)
        serveExport({ parts, places, attachments }, scope, port)
        return ok(undefined)
      }),

    repair: () => withEngine(repairRows),

    storageInfo,
    freeRoom: kind =>
      withAttachments(async (_attachments, { search, ...parts }) => {
        const { freeRoom } = await import('./free-room.ts')
        return freeRoom(kind, { parts, database, ask: deps.server.fetch, search })
      }),

    account: async (name, ...args) => {
      const opened = await engine()
      // Without storage there is nothing that an account could be kept in.
      if (!opened.ok) return err({ type: 'storage-failed', detail: opened.error.type })
      const calls: AccountCallsByName = (await opened.value.account()).calls
      return calls[name](...args)
    },

    downloadModel: model => withEngine(({ deviceModels }) => deviceModels.downloads.start(model)),
    pauseDownload: modelId => withEngine(({ deviceModels }) => deviceModels.downloads.pause(modelId)),
    removeModel: modelId =>
      withModels(async ({ downloads, runner }) => {
        await runner.letGo(modelId)
        await downloads.remove(modelId)
      }),
    addModel: model => withEngine(({ deviceModels }) => deviceModels.downloads.add(model)),
    forgetModel: modelId =>
      withModels(async ({ downloads, rows }) => {
        await downloads.remove(modelId)
        await rows.remove(modelId)
      }),
    unloadModel: async modelId => {
      await withModels(async ({ rows, runner }) => {
        const row = await rows.get(modelId)
        if (row) await runner.unload(row.model)
      })
    },
    attachPageWorkers: async workers => pageWorkers.resolve(workers),
    attachBrowserModel: port =>
      withModels(({ browser }) => browser.attach(createBrowserClient(port, env.clock))),
    imports: async (name, ...args) => {
      const opened = await engine()
      if (!opened.ok) return err({ type: 'storage-failed', detail: opened.error.type })
      const calls: ImportCallsByName = await opened.value.imports()
      return calls[name](...args)
    },
    meaning: async (name, ...args) => {
      const opened = await engine()
      if (!opened.ok) return err({ type: 'storage-failed', detail: opened.error.type })
      return opened.value.meaning[name](...args)
    },

    backup: async (name, ...args) => {
      const opened = await engine()
      if (!opened.ok) return err({ type: 'storage-failed' })
      const calls: BackupCallsByName = (await opened.value.backups()).calls
      return calls[name](...args)
    },

    attachProviderWorker: async port => {
      provider.attach(createProviderClient(port))
    },
  }
}
