/**
 * The whole surface between a page and its engine worker. The page sees no documents, keys or sockets: it
 * reads rows and calls these. Everything here crosses Comlink, so arguments and results are plain data.
 */

import type { AttachmentId, MessageId, ProviderId, RoomId, ThreadId, WorkspaceId } from '@weft/shared/ids.ts'
import type { Result, TaggedError } from '@weft/shared/result.ts'
import type { ModelRef } from '@weft/shared/schema/message.ts'
import type { AttachmentPart, Part } from '@weft/shared/schema/part.ts'
import type { Credentials, ModelInfo, ProviderConfig } from '@weft/shared/schema/provider.ts'
import type { TakenBack } from '../core/room-aside.ts'
import type { RoomRef } from '../core/room-ref.ts'
import type { DeviceModel } from '../features/device-models/device-model.ts'
import type { PageWorkersProxy } from './page-workers.ts'
import type { CallBackup } from '../features/backup/backup-calls.ts'
import type { CallAccount } from '../features/account/account-calls.ts'
import type { ExportScope } from '../features/export/export-request.ts'
import type { Discovery } from '../features/providers/discover-local.ts'
import type { OllamaModel } from '../features/providers/ollama-schema.ts'
import type { ProviderError } from '../features/providers/provider-error.ts'
import type { KeyPlace } from '../features/providers/provider-keys.ts'
import type { CallImports } from '../features/import/bring/import-calls.ts'
import type { CallMeaning } from '../features/semantic-search/meaning-calls.ts'
import type { CommandArgs, CommandName, Pace } from './command-map.ts'

/** Why nothing was stored. Tags have their three-part message in the `errors` catalogue. */
export type StorageErrorType =
  | 'storage-full'
  | 'storage-lost'
  | 'storage-blocked'
  | 'storage-newer'
  | 'storage-unavailable'
  | 'storage-failed'

export type EngineErrorType =
  | StorageErrorType
  | 'command-invalid' // arguments that do not parse: a fault of ours
  | 'command-refused' // the body says no: `detail` names the reason
  | 'room-read-only' // a newer Weft wrote it
  | 'room-deleted'
  | 'key-unopenable' // this browser can no longer open its key
  | 'run-busy' // that thread already answers from there
  | 'provider-missing' // the provider or its key is not on this device

export interface EngineError extends TaggedError<EngineErrorType> {
  readonly detail?: string
}

export type AttachmentErrorType =
  | StorageErrorType
  | 'attachment-missing' // not on this device; it may be on the server
  | 'attachment-not-sent' // not on the server yet: the device that has it has not sent it
  | 'attachment-elsewhere' // nobody is signed in here, so no server can be asked
  | 'attachment-offline' // no server answers
  | 'attachment-damaged' // its seal does not open, or it is not what the message names
  | 'attachment-stopped' // the page did not want it any more

export type AttachmentError = TaggedError<AttachmentErrorType | EngineErrorType>

/** Sealed bytes that have come, and all of them. */
export interface AttachmentProgress {
  readonly done: number
  readonly total: number
}

export interface EngineInfo {
  readonly workspaceId: WorkspaceId
  /** The workspace document. */
  readonly roomId: RoomId
}

export interface StartRun {
  readonly workspaceId: WorkspaceId
  readonly threadId: ThreadId
  /** The message to answer (or, with `continues`, the unfinished answer to go on from). */
  readonly parentId: MessageId
  /** The id of the answer, chosen by the caller: a retry is the same run. */
  readonly messageId: MessageId
  readonly model: ModelRef
  readonly continues?: boolean
  /** The person's choice when the context did not fit: leave out the oldest messages, and say so in the thread. */
  readonly dropOldest?: boolean
}

/** What gives its room back and comes again by itself: the index of the search, and attachments that the server holds. */
export type FreeableKind = 'search' | 'attachments'

export interface RepairReport {
  readonly rooms: number
  readonly unreadable: number
}

export interface StorageInfo {
  /** True, false, or null when the browser cannot say. */
  readonly persisted: boolean | null
  readonly usedBytes: number | null
  readonly quotaBytes: number | null
}

