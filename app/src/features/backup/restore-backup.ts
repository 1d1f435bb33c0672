/**
 * Merges the records of a backup into what is here, in the order in which they are read, and a few threads at a time: while
 * some are sealed, others are stored, several to a transaction. Nothing here is overwritten and nothing is taken away, so
 * a restore can be stopped, begun again, or done twice: what has come is passed over.
 */

import type { SourceIds } from '@weft/shared/crypto/source-ids.ts'
import type { AttachmentId, ProviderId, ThreadId, WorkspaceId } from '@weft/shared/ids.ts'
import { ok, type Result, type TaggedError } from '@weft/shared/result.ts'
import type { Credentials } from '@weft/shared/schema/provider.ts'
import type { RoomRef } from '../../core/room-ref.ts'
import type { RoomView } from '../../core/room-view.ts'
import type {
  AttachmentRecord,
  BackupRecord,
  DeviceModelRecord,
  Manifest,
  ThreadRecord,
} from './backup-record.ts'
import { createFewAtATime } from './few-at-a-time.ts'
import { mergeThread, type MergeStep } from './merge-thread.ts'
import type { ReadRecord } from './record-codec.ts'
import { type IdMap, idsElsewhere, idsOfReturned, renameThread, sameIds } from './restored-ids.ts'
import type { RestoreEnding, RestoreProgress, RestoreReport } from './restore-report.ts'

export interface AddedAttachment {
  readonly id: AttachmentId
  readonly isNew: boolean
}

export interface RestoreTarget {
  /** The documents of the workspaces that are open here, home first. */
  readonly documents: readonly RoomRef[]
  readonly view: (room: RoomRef) => Promise<Result<RoomView, TaggedError>>
  readonly isDeleted: (room: RoomRef) => Promise<boolean>
  readonly execute: (name: string, args: object) => Promise<Result<void, TaggedError>>
  /** Equal bytes are stored once; says whether they are new here. */
  readonly addAttachment: (
    workspaceId: WorkspaceId,
    bytes: Blob,
  ) => Promise<Result<AddedAttachment, TaggedError>>
  /** Keeps credentials on this device, unless it has some for this provider; says whether it did. */
  readonly addCredentials: (
    workspaceId: WorkspaceId,
    providerId: ProviderId,
    credentials: Credentials,
  ) => Promise<Result<boolean, TaggedError>>
  /** Puts a model into the list of this device, unless it is there; says whether it did. Nothing is fetched. */
  readonly addDeviceModel: (model: DeviceModelRecord) => Promise<Result<boolean, TaggedError>>
  readonly sourceIds: (workspaceId: WorkspaceId) => Promise<SourceIds>
}

export interface RestoreOptions {
  readonly withKeys: boolean
  /** Threads that were deleted here for good come back, as new ones. */
  readonly withDeleted: boolean
}

export interface RestoreWatch {
  /** What has begun is brought to its end. */
  readonly signal: AbortSignal
  /** Bytes of the file that were read. */
  readonly position: () => number
  /** After each record. `done`: the byte before which everything has been dealt with, also what was begun later. */
  readonly progress: (made: Pick<RestoreProgress, 'done' | 'threads' | 'messages'>) => void
}

/** Threads that are under way together, as many as a transaction of the bulk store takes. */
const mostThreads = 16

/** Where what is restored goes. */
interface Place {
  readonly document: RoomRef
  readonly ids: IdMap
}

/** How often a thread is brought back that was deleted for good each time. */
const mostAttempts = 100

/** Of the threads that could not be written. */
const mostNamed = 100

/** A refusal concerns one thread, and others go on; anything else is a device that cannot store. */
const concernsOne = ({ type }: TaggedError): boolean =>
  ['command-invalid', 'command-refused', 'room-read-only', 'room-busy', 'room-deleted'].includes(type)

