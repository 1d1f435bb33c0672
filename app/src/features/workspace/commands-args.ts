/** Argument schemas of the commands on the workspace document. */

import * as z from 'zod/mini'
import { FolderId, ProviderId, ThreadId, WorkspaceId, WorkspaceRoomId } from '@weft/shared/ids.ts'
import { ModelParameters, Price, ProviderConfig, SyncedKey } from '@weft/shared/schema/provider.ts'
import { ModelEntry } from './workspace-doc.ts'

const workspace = { workspaceId: WorkspaceId, roomId: WorkspaceRoomId }
const settingsId = z.string().check(z.regex(/^mdl_[a-z2-7]{26}$/))
const name = z.string().check(z.minLength(1), z.maxLength(200))

export const workspaceCommandArgs = {
  'workspace.found': z.object({ ...workspace, createdAt: z.number() }),
  'folder.create': z.object({ ...workspace, folderId: FolderId, name, createdAt: z.number() }),
  'folder.rename': z.object({ ...workspace, folderId: FolderId, name }),
  /** Threads of a deleted folder stay where they were among the others. */
  'folder.delete': z.object({ ...workspace, folderId: FolderId, deleted: z.boolean() }),
  /** Creates or changes; each field is a register of its own. */
  'provider.save': z.object({ ...workspace, provider: ProviderConfig, createdAt: z.number() }),
  'provider.delete': z.object({ ...workspace, providerId: ProviderId, deleted: z.boolean() }),
  /** Gives the provider's key to every device of the workspace, or takes it back with null. */
  'provider.sync-key': z.object({ ...workspace, providerId: ProviderId, key: z.nullable(SyncedKey) }),
  /** Takes keys that do not count any more out of the document. */
  'provider.drop-older-keys': z.object({ ...workspace, providerId: ProviderId }),
  'model.configure': z.object({
    ...workspace,
    settingsId,
    providerId: ProviderId,
    modelId: z.string().check(z.minLength(1), z.maxLength(300)),
    name: z.optional(z.string()),
    manual: z.optional(z.boolean()),
    hidden: z.optional(z.boolean()),
    parameters: z.optional(ModelParameters),
    price: z.optional(Price),
    contextWindow: z.optional(z.number()),
  }),
  'setting.change': z.object({ ...workspace, key: z.string(), value: z.unknown() }),
  /** What nobody has said in this workspace: what is here, changed or deleted, stays as it is. */
  'workspace.fill-in': z.object({
    ...workspace,
    folders: z.array(z.looseObject({ id: FolderId, name: z.string(), createdAt: z.number() })),
    providers: z.array(z.object({ provider: ProviderConfig, createdAt: z.number() })),
    models: z.array(z.object({ settingsId, entry: ModelEntry })),
    settings: z.array(z.object({ key: z.string(), value: z.unknown() })),
  }),
  /** Deletes a thread for good, on every device, with what it holds. */
  'thread.forget': z.object({ ...workspace, threadId: ThreadId, forgottenAt: z.number() }),
} as const
