/** The workspace document: folders, providers, settings of models and of the person, as registers by subject. */

import { FolderId, ProviderId } from '@weft/shared/ids.ts'
import { ModelParameters, Price, ProviderDialect } from '@weft/shared/schema/provider.ts'
import * as z from 'zod/mini'
import type { RoomView } from '../../core/room-view.ts'

export const workspaceKind = 'workspace'

/** The subject of the person's settings. */
export const settingsSubject = 's'

/** Field codes by kind of subject. Short because a server sees them; never given another meaning. */
export const folderFields = { name: 'fn', created: 'fc', deleted: 'fd' } as const

export const providerFields = {
  dialect: 'pd',
  preset: 'pp',
  name: 'pn',
  baseUrl: 'pu',
  created: 'pc',
  deleted: 'px',
  /** Whatever else a newer Weft keeps of a provider, whole. */
  rest: 'pr',
} as const

export const modelFields = { entry: 'me' } as const

/** When a thread was deleted for good; subject: the thread's id. */
export const forgottenField = 'gone'

export const settingFields = {
  defaultModel: 'dm',
  titleModel: 'tm',
  instructions: 'in',
  sendWith: 'sw',
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

const read = <T>(view: RoomView, schema: z.ZodMiniType<T>, subject: string, field: string): T | null => {
  const register = view.register(subject, field)
  const parsed = schema.safeParse(register?.value)
  return parsed.success ? parsed.data : null
}

const text = z.string()
const time = z.number()
const flag = z.boolean()

export const folderView = (view: RoomView, id: FolderId) => ({
  name: read(view, text, id, folderFields.name),
  createdAt: read(view, time, id, folderFields.created) ?? 0,
  deleted: read(view, flag, id, folderFields.deleted) ?? false,
})

export const folderIds = (view: RoomView): readonly FolderId[] =>
  [...view.subjects(folderFields.name)].flatMap(subject => {
    const id = FolderId.safeParse(subject)
    return id.success ? [id.data] : []
  })

export const providerView = (view: RoomView, id: ProviderId) => ({
  dialect: read(view, ProviderDialect, id, providerFields.dialect),
  preset: read(view, text, id, providerFields.preset),
  name: read(view, text, id, providerFields.name),
  baseUrl: read(view, text, id, providerFields.baseUrl),
  rest: read(view, z.looseObject({}), id, providerFields.rest),
  createdAt: read(view, time, id, providerFields.created) ?? 0,
  deleted: read(view, flag, id, providerFields.deleted) ?? false,
})

export const providerIds = (view: RoomView): readonly ProviderId[] =>
  [...view.subjects(providerFields.name)].flatMap(subject => {
    const id = ProviderId.safeParse(subject)
    return id.success ? [id.data] : []
  })

export interface StampedModelEntry {
  readonly id: string
  readonly stamp: string
  readonly entry: ModelEntry
}

/** Entries oldest first, so that the newest of several for one model is met last. */
export const modelEntries = (view: RoomView): readonly StampedModelEntry[] =>
  [...view.subjects(modelFields.entry)]
    .flatMap(id => {
      const register = view.register(id, modelFields.entry)
      const entry = ModelEntry.safeParse(register?.value)
      return register && entry.success ? [{ id, stamp: register.stamp, entry: entry.data }] : []
    })
    .sort((a, b) => (a.stamp === b.stamp ? (a.id < b.id ? -1 : 1) : a.stamp < b.stamp ? -1 : 1))