export const restoreBackup = async (
  records: AsyncIterable<Result<ReadRecord, RestoreStop>>,
  target: RestoreTarget,
  options: RestoreOptions,
  watch: RestoreWatch,
): Promise<RestoreReport> => {
  const added = new Set<ThreadId>()
  const extended = new Set<ThreadId>()
  /** In the order of reading; `read` are those that are done with. */
  const met = new Set<ThreadId>()
  const read = new Set<ThreadId>()
  const deleted = new Set<ThreadId>()
  const failed = new Map<ThreadId, string>()
  let messages = 0
  let readMessages = 0
  let attachments = 0
  let keys = 0
  let deviceModels = 0
  let unknown = 0
  let malformed = 0
  let unread = 0
  let manifest: Manifest | undefined
  /** The parts of the file that is coming. */
  let arriving: Blob[] = []
  const attachmentIds = new Map<string, AttachmentId>()
  const underWay = createFewAtATime(mostThreads)
  /** Where in the file the records begin that are under way. */
  const begun = new Map<ThreadRecord, number>()
  /** Why nothing more is begun. */
  let cut: RestoreEnding | undefined

  /** Up to here every record has been begun. */
  let readTo = 0

  const tellProgress = (): void => {
    const done = Math.min(readTo, ...begun.values())
    watch.progress({ done, threads: read.size, messages: readMessages })
  }

  const [home] = target.documents
  /** Made once: a key is derived for it. */
  let elsewhere: Promise<IdMap> | undefined
  const placeOf = async (from: WorkspaceId): Promise<Place | undefined> => {
    const own = target.documents.find(({ workspaceId }) => workspaceId === from)
    if (own) return { document: own, ids: sameIds }
    if (!home) return undefined
    elsewhere ??= target.sourceIds(home.workspaceId).then(idsElsewhere)
    return { document: home, ids: await elsewhere }
  }

  /** Undefined where the thread was deleted for good, and is not wanted again or was deleted again and again. */
  const idsOf = async (threadId: ThreadId, { document, ids }: Place): Promise<IdMap | undefined> => {
    const { workspaceId } = document
    const isSpent = (map: IdMap): Promise<boolean> =>
      target.isDeleted({ workspaceId, roomId: map.thread(threadId) })
    if (!(await isSpent(ids))) return ids
    if (!options.withDeleted) return undefined
    const sourceIds = await target.sourceIds(workspaceId)
    for (let attempt = 1; attempt <= mostAttempts; attempt += 1) {
      const returned = idsOfReturned(sourceIds, attempt, ids)
      if (!(await isSpent(returned))) return returned
    }
    return undefined
  }

  const takeAttachment = async (
    { workspaceId, attachmentId, last }: AttachmentRecord,
    body: Uint8Array<ArrayBuffer>,
  ): Promise<Result<void, TaggedError>> => {
    arriving.push(new Blob([body]))
    if (!last) return ok(undefined)
    const file = new Blob(arriving)
    arriving = []
    const place = await placeOf(workspaceId)
    if (!place) return ok(undefined)
    const stored = await target.addAttachment(place.document.workspaceId, file)
    if (!stored.ok) return stored
    attachmentIds.set(attachmentId, stored.value.id)
    if (stored.value.isNew) attachments += 1
    return ok(undefined)
  }

  const run = async (steps: readonly MergeStep[]): Promise<Result<void, TaggedError>> => {
    for (const { name, args } of steps) {
      const done = await target.execute(name, args)
      if (!done.ok) return done
    }
    return ok(undefined)
  }

  const takeThread = async ({ thread }: ThreadRecord, place: Place): Promise<Result<void, TaggedError>> => {
    const { workspaceId } = place.document
    const ids = await idsOf(thread.id, place)
    if (!ids) {
      deleted.add(thread.id)
      return ok(undefined)
    }
    const renamed = renameThread(thread, ids, attachmentIds)
    const view = await target.view({ workspaceId, roomId: renamed.id })
    if (!view.ok) return view
    const merge = mergeThread(workspaceId, renamed, view.value)
    const done = await run(merge.steps)
    if (!done.ok) {
      if (!concernsOne(done.error)) return done
      failed.set(thread.id, done.error.type)
      return ok(undefined)
    }
    messages += merge.missing
    if (merge.isNew) added.add(thread.id)
    else if (merge.missing > 0 && !added.has(thread.id)) extended.add(thread.id)
    return ok(undefined)
  }

  /** A part of a long thread waits for the one before it: it is merged with what that has brought. */
  const beginThread = async (record: ThreadRecord): Promise<void> => {
    const { thread } = record
    const place = await placeOf(record.workspaceId)
    if (!place) return
    met.add(thread.id)
    begun.set(record, readTo)
    readTo = watch.position()
    await underWay.begin(thread.id, async () => {
      if (watch.signal.aborted) cut ??= { type: 'stopped' }
      if (cut) return
      const taken = await takeThread(record, place)
      begun.delete(record)
      if (!taken.ok) {
        cut ??= { type: 'not-stored', error: taken.error }
        return
      }
      read.add(thread.id)
      readMessages += thread.messages.length
      tellProgress()
    })
  }

  const fillIn = async (
    from: WorkspaceId,
    content: (ids: IdMap) => object,
  ): Promise<Result<void, TaggedError>> => {
    const place = await placeOf(from)
    if (!place) return ok(undefined)
    const nothing = { folders: [], providers: [], models: [], settings: [] }
    const filled = await target.execute('workspace.fill-in', {
      ...place.document,
      ...nothing,
      ...content(place.ids),
    })
    // One that this Weft does not take is left out, as it would be by hand.
    if (!filled.ok && concernsOne(filled.error)) malformed += 1
    return filled.ok || concernsOne(filled.error) ? ok(undefined) : filled
  }

  /** Settings are the home's: those of another workspace were never in force. */
  const isOfHome = (workspaceId: WorkspaceId): boolean =>
    workspaceId === (manifest?.workspaceIds[0] ?? workspaceId) || workspaceId === home?.workspaceId

  const take = async (
    record: Exclude<BackupRecord, ThreadRecord>,
    body: Uint8Array<ArrayBuffer>,
  ): Promise<Result<void, TaggedError>> => {
    switch (record.type) {
      case 'manifest':
        manifest = record
        return ok(undefined)
      case 'folder':
        return fillIn(record.workspaceId, ids => ({
          folders: [{ ...record.folder, id: ids.folder(record.folder.id) }],
        }))
      case 'provider': {
        const { workspaceId, provider, createdAt, credentials } = record
        const filled = await fillIn(workspaceId, () => ({ providers: [{ provider, createdAt }] }))
        const place = await placeOf(workspaceId)
        if (!filled.ok || !place || !options.withKeys || !credentials) return filled
        const kept = await target.addCredentials(place.document.workspaceId, provider.id, credentials)
        if (kept.ok && kept.value) keys += 1
        return kept.ok ? ok(undefined) : kept
      }
      case 'model-settings':
        return fillIn(record.workspaceId, () => ({
          models: [{ settingsId: record.settingsId, entry: record.entry }],
        }))
      case 'setting':
        return isOfHome(record.workspaceId)
          ? fillIn(record.workspaceId, () => ({ settings: [{ key: record.key, value: record.value }] }))
          : ok(undefined)
      case 'device-model': {
        // What a catalogue has is never said by a file.
        if (!record.model.isCustom) return ok(undefined)
        const put = await target.addDeviceModel(record)
        if (put.ok && put.value) deviceModels += 1
        return put.ok ? ok(undefined) : put
      }
      case 'attachment':
        return takeAttachment(record, body)
      case 'end':
        unread = record.unread.length + record.unreadRegisters
        return ok(undefined)
    }
  }

  const takeAll = async (): Promise<RestoreEnding> => {
    for await (const next of records) {
      if (cut) return cut
      if (watch.signal.aborted) return { type: 'stopped' }
      if (!next.ok) return next.error
      const { state, body } = next.value
      if (state === 'unknown') unknown += 1
      if (state === 'malformed') malformed += 1
      if (state !== 'known') continue
      const { record } = next.value
      if (record.type === 'thread') await beginThread(record)
      else {
        const taken = await take(record, body)
        if (!taken.ok) return { type: 'not-stored', error: taken.error }
        readTo = watch.position()
        tellProgress()
      }
    }
    return { type: 'whole' }
  }

  const readEnding = await takeAll()
  await underWay.ended()
  // What was begun may have failed after the last record was read.
  const ending = cut ?? readEnding
  const isSame = (id: ThreadId): boolean =>
    !added.has(id) && !extended.has(id) && !deleted.has(id) && !failed.has(id)
  const failedInOrder = [...met].flatMap(threadId => {
    const reason = failed.get(threadId)
    return reason === undefined ? [] : [{ threadId, reason }]
  })
  const same = [...read].filter(isSame).length
  return {
    ending,
    threads: { added: added.size, extended: extended.size, same },
    messages,
    attachments,
    keys,
    deviceModels,
    deletedThreads: deleted.size,
    failed: failedInOrder.slice(0, mostNamed),
    unknown,
    malformed,
    unread,
  }
}

/** Where the reading of the file ends before its end. */
export type RestoreStop = Extract<RestoreEnding, { readonly at: number }>
