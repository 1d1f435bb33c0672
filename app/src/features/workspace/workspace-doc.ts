/** The workspace document: folders, providers, settings of models and of the person, as registers by subject. */

import { FolderId, ProviderId } from '@weft/shared/ids.ts'
import { ModelParameters, Price, ProviderDialect, SyncedKey } from '@weft/shared/schema/provider.ts'
import * as z from 'zod/mini'
import { readRegister, registerField } from '../../core/register-field.ts'
import type { RoomView } from '../../core/room-view.ts'

export const workspaceKind = 'workspace'

/** The subject of the person's settings. */
export const settingsSubject = 's'

/** Codes are short because a server sees them; they are never given another meaning. */
export const folderFields = {
  name: registerField('fn', z.string()),
  created: registerField('fc', z.number()),
  deleted: registerField('fd', z.boolean()),
} as const

export const providerFields = {
  dialect: registerField('pd', ProviderDialect),
  preset: registerField('pp', z.string()),
  name: registerField('pn', z.string()),
  baseUrl: registerField('pu', z.string()),
  created: registerField('pc', z.number()),
  deleted: registerField('px', z.boolean()),
  /** Whatever else a newer Weft keeps of a provider, whole. */
  rest: registerField('pr', z.looseObject({})),
  /** Null when it was taken back. */
  syncedKey: registerField('pk', z.nullable(SyncedKey)),
} as const

/** When a thread was deleted for good; subject: the thread's id. */
export const forgottenField = registerField('gone', z.number())

export const foundedField = registerField('cr', z.number())

/** Codes of the person's settings; their schemas are in `settings.ts`. */
export const settingCodes = {
  defaultModel: 'dm',
  titleModel: 'tm',
  instructions: 'in',
  sendWith: 'sw',
  fallbackModel: 'fm',
  whenUnreachable: 'wu',
} as const

/** One model's settings: one register, since they are changed together in one form. */
export const ModelEntry = z.looseObject({
  providerId: ProviderId,
  modelId: z.string(),
  name: z.optional(z.string()),
  manual: z.optional(z.boolean()),
  hidden: z.optional(z.boolean()),
  parameters: z.optional(ModelParameters),
  price: z.optional(Price),
  contextWindow: z.optional(z.number()),
})
export type ModelEntry = z.infer<typeof ModelEntry>

export const modelField = registerField('me', ModelEntry)

export const folderView = (view: RoomView, id: FolderId) => ({
  name: readRegister(view, id, folderFields.name),
  createdAt: readRegister(view, id, folderFields.created) ?? 0,
  deleted: readRegister(view, id, folderFields.deleted) ?? false,
})

export const folderIds = (view: RoomView): readonly FolderId[] =>
  [...view.subjects(folderFields.name.code)].flatMap(subject => {
    const id = FolderId.safeParse(subject)
    return id.success ? [id.data] : []
  })

export const providerView = (view: RoomView, id: ProviderId) => ({
  dialect: readRegister(view, id, providerFields.dialect),
  preset: readRegister(view, id, providerFields.preset),
  name: readRegister(view, id, providerFields.name),
  baseUrl: readRegister(view, id, providerFields.baseUrl),
  rest: readRegister(view, id, providerFields.rest),
  syncedKey: readRegister(view, id, providerFields.syncedKey),
  createdAt: readRegister(view, id, providerFields.created) ?? 0,
  deleted: readRegister(view, id, providerFields.deleted) ?? false,
})

export const providerIds = (view: RoomView): readonly ProviderId[] =>
  [...view.subjects(providerFields.name.code)].flatMap(subject => {
    const id = ProviderId.safeParse(subject)
    return id.success ? [id.data] : []
  })

/** Does the document hold a key beside the one that counts? Two devices that change it at once leave one there. */
export const hasOlderKeys = (view: RoomView, id: ProviderId): boolean =>
  [...view.slots(id, providerFields.syncedKey.code)].length > 1

export interface StampedModelEntry {
  readonly id: string
  readonly stamp: string
  readonly entry: ModelEntry
}

/** Entries oldest first, so that the newest of several for one model is met last. */
export const modelEntries = (view: RoomView): readonly StampedModelEntry[] =>
  [...view.subjects(modelField.code)]
    .flatMap(id => {
      const register = view.register(id, modelField.code)
      const entry = ModelEntry.safeParse(register?.value)
      return register && entry.success ? [{ id, stamp: register.stamp, entry: entry.data }] : []
    })
    .toSorted((a, b) => (a.stamp === b.stamp ? (a.id < b.id ? -1 : 1) : a.stamp < b.stamp ? -1 : 1))
