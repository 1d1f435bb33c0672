/**
 * Where the key of a provider lies: on this device, or with the workspace on every device of the person. The person
 * chooses; what is only here never gets into the document by itself, and what is there never replaces what is here.
 */

import type { OpenError } from '@weft/shared/crypto/sealer.ts'
import type { ProviderId, RoomId, WorkspaceId } from '@weft/shared/ids.ts'
import { err, type Result } from '@weft/shared/result.ts'
import type { Credentials, SyncedKey } from '@weft/shared/schema/provider.ts'
import type { CommandError, Commands } from '../../core/commands.ts'
import type { DexieConnection } from '../../core/dexie-connection.ts'
import type { RoomRef } from '../../core/room-ref.ts'
import type { StorageError } from '../../core/store.ts'
import type { ProviderRow } from '../workspace/tables.ts'
import type { CredentialStore } from './credential-store.ts'
import { mergeCredentials } from './merge-credentials.ts'

/** here: the document stays as it is. everywhere: in the document. taken-back: here, and out of the document. */
export type KeyPlace = 'here' | 'everywhere' | 'taken-back'

export type KeyError = StorageError | OpenError | CommandError

export interface ProviderKeys {
  /** What `given` leaves out is taken from what this device uses (`merge-credentials.ts`). */
  readonly save: (
    workspaceId: WorkspaceId,
    providerId: ProviderId,
    given: Credentials,
    place: KeyPlace,
  ) => Promise<Result<void, KeyError>>
  /** From this device alone, where a synced one is used from then on, or from all. */
  readonly remove: (
    workspaceId: WorkspaceId,
    providerId: ProviderId,
    from: 'here' | 'everywhere',
  ) => Promise<Result<void, KeyError>>
}

interface Deps {
  readonly connection: DexieConnection
  readonly credentials: CredentialStore
  readonly commands: Commands
  /** The documents of the workspaces that are open. */
  readonly documents: () => readonly RoomRef[]
}

const isEmpty = ({ apiKey = '', headers = [] }: Credentials): boolean => apiKey === '' && headers.length === 0

export const createProviderKeys = ({ connection, credentials, commands, documents }: Deps): ProviderKeys => {
  const write = async (
    workspaceId: WorkspaceId,
    providerId: ProviderId,
    key: SyncedKey | null,
  ): Promise<Result<void, KeyError>> => {
    const roomId: RoomId | undefined = documents().find(each => each.workspaceId === workspaceId)?.roomId
    return commands.execute('provider.sync-key', { workspaceId, roomId, providerId, key })
  }

  const sync = async (
    workspaceId: WorkspaceId,
    providerId: ProviderId,
    kept: Credentials,
  ): Promise<Result<void, KeyError>> => {
    const row = await connection.run(database =>
      database.table<ProviderRow, [WorkspaceId, ProviderId]>('providers').get([workspaceId, providerId]),
    )
    if (!row.ok) return row
    if (!row.value) return err({ type: 'command-refused', detail: 'provider-missing' })
    return write(workspaceId, providerId, await credentials.sealForSync(workspaceId, row.value, kept))
  }

  return {
    save: async (workspaceId, providerId, given, place) => {
      const stored = await credentials.open(workspaceId, providerId)
      // A key that does not open any more is replaced by one that is given, and by nothing else.
      if (!stored.ok && given.apiKey === undefined) return stored
      const merged = mergeCredentials(stored.ok ? stored.value : {}, given)
      const kept = isEmpty(merged) ? null : merged
      // The new place first: after a crash the key is in both rather than in none, and this device uses its own.
      if (place === 'everywhere') {
        const synced = await (kept
          ? sync(workspaceId, providerId, kept)
          : write(workspaceId, providerId, null))
        return synced.ok ? credentials.save(workspaceId, providerId, null) : synced
      }
      const saved = await credentials.save(workspaceId, providerId, kept)
      return saved.ok && place === 'taken-back' ? write(workspaceId, providerId, null) : saved
    },
    remove: async (workspaceId, providerId, from) => {
      const removed = await credentials.save(workspaceId, providerId, null)
      return removed.ok && from === 'everywhere' ? write(workspaceId, providerId, null) : removed
    },
  }
}