export interface WorkerApi {
  /** Opens storage and keys, founds the workspace on first use, takes up interrupted runs. Idempotent. */
  readonly start: () => Promise<Result<EngineInfo, EngineError>>
  readonly execute: <Name extends CommandName>(
    name: Name,
    args: CommandArgs<Name>,
    pace?: Pace,
  ) => Promise<Result<void, EngineError>>
  /** The thread that this page shows: it is loaded, so that the first write into it is quick, and it is kept live. */
  readonly lookAt: (threadId: ThreadId | null) => Promise<void>

  /** Copies a thread, its tree and registers, under a new id; up to and including `upTo` when given. */
  readonly duplicateThread: (
    workspaceId: WorkspaceId,
    threadId: ThreadId,
    copyId: ThreadId,
    upTo?: MessageId,
  ) => Promise<Result<void, EngineError>>

  /** The person has read that this copy was made of what they wrote into a deleted thread. */
  readonly copyWasTold: (copyId: ThreadId) => Promise<Result<void, EngineError>>

  readonly startRun: (run: StartRun) => Promise<Result<void, EngineError>>
  /** Ends a run and keeps what it has. */
  readonly stopRun: (messageId: MessageId) => Promise<void>
  /** Gives up a run that waits (queued, retrying, offline, unreachable, too-long) without writing an answer. */
  readonly cancelRun: (messageId: MessageId) => Promise<void>
  /** Asks again at once a run that waits for its next try. */
  readonly retryRunNow: (messageId: MessageId) => Promise<void>
  /** The page is looked at again: of what waits for a network or a provider, the first of each is tried. */
  readonly tryWaitingRuns: () => Promise<void>
  /** Asks the worker that owns a run to send its whole state on the live channel (`runs/live-channel.ts`). */
  readonly refreshRun: (messageId: MessageId) => Promise<void>

  readonly saveDraft: (
    threadId: ThreadId | 'new',
    text: string,
    attachments: readonly Part[],
  ) => Promise<Result<void, EngineError>>

  /** Seals bytes into the blob store; equal bytes are stored once. */
  readonly addAttachment: (
    workspaceId: WorkspaceId,
    name: string,
    mediaType: string,
    bytes: Uint8Array,
  ) => Promise<Result<AttachmentPart, EngineError>>
  readonly readAttachment: (
    workspaceId: WorkspaceId,
    attachmentId: AttachmentId,
  ) => Promise<Result<Uint8Array, AttachmentError>>
  /**
   * Brings an attachment from the server to this device. `port` says how far it is (`AttachmentProgress`); any message
   * into it ends the wait, and the download when nobody else waits for it.
   */
  readonly fetchAttachment: (
    workspaceId: WorkspaceId,
    attachment: Pick<AttachmentPart, 'attachmentId' | 'size'>,
    port: MessagePort,
  ) => Promise<Result<void, AttachmentError>>
  /** Attachments that the server refused are sent again. */
  readonly retryUploads: () => Promise<Result<void, EngineError>>

  /**
   * Seals credentials in their place. They never come back to the page, so a field that is absent keeps what is stored,
   * and so does a header that comes without its value (`merge-credentials.ts`).
   */
  readonly saveCredentials: (
    workspaceId: WorkspaceId,
    providerId: ProviderId,
    credentials: Credentials,
    place: KeyPlace,
  ) => Promise<Result<void, EngineError>>
  /** From this device, which then uses the synced ones where there are some, or from all devices. */
  readonly removeCredentials: (
    workspaceId: WorkspaceId,
    providerId: ProviderId,
    from: 'here' | 'everywhere',
  ) => Promise<Result<void, EngineError>>
  /** What `credentials` leaves out is taken from the stored ones. */
  readonly testConnection: (
    workspaceId: WorkspaceId,
    provider: ProviderConfig,
    credentials?: Credentials,
  ) => Promise<Result<ConnectionReport, ProviderError>>
  /** Asks the provider for its models and keeps the list in `modelLists`. */
  readonly refreshModels: (
    workspaceId: WorkspaceId,
    providerId: ProviderId,
  ) => Promise<Result<readonly ModelInfo[], ProviderError | EngineError>>
  /** Servers found on this machine. `mayAsk`: the person asked to look, so the browser may ask for a permission. */
  readonly discoverLocal: (mayAsk?: boolean) => Promise<Discovery>

