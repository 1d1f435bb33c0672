/** Rows made from the workspace document: folders, providers, settings of models, settings of the person. */

import type { FolderId, ProviderId, RoomId, WorkspaceId } from '@weft/shared/ids.ts'
import type { ModelParameters, Price, ProviderConfig, SyncedKey } from '@weft/shared/schema/provider.ts'

export interface FolderRow {
  readonly workspaceId: WorkspaceId
  readonly roomId: RoomId
  readonly id: FolderId
  readonly name: string
  readonly createdAt: number
}

export interface ProviderRow extends ProviderConfig {
  readonly workspaceId: WorkspaceId
  readonly roomId: RoomId
  readonly createdAt: number
  /** Sealed; for this address. */
  readonly syncedKey?: SyncedKey | undefined
}

/** What a person set for one model of one provider; `manual` when the provider does not list it. */
export interface ModelSettingsRow {
  readonly workspaceId: WorkspaceId
  readonly roomId: RoomId
  readonly providerId: ProviderId
  readonly modelId: string
  /** The id of the entry to change; there may be several after two devices made one each, the newest is shown. */
  readonly id: string
  readonly name?: string
  readonly manual?: boolean
  readonly hidden?: boolean
  readonly parameters?: ModelParameters
  readonly price?: Price
  readonly contextWindow?: number
}

/** `value` is JSON; `settings.ts` has the schema and the default of each key. */
export interface SettingRow {
  readonly workspaceId: WorkspaceId
  readonly roomId: RoomId
  readonly key: string
  readonly value: unknown
}

export const workspaceTables = {
  folders: '[workspaceId+id], [workspaceId+roomId]',
  providers: '[workspaceId+id], [workspaceId+roomId]',
  modelSettings: '[workspaceId+providerId+modelId], [workspaceId+roomId]',
  settings: '[workspaceId+key], [workspaceId+roomId]',
}
