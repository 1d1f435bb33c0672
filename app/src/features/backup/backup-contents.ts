/** The records of a backup, made one after another from the rooms of this device; nothing is held but what is being written. */

import type { AttachmentId, ProviderId, RoomId, ThreadId, WorkspaceId } from '@weft/shared/ids.ts'
import { ThreadId as ThreadIdSchema } from '@weft/shared/ids.ts'
import type { Result, TaggedError } from '@weft/shared/result.ts'
import { type AttachmentPart, isKnownPart } from '@weft/shared/schema/part.ts'
import type { Credentials } from '@weft/shared/schema/provider.ts'
import type { RoomRef } from '../../core/room-ref.ts'
import type { RoomView } from '../../core/room-view.ts'
import type { DeviceModelRow } from '../device-models/tables.ts'
import type { PortableThread } from '../transfer/portable-thread.ts'
import { readPortable, readPortableFolders } from '../transfer/read-portable.ts'
import {
  modelEntries,
  providerIds,
  providerView,
  settingCodes,
  settingsSubject,
} from '../workspace/workspace-doc.ts'
import type { AttachmentRecord, BackupCounts, BackupRecord, Manifest, Unread } from './backup-record.ts'
import { threadParts } from './thread-parts.ts'

export interface BackupSource {
  /** The documents of the workspaces that are open, home first. */
  readonly documents: readonly RoomRef[]
  /** Every room of this device. */
  readonly rooms: readonly RoomRef[]
  readonly view: (room: RoomRef) => Promise<Result<RoomView, TaggedError>>
  /** Of this device, or of the server where its room was given back here. */
  readonly readAttachment: (
    workspaceId: WorkspaceId,
    attachment: Pick<AttachmentPart, 'attachmentId' | 'size'>,
  ) => Promise<Result<Uint8Array, TaggedError>>
  readonly credentials: (
    workspaceId: WorkspaceId,
    providerId: ProviderId,
  ) => Promise<Result<Credentials, TaggedError>>
  /** All that are in the list; those that a person has entered are taken. */
  readonly deviceModels: readonly Pick<DeviceModelRow, 'model' | 'addedAt'>[]
  /** As rows have it: of a thread whose rows are not made yet, the messages are not among them. */
  readonly counts: BackupCounts
}

export interface BackupOptions {
  readonly withAttachments: boolean
  readonly withKeys: boolean
}

export interface WrittenRecord {
  readonly record: BackupRecord
  readonly body?: Uint8Array
}

/** Of a file's bytes in one record. */
const attachmentPartLength = 1024 * 1024

export async function* backupContents(
  source: BackupSource,
  options: BackupOptions,
  createdAt: number,
): AsyncGenerator<WrittenRecord, void, undefined> {
  const unread: Unread[] = []
  let unreadRegisters = 0
  const written = { threads: 0, messages: 0, attachments: 0, folders: 0, providers: 0 }

  const manifest: Manifest = {
    type: 'manifest',
    format: 1,
    createdAt,
    workspaceIds: source.documents.map(({ workspaceId }) => workspaceId),
    counts: source.counts,
    ...options,
  }
  yield { record: manifest }

  for (const document of source.documents) {
    const view = await source.view(document)
    if (!view.ok) {
      unread.push({ reason: view.error.type })
      continue
    }
    for await (const record of documentRecords(document.workspaceId, view.value, source, options)) {
      if (record.type === 'folder') written.folders += 1
      if (record.type === 'provider') written.providers += 1
      yield { record }
    }
  }

  for (const { model, addedAt } of source.deviceModels)
    if (model.isCustom) yield { record: { type: 'device-model', model, addedAt } }

  const documentIds = new Set<RoomId>(source.documents.map(({ roomId }) => roomId))
  const named = new Set<string>()
  for (const room of source.rooms) {
    if (documentIds.has(room.roomId)) continue
    const { workspaceId } = room
    const threadId = ThreadIdSchema.safeParse(room.roomId)
    const view = await source.view(room)
    // A kind of room that a newer Weft has made is named, since nothing here can say what is in it.
    if (!threadId.success || !view.ok) {
      unread.push({ ...nameOf(threadId.data), reason: view.ok ? 'room-kind' : view.error.type })
      continue
    }
    if (view.value.header === null) continue
    const read = readPortable(view.value, threadId.data)
    unread.push(
      ...read.unreadableMessages.map(({ id, reason }) => ({
        threadId: threadId.data,
        messageId: id,
        reason,
      })),
    )
    unreadRegisters += read.unreadableRegisters
    if (options.withAttachments)
      for (const { attachmentId, size } of attachmentsOf(read.thread)) {
        const place = `${workspaceId}/${attachmentId}`
        if (named.has(place)) continue
        named.add(place)
        const bytes = await source.readAttachment(workspaceId, { attachmentId, size })
        if (!bytes.ok) {
          unread.push({ threadId: threadId.data, attachmentId, reason: bytes.error.type })
          continue
        }
        written.attachments += 1
        yield* attachmentRecords(workspaceId, attachmentId, bytes.value)
      }
    for (const thread of threadParts(read.thread)) yield { record: { type: 'thread', workspaceId, thread } }
    written.threads += 1
    written.messages += read.thread.messages.length
  }

  yield { record: { type: 'end', counts: written, unread, unreadRegisters } }
}

const nameOf = (threadId: ThreadId | undefined): Pick<Unread, 'threadId'> =>
  threadId === undefined ? {} : { threadId }

const attachmentsOf = (thread: PortableThread): readonly AttachmentPart[] =>
  thread.messages.flatMap(({ parts }) =>
    parts.flatMap(part => (isKnownPart(part) && part.type === 'attachment' ? [part] : [])),
  )

function* attachmentRecords(
  workspaceId: WorkspaceId,
  attachmentId: AttachmentId,
  bytes: Uint8Array,
): Generator<WrittenRecord, void, undefined> {
  for (let at = 0, last = false; !last; at += attachmentPartLength) {
    const body = bytes.subarray(at, at + attachmentPartLength)
    last = at + attachmentPartLength >= bytes.length
    const record: AttachmentRecord = { type: 'attachment', workspaceId, attachmentId, last }
    yield { record, body }
  }
}

async function* documentRecords(
  workspaceId: WorkspaceId,
  view: RoomView,
  source: BackupSource,
  { withKeys }: BackupOptions,
): AsyncGenerator<BackupRecord, void, undefined> {
  for (const folder of readPortableFolders(view)) yield { type: 'folder', workspaceId, folder }
  for (const id of providerIds(view)) {
    const { dialect, preset, name, baseUrl, rest, createdAt, deleted } = providerView(view, id)
    if (deleted || dialect === null || preset === null || name === null || baseUrl === null) continue
    const opened = withKeys ? await source.credentials(workspaceId, id) : undefined
    yield {
      type: 'provider',
      workspaceId,
      provider: { ...rest, id, dialect, preset, name, baseUrl },
      createdAt,
      ...(opened?.ok === true ? { credentials: opened.value } : {}),
    }
  }
  for (const { id, entry } of modelEntries(view))
    yield { type: 'model-settings', workspaceId, settingsId: id, entry }
  for (const [key, field] of Object.entries(settingCodes)) {
    const register = view.register(settingsSubject, field)
    if (register) yield { type: 'setting', workspaceId, key, value: register.value }
  }
}
