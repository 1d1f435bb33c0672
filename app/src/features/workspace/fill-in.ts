/**
 * What comes from a backup or another workspace and was never said here. Of a folder that was renamed or deleted here, or
 * a provider that was changed, nothing is said again; and what another device says at the same time stands over it.
 */

import type * as z from 'zod/mini'
import type { Write } from '../../core/feature.ts'
import type { RegisterField } from '../../core/register-field.ts'
import type { RoomView } from '../../core/room-view.ts'
import type { workspaceCommandArgs } from './commands-args.ts'
import { settingSchemas } from './settings.ts'
import {
  folderFields,
  modelEntries,
  modelField,
  providerFields,
  settingCodes,
  settingsSubject,
} from './workspace-doc.ts'

type FillInArgs = z.infer<(typeof workspaceCommandArgs)['workspace.fill-in']>

const say = (subject: string, field: Pick<RegisterField<unknown>, 'code'>, value: unknown): Write => ({
  type: 'register',
  subject,
  field: field.code,
  value,
  yields: true,
})

const folderWrites = (view: RoomView, { folders }: FillInArgs): readonly Write[] =>
  folders
    .filter(({ id }) => view.register(id, folderFields.name.code) === null)
    .flatMap(({ id, name, createdAt }) => [
      say(id, folderFields.name, name),
      say(id, folderFields.created, createdAt),
    ])

const providerWrites = (view: RoomView, { providers }: FillInArgs): readonly Write[] =>
  providers
    .filter(({ provider }) => view.register(provider.id, providerFields.name.code) === null)
    .flatMap(({ provider: { id, dialect, preset, name, baseUrl, ...rest }, createdAt }) => [
      say(id, providerFields.dialect, dialect),
      say(id, providerFields.preset, preset),
      say(id, providerFields.name, name),
      say(id, providerFields.baseUrl, baseUrl),
      say(id, providerFields.created, createdAt),
      ...(Object.keys(rest).length > 0 ? [say(id, providerFields.rest, rest)] : []),
    ])

/** Entries go by the model they are for: two of one model would be two opinions, and the newer one would count. */
const modelWrites = (view: RoomView, { models }: FillInArgs): readonly Write[] => {
  const nameOf = ({ providerId, modelId }: FillInArgs['models'][number]['entry']): string =>
    JSON.stringify([providerId, modelId])
  const here = new Set(modelEntries(view).map(({ entry }) => nameOf(entry)))
  return models
    .filter(
      ({ settingsId, entry }) =>
        !here.has(nameOf(entry)) && view.register(settingsId, modelField.code) === null,
    )
    .map(({ settingsId, entry }) => say(settingsId, modelField, entry))
}

const isSettingKey = (key: string): key is keyof typeof settingSchemas => Object.hasOwn(settingSchemas, key)

/** A setting that this Weft does not know, or of another shape, is left out. */
const settingWrites = (view: RoomView, { settings }: FillInArgs): readonly Write[] =>
  settings.flatMap(({ key, value }) => {
    if (!isSettingKey(key) || view.register(settingsSubject, settingCodes[key]) !== null) return []
    const parsed = settingSchemas[key].safeParse(value)
    return parsed.success ? [say(settingsSubject, { code: settingCodes[key] }, parsed.data)] : []
  })

export const fillInWorkspace = (view: RoomView, args: FillInArgs): readonly Write[] => [
  ...folderWrites(view, args),
  ...providerWrites(view, args),
  ...modelWrites(view, args),
  ...settingWrites(view, args),
]