  /** The models on the disk of an Ollama, and which of them are loaded. */
  readonly ollamaModels: (
    workspaceId: WorkspaceId,
    providerId: ProviderId,
  ) => Promise<Result<readonly OllamaModel[], ProviderError | EngineError>>
  /**
   * Has an Ollama pull a model. `port` says how far it is (`PullProgress`); any message into it ends the pull, of which
   * the server keeps what has come. It ends with this tab, too.
   */
  readonly pullOllamaModel: (
    workspaceId: WorkspaceId,
    providerId: ProviderId,
    model: string,
    port: MessagePort,
  ) => Promise<Result<void, ProviderError | EngineError>>
  /** From the disk, or from memory alone. */
  readonly dropOllamaModel: (
    workspaceId: WorkspaceId,
    providerId: ProviderId,
    model: string,
    from: 'disk' | 'memory',
  ) => Promise<Result<void, ProviderError | EngineError>>

  /** Lets the next provider worker reach addresses that are about to be tried and belong to no provider yet. */
  readonly noteAddresses: (addresses: readonly string[]) => Promise<Result<void, EngineError>>

  /** Tries once more to take what is set aside of a room. What still cannot be taken stays as it is. */
  readonly takeBackAside: (room: RoomRef) => Promise<Result<TakenBack, EngineError>>
  /** What is set aside of a room as the text of a file: opened where its seals open, sealed where they do not. */
  readonly copyAside: (room: RoomRef) => Promise<Result<string, EngineError>>
  /** Gives up rows that are set aside. */
  readonly letGoAside: (room: RoomRef, numbers: readonly number[]) => Promise<Result<void, EngineError>>

  /** Serves threads to an export over `port` (`features/export/export-source.ts`), until the other end closes it. */
  readonly serveExport: (scope: ExportScope, port: MessagePort) => Promise<Result<void, EngineError>>

  /** Drops every derived row and makes it again from the log. */
  readonly repair: () => Promise<Result<RepairReport, EngineError>>
  readonly storageInfo: () => Promise<StorageInfo>
  /** Of attachments only those that the server says to hold, and that nothing here waits to send. */
  readonly freeRoom: (kind: FreeableKind) => Promise<Result<void, AttachmentError>>
  /** Everything about the account (`features/account/account-calls.ts`), by name; its code comes with the first call. */
  readonly account: CallAccount
  /** Everything about imports (`features/import/bring/import-calls.ts`), by name; its code comes with the first call. */
  readonly imports: CallImports
  /** Everything about the search by meaning (`features/semantic-search/meaning-calls.ts`), by name. */
  readonly meaning: CallMeaning

  /** Everything about backups (`features/backup/backup-calls.ts`), by name; its code comes with the first call. */
  readonly backup: CallBackup

  /** Begins to bring a model to this device, or goes on. Its row tells how far it is (`device-models/tables.ts`). */
  readonly downloadModel: (model: DeviceModel) => Promise<Result<void, EngineError>>
  readonly pauseDownload: (modelId: string) => Promise<Result<void, EngineError>>
  /** Takes a model away from this device. */
  readonly removeModel: (modelId: string) => Promise<Result<void, EngineError>>
  /** Keeps a model that the person entered in the list, or forgets it again with its files. */
  readonly addModel: (model: DeviceModel) => Promise<Result<void, EngineError>>
  readonly forgetModel: (modelId: string) => Promise<Result<void, EngineError>>
  /** Gives its memory back, in whichever tab; after an answer that it is just giving. */
  readonly unloadModel: (modelId: string) => Promise<void>
  /** How this page starts workers for the engine; given to each engine once. */
  readonly attachPageWorkers: (workers: PageWorkersProxy) => Promise<void>
  /** The port to the browser's own model, which only a page is given; from a page whose browser knows of such a thing. */
  readonly attachBrowserModel: (port: MessagePort) => Promise<Result<void, EngineError>>

  /** The port of the provider worker; given again whenever the page has spawned a new one. */
  readonly attachProviderWorker: (port: MessagePort) => Promise<void>
}

export interface ConnectionReport {
  /** Milliseconds to the answer. */
  readonly latency: number
  readonly models: readonly ModelInfo[]
}
