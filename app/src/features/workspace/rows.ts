/** Rows of the workspace document. It is small, so every change makes all of its rows again. */

import type { SyncedKey } from '@weft/shared/schema/provider.ts'
import type { RowMaker } from '../../core/feature.ts'
import type { RoomRef } from '../../core/room-ref.ts'
import type { RoomView } from '../../core/room-view.ts'
import type { RowWrite } from '../../core/store.ts'
import {
  folderIds,
  folderView,
  modelEntries,
  providerIds,
  providerView,
  settingCodes,
  settingsSubject,
  workspaceKind,
} from './workspace-doc.ts'

const folderRows = (view: RoomView, room: RoomRef): readonly RowWrite[] =>
  folderIds(view).map(id => {
    const { name, createdAt, deleted } = folderView(view, id)
    if (deleted || name === null) return { type: 'delete', table: 'folders', key: [room.workspaceId, id] }
    return { type: 'put', table: 'folders', row: { ...room, id, name, createdAt } }
  })

/** A key is not for another place than it was given for, also when two devices change key and address at once. */
const keyFor = (baseUrl: string, key: SyncedKey | null): SyncedKey | undefined =>
  key && URL.canParse(baseUrl) && new URL(baseUrl).origin === key.origin ? key : undefined

/** Without one there is none, also where a field that this version does not know has that name. */
const withKey = (row: Readonly<Record<string, unknown>>, key: SyncedKey | undefined): object => {
  const { ['syncedKey']: _unknown, ...others } = row
  return key ? { ...others, syncedKey: key } : others
}

const providerRows = (view: RoomView, room: RoomRef): readonly RowWrite[] =>
  providerIds(view).map(id => {
    const { dialect, preset, name, baseUrl, rest, syncedKey, createdAt, deleted } = providerView(view, id)
    if (deleted || !dialect || preset === null || name === null || baseUrl === null) {
      return { type: 'delete', table: 'providers', key: [room.workspaceId, id] }
    }
    return {
      type: 'put',
      table: 'providers',
      row: withKey(
        { ...rest, ...room, id, dialect, preset, name, baseUrl, createdAt },
        keyFor(baseUrl, syncedKey),
      ),
    }
  })

const modelRows = (view: RoomView, room: RoomRef): readonly RowWrite[] =>
  modelEntries(view).map(({ id, entry }) => ({
    type: 'put',
    table: 'modelSettings',
    row: { ...entry, ...room, id },
  }))

const settingRows = (view: RoomView, room: RoomRef): readonly RowWrite[] =>
  Object.entries(settingCodes).flatMap(([key, field]) => {
    const register = view.register(settingsSubject, field)
    return register ? [{ type: 'put', table: 'settings', row: { ...room, key, value: register.value } }] : []
  })

export const workspaceRowMaker: RowMaker = {
  roomKind: workspaceKind,
  version: 103,
  tables: ['folders', 'providers', 'modelSettings', 'settings'],
  rows: (view, room) => {
    const ref = { workspaceId: room.workspaceId, roomId: room.roomId }
    return [
      ...folderRows(view, ref),
      ...providerRows(view, ref),
      ...modelRows(view, ref),
      ...settingRows(view, ref),
    ]
  },
}
