/**
 * What a backup holds, record by record (`docs/backup-format.md`). The manifest comes first and the end last; a file
 * comes before the first message that names it. Every schema is loose, and a type that is not here is passed over.
 */

import { AttachmentId, MessageId, ThreadId, WorkspaceId } from '@weft/shared/ids.ts'
import { Credentials, ProviderConfig } from '@weft/shared/schema/provider.ts'
import * as z from 'zod/mini'
import { DeviceModel } from '../device-models/device-model.ts'
import { PortableFolder, PortableThread } from '../transfer/portable-thread.ts'
import { ModelEntry } from '../workspace/workspace-doc.ts'

export const BackupCounts = z.looseObject({
  threads: z.number(),
  messages: z.number(),
  attachments: z.number(),
  folders: z.number(),
  providers: z.number(),
})
export type BackupCounts = z.infer<typeof BackupCounts>

/** What was there when the backup began. */
export const Manifest = z.looseObject({
  type: z.literal('manifest'),
  format: z.literal(1),
  /** Milliseconds since the epoch. */
  createdAt: z.number(),
  workspaceIds: z.array(WorkspaceId),
  counts: BackupCounts,
  withAttachments: z.boolean(),
  withKeys: z.boolean(),
})
export type Manifest = z.infer<typeof Manifest>

const inWorkspace = { workspaceId: WorkspaceId }

const FolderRecord = z.looseObject({
  type: z.literal('folder'),
  ...inWorkspace,
  folder: PortableFolder,
})

/** `credentials` only where the person asked for keys. */
const ProviderRecord = z.looseObject({
  type: z.literal('provider'),
  ...inWorkspace,
  provider: ProviderConfig,
  createdAt: z.number(),
  credentials: z.optional(Credentials),
})

const ModelRecord = z.looseObject({
  type: z.literal('model-settings'),
  ...inWorkspace,
  settingsId: z.string(),
  entry: ModelEntry,
})

const SettingRecord = z.looseObject({
  type: z.literal('setting'),
  ...inWorkspace,
  key: z.string(),
  value: z.unknown(),
})

/** A model that the person has entered by its addresses, which no catalogue has; never its files. Of the device. */
const DeviceModelRecord = z.looseObject({
  type: z.literal('device-model'),
  model: DeviceModel,
  addedAt: z.number(),
})
export type DeviceModelRecord = z.infer<typeof DeviceModelRecord>

/** A part of a file, whose bytes follow the record; parts come in order, and the last one says so. */
export const AttachmentRecord = z.looseObject({
  type: z.literal('attachment'),
  ...inWorkspace,
  attachmentId: AttachmentId,
  last: z.boolean(),
})
export type AttachmentRecord = z.infer<typeof AttachmentRecord>

/** A long thread comes in several, each with what is said of the thread and the next of its messages. */
export const ThreadRecord = z.looseObject({
  type: z.literal('thread'),
  ...inWorkspace,
  thread: PortableThread,
})
export type ThreadRecord = z.infer<typeof ThreadRecord>

/** What could not be read and so is not here; `messageId` absent: the whole thread. */
export const Unread = z.looseObject({
  threadId: z.optional(ThreadId),
  messageId: z.optional(MessageId),
  attachmentId: z.optional(AttachmentId),
  reason: z.string(),
})
export type Unread = z.infer<typeof Unread>

/** What was written. */
export const EndRecord = z.looseObject({
  type: z.literal('end'),
  counts: BackupCounts,
  unread: z.array(Unread),
  /** Titles, ratings and the like that could not be read. */
  unreadRegisters: z.number(),
})
export type EndRecord = z.infer<typeof EndRecord>

const schemas = {
  manifest: Manifest,
  folder: FolderRecord,
  provider: ProviderRecord,
  'model-settings': ModelRecord,
  setting: SettingRecord,
  'device-model': DeviceModelRecord,
  attachment: AttachmentRecord,
  thread: ThreadRecord,
  end: EndRecord,
} as const

export type BackupRecord = z.infer<(typeof schemas)[keyof typeof schemas]>

export type ParsedRecord =
  | { readonly state: 'known'; readonly record: BackupRecord }
  /** Of a newer Weft. */
  | { readonly state: 'unknown'; readonly type: string }
  | { readonly state: 'malformed'; readonly type: string }

const isKnownType = (type: string): type is keyof typeof schemas => Object.hasOwn(schemas, type)

const Typed = z.looseObject({ type: z.string() })

export const parseRecord = (value: unknown): ParsedRecord => {
  const typed = Typed.safeParse(value)
  if (!typed.success) return { state: 'malformed', type: '' }
  const { type } = typed.data
  if (!isKnownType(type)) return { state: 'unknown', type }
  const parsed = schemas[type].safeParse(value)
  return parsed.success ? { state: 'known', record: parsed.data } : { state: 'malformed', type }
}
