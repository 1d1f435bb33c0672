/**
 * Merges the records of a backup into what is here, one after another. Nothing here is overwritten and nothing is taken
 * away, so a restore can be stopped, begun again, or done twice: what has come is passed over.
 */

import type { SourceIds } from '@weft/shared/crypto/source-ids.ts'
import type { AttachmentId, ProviderId, ThreadId, WorkspaceId } from '@weft/shared/ids.ts'
import { ok, type Result, type TaggedError } from '@weft/shared/result.ts'
import type { Credentials } from '@weft/shared/schema/provider.ts'
import type { RoomRef } from '../../core/room-ref.ts'
import type { RoomView } from '../../core/room-view.ts'
import type { AttachmentRecord, BackupRecord, Manifest, ThreadRecord } from './backup-record.ts'
import { mergeThread, type MergeStep } from './merge-thread.ts'
import type { ReadRecord } from './record-codec.ts'
import { type IdMap, idsElsewhere, idsOfReturned, renameThread, sameIds } from './restored-ids.ts'
import type { RestoreEnding, RestoreReport } from './restore-report.ts'

export interface RestoreTarget {
  /** The documents of the workspaces that are open here, home first. */
  readonly documents: readonly RoomRef[]
  readonly view: (room: RoomRef) => Promise<Result<RoomView, TaggedError>>
  readonly isDeleted: (room: RoomRef) => Promise<boolean>
  readonly execute: (name: string, args: object) => Promise<Result<void, TaggedError>>
  readonly addAttachment: (
    workspaceId: WorkspaceId,
    bytes: Blob,
  ) => Promise<Result<AttachmentId, TaggedError>>
  /** Keeps credentials on this device, unless it has some for this provider; says whether it did. */
  readonly addCredentials: (
    workspaceId: WorkspaceId,
    providerId: ProviderId,
    credentials: Credentials,
  ) => Promise<Result<boolean, TaggedError>>
  readonly sourceIds: (workspaceId: WorkspaceId) => Promise<SourceIds>
}

export interface RestoreOptions {
  readonly withKeys: boolean
  /** Threads that were deleted here for good come back, as new ones. */
  readonly withDeleted: boolean
}

export interface RestoreWatch {
  readonly signal: AbortSignal
  /** After each record that brought threads or files. */
  readonly progress: (read: { readonly threads: number; readonly messages: number }) => void
}

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
  const read = new Set<ThreadId>()
  const deleted = new Set<ThreadId>()
  const failed = new Map<ThreadId, string>()
  let messages = 0
  let readMessages = 0
  let attachments = 0
  let keys = 0
  let unknown = 0
  let malformed = 0
  let unread = 0
  let manifest: Manifest | undefined
  /** The parts of the file that is coming. */
  let arriving: Blob[] = []
  const attachmentIds = new Map<string, AttachmentId>()

  const [home] = target.documents
  const placeOf = async (from: WorkspaceId): Promise<Place | undefined> => {
    const own = target.documents.find(({ workspaceId }) => workspaceId === from)
    if (own) return { document: own, ids: sameIds }
    return home && { document: home, ids: idsElsewhere(await target.sourceIds(home.workspaceId)) }
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
    attachmentIds.set(attachmentId, stored.value)
    attachments += 1
    return ok(undefined)
  }

  const run = async (steps: readonly MergeStep[]): Promise<Result<void, TaggedError>> => {
    for (const { name, args } of steps) {
      const done = await target.execute(name, args)
      if (!done.ok) return done
    }
    return ok(undefined)
  }

  const takeThread = async ({
    workspaceId: from,
    thread,
  }: ThreadRecord): Promise<Result<void, TaggedError>> => {
    const place = await placeOf(from)
    if (!place) return ok(undefined)
    read.add(thread.id)
    readMessages += thread.messages.length
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
    record: BackupRecord,
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
      case 'attachment':
        return takeAttachment(record, body)
      case 'thread':
        return takeThread(record)
      case 'end':
        unread = record.unread.length + record.unreadRegisters
        return ok(undefined)
    }
  }

  const takeAll = async (): Promise<RestoreEnding> => {
    for await (const next of records) {
      if (watch.signal.aborted) return { type: 'stopped' }
      if (!next.ok) return next.error
      const { state, body } = next.value
      if (state === 'unknown') unknown += 1
      if (state === 'malformed') malformed += 1
      if (state !== 'known') continue
      const taken = await take(next.value.record, body)
      if (!taken.ok) return { type: 'not-stored', error: taken.error }
      watch.progress({ threads: read.size, messages: readMessages })
    }
    return { type: 'whole' }
  }

  const ending = await takeAll()
  const same = read.size - added.size - extended.size - deleted.size - failed.size
  return {
    ending,
    threads: { added: added.size, extended: extended.size, same },
    messages,
    attachments,
    keys,
    deletedThreads: deleted.size,
    failed: [...failed].slice(0, mostNamed).map(([threadId, reason]) => ({ threadId, reason })),
    unknown,
    malformed,
    unread,
  }
}

/** Where the reading of the file ends before its end. */
export type RestoreStop = Extract<RestoreEnding, { readonly at: number }>
