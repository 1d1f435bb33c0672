/** What a person can do to a workspace: folders, providers, models, settings, and deleting threads for good. */

import { err, ok, type Result } from '@weft/shared/result.ts'
import type * as z from 'zod/mini'
import { defineCommand } from '../../core/commands.ts'
import type { Refusal, Write } from '../../core/feature.ts'
import type { RoomRef } from '../../core/room-ref.ts'
import type { RoomView } from '../../core/room-view.ts'
import { mergeUnknown } from '../../core/writes.ts'
import { workspaceCommandArgs } from './commands-args.ts'
import { fillInWorkspace } from './fill-in.ts'
import { settingSchemas } from './settings.ts'
import {
  folderFields,
  forgottenField,
  foundedField,
  modelField,
  providerFields,
  settingCodes,
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
  const isNew = view.register(id, providerFields.name.code) === null
  const kept = view.register(id, providerFields.rest.code)?.value
  return ok([
    ...set(view, id, providerFields.dialect.code, dialect),
    ...set(view, id, providerFields.preset.code, preset),
    ...set(view, id, providerFields.name.code, name),
    ...set(view, id, providerFields.baseUrl.code, baseUrl),
    ...(Object.keys(rest).length > 0
      ? set(view, id, providerFields.rest.code, mergeUnknown(kept, rest))
      : []),
    ...(isNew ? set(view, id, providerFields.created.code, createdAt) : []),
  ])
}

/** Nothing of an older key stays, whichever device wrote it: it may have been changed because somebody had it. */
const dropOlderKeys = (providerId: string): Write => ({
  type: 'drop-overtaken',
  subject: providerId,
  field: providerFields.syncedKey.code,
})

const syncKey = (view: RoomView, { providerId, key }: Args<'provider.sync-key'>): Writes => {
  const { code } = providerFields.syncedKey
  // A key that never was in the document leaves no trace of having been taken back.
  if (key === null && view.register(providerId, code) === null) return ok([])
  const writes = set(view, providerId, code, key)
  return ok(writes.length > 0 ? [...writes, dropOlderKeys(providerId)] : [])
}

const configureModel = (view: RoomView, args: Args<'model.configure'>): Writes => {
  const { workspaceId: _workspace, roomId: _room, settingsId, ...known } = args
  const kept = view.register(settingsId, modelField.code)?.value
  return ok(set(view, settingsId, modelField.code, mergeUnknown(kept, known)))
}

const isSettingKey = (key: string): key is keyof typeof settingSchemas => Object.hasOwn(settingSchemas, key)

const changeSetting = (view: RoomView, { key, value }: Args<'setting.change'>): Writes => {
  if (!isSettingKey(key)) return err({ type: 'command-refused', detail: 'setting-unknown' })
  const parsed = settingSchemas[key].safeParse(value)
  if (!parsed.success) return err({ type: 'command-refused', detail: 'setting-invalid' })
  return ok(set(view, settingsSubject, settingCodes[key], parsed.data))
}

const forgetThread = (view: RoomView, args: Args<'thread.forget'>): Writes =>
  ok([
    ...set(view, args.threadId, forgottenField.code, args.forgottenAt),
    { type: 'forget', room: { workspaceId: args.workspaceId, roomId: args.threadId } },
  ])

const command = <Arguments extends RoomRef>(
  name: keyof Schemas,
  args: z.ZodMiniType<Arguments>,
  body: (view: RoomView, args: Arguments) => Writes,
  founds = false,
) =>
  defineCommand<Arguments>({
    name,
    args,
    roomKind: workspaceKind,
    room: ({ workspaceId, roomId }) => ({ workspaceId, roomId }),
    founds,
    body,
  })

export const workspaceCommands = [
  command(
    'workspace.found',
    workspaceCommandArgs['workspace.found'],
    (view, args) =>
      ok(view.header === null ? set(view, settingsSubject, foundedField.code, args.createdAt) : []),
    true,
  ),
  command('folder.create', workspaceCommandArgs['folder.create'], (view, args) =>
    ok([
      ...set(view, args.folderId, folderFields.name.code, args.name.trim()),
      ...set(view, args.folderId, folderFields.created.code, args.createdAt),
    ]),
  ),
  command('folder.rename', workspaceCommandArgs['folder.rename'], (view, args) =>
    ok(set(view, args.folderId, folderFields.name.code, args.name.trim())),
  ),
  command('folder.delete', workspaceCommandArgs['folder.delete'], (view, args) =>
    ok(set(view, args.folderId, folderFields.deleted.code, args.deleted)),
  ),
  command('provider.save', workspaceCommandArgs['provider.save'], saveProvider),
  command('provider.delete', workspaceCommandArgs['provider.delete'], (view, args) =>
    ok(set(view, args.providerId, providerFields.deleted.code, args.deleted)),
  ),
  command('provider.sync-key', workspaceCommandArgs['provider.sync-key'], syncKey),
  command('provider.drop-older-keys', workspaceCommandArgs['provider.drop-older-keys'], (_view, args) =>
    ok([dropOlderKeys(args.providerId)]),
  ),
  command('model.configure', workspaceCommandArgs['model.configure'], configureModel),
  command('setting.change', workspaceCommandArgs['setting.change'], changeSetting),
  command('workspace.fill-in', workspaceCommandArgs['workspace.fill-in'], (view, args) =>
    ok(fillInWorkspace(view, args)),
  ),
  command('thread.forget', workspaceCommandArgs['thread.forget'], forgetThread),
]
