/** What a person can do to a workspace: folders, providers, models, settings, and deleting threads for good. */

import { err, ok, type Result } from '@weft/shared/result.ts'
import type { RoomId, WorkspaceId } from '@weft/shared/ids.ts'
import type * as z from 'zod/mini'
import { defineCommand } from '../../core/commands.ts'
import type { Refusal, Write } from '../../core/feature.ts'
import type { RoomView } from '../../core/room-view.ts'
import { mergeUnknown } from '../../core/writes.ts'
import { workspaceCommandArgs } from './commands-args.ts'
import { settingSchemas } from './settings.ts'
import {
  folderFields,
  forgottenField,
  modelFields,
  providerFields,
  settingFields,
  settingsSubject,
  workspaceKind,
} from './workspace-doc.ts'

type Schemas = typeof workspaceCommandArgs
type Args<Name extends keyof Schemas> = z.infer<Schemas[Name]>
type Writes = Result<readonly Write[], Refusal>

/** A register, unless it holds that value already. */
const set = (view: RoomView, subject: string, field: string, value: unknown): readonly Write[] => {
  const shown = view.register(subject, field)
  if (shown && JSON.stringify(shown.value) === JSON.stringify(value)) return []
  return [{ type: 'register', subject, field, value }]
}

/** Every field is a register of its own, so two devices that change two fields both keep their change. */
const saveProvider = (view: RoomView, { provider, createdAt }: Args<'provider.save'>): Writes => {
  const { id, dialect, preset, name, baseUrl, ...rest } = provider
  const isNew = view.register(id, providerFields.name) === null
  const kept = view.register(id, providerFields.rest)?.value
  return ok([
    ...set(view, id, providerFields.dialect, dialect),
    ...set(view, id, providerFields.preset, preset),
    ...set(view, id, providerFields.name, name),
    ...set(view, id, providerFields.baseUrl, baseUrl),
    ...(Object.keys(rest).length > 0 ? set(view, id, providerFields.rest, mergeUnknown(kept, rest)) : []),
    ...(isNew ? set(view, id, providerFields.created, createdAt) : []),
  ])
}

const configureModel = (view: RoomView, args: Args<'model.configure'>): Writes => {
  const { workspaceId: _workspace, roomId: _room, settingsId, ...known } = args
  const kept = view.register(settingsId, modelFields.entry)?.value
  return ok(set(view, settingsId, modelFields.entry, mergeUnknown(kept, known)))
}

const isSettingKey = (key: string): key is keyof typeof settingSchemas => Object.hasOwn(settingSchemas, key)

const changeSetting = (view: RoomView, { key, value }: Args<'setting.change'>): Writes => {
  if (!isSettingKey(key)) return err({ type: 'command-refused', detail: 'setting-unknown' })
  const parsed = settingSchemas[key].safeParse(value)
  if (!parsed.success) return err({ type: 'command-refused', detail: 'setting-invalid' })
  return ok(set(view, settingsSubject, settingFields[key], parsed.data))
}

const forgetThread = (view: RoomView, args: Args<'thread.forget'>): Writes =>
  ok([
    ...set(view, args.threadId, forgottenField, args.forgottenAt),
    { type: 'forget', room: { workspaceId: args.workspaceId, roomId: args.threadId } },
  ])

const command = <Name extends keyof Schemas>(
  name: Name,
  body: (view: RoomView, args: Args<Name>) => Writes,
  founds = false,
) =>
  defineCommand<Args<Name>>({
    name,
    // A lookup by a generic name is a union to the compiler; it is the schema of this name.
    args: workspaceCommandArgs[name] as unknown as z.ZodMiniType<Args<Name>>,
    roomKind: workspaceKind,
    room: args => {
      const place: { readonly workspaceId: WorkspaceId; readonly roomId: RoomId } = args
      return { workspaceId: place.workspaceId, roomId: place.roomId }
    },
    founds,
    body,
  })

export const workspaceCommands = [
  command(
    'workspace.found',
    (view, args) => ok(view.header === null ? set(view, settingsSubject, 'cr', args.createdAt) : []),
    true,
  ),
  command('folder.create', (view, args) =>
    ok([
      ...set(view, args.folderId, folderFields.name, args.name.trim()),
      ...set(view, args.folderId, folderFields.created, args.createdAt),
    ]),
  ),
  command('folder.rename', (view, args) => ok(set(view, args.folderId, folderFields.name, args.name.trim()))),
  command('folder.delete', (view, args) => ok(set(view, args.folderId, folderFields.deleted, args.deleted))),
  command('provider.save', saveProvider),
  command('provider.delete', (view, args) =>
    ok(set(view, args.providerId, providerFields.deleted, args.deleted)),
  ),
  command('model.configure', configureModel),
  command('setting.change', changeSetting),
  command('thread.forget', forgetThread),
]
