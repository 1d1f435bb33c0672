/** A provider's row without what only the row has: what the engine is told and what is stored. */

import type { ProviderConfig } from '@weft/shared/schema/provider.ts'
import type { ProviderRow } from '../workspace/tables.ts'

export const rowToConfig = ({
  workspaceId: _workspace,
  roomId: _room,
  createdAt: _created,
  syncedKey: _key,
  ...config
}: ProviderRow): ProviderConfig => config
