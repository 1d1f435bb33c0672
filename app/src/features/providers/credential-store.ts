/**
 * Keys and secret headers, sealed on this device. They are opened only here, in the engine worker, for the call
 * that needs them; a page sees no more than the hint beside them.
 */

import { decodeText, encodeText } from '@weft/shared/bytes.ts'
import type { OpenError, Sealer } from '@weft/shared/crypto/sealer.ts'
import type { ProviderId, WorkspaceId } from '@weft/shared/ids.ts'
import { ok, type Result } from '@weft/shared/result.ts'
import { Credentials } from '@weft/shared/schema/provider.ts'
import type { DexieConnection } from '../../core/dexie-connection.ts'
import type { StorageError } from '../../core/store.ts'
import type { CredentialHintRow } from '../runs/tables.ts'

const credentialsMap = 'credentials'
const firstEpoch = 0
const shownCharacters = 4
/** Below this length the last characters would give too much of a key away. */
const longEnoughToHint = 12

export interface CredentialStore {
  /** Null removes them. */
  readonly save: (
    workspaceId: WorkspaceId,
    providerId: ProviderId,
    credentials: Credentials | null,
  ) => Promise<Result<void, StorageError>>
  /** Empty credentials when there are none. */
  readonly open: (
    workspaceId: WorkspaceId,
    providerId: ProviderId,
  ) => Promise<Result<Credentials, StorageError | OpenError>>
}

const hintOf = (providerId: ProviderId, credentials: Credentials): CredentialHintRow => {
  const key = credentials.apiKey ?? ''
  return {
    providerId,
    ending: key.length >= longEnoughToHint ? key.slice(-shownCharacters) : '',
    headerNames: (credentials.headers ?? []).map(header => header.name),
  }
}

export const createCredentialStore = (
  connection: DexieConnection,
  sealerOf: (workspaceId: WorkspaceId) => Sealer,
): CredentialStore => {
  const scopeOf = (workspaceId: WorkspaceId) =>
    sealerOf(workspaceId).scope({ purpose: 'credentials', workspaceId, roomId: '', epoch: firstEpoch })
  const keyRowId = (providerId: ProviderId): string => `credentials:${providerId}`

  return {
    save: async (workspaceId, providerId, credentials) => {
      const sealed =
        credentials &&
        (await (
          await scopeOf(workspaceId)
        ).seal(credentialsMap, providerId, encodeText(JSON.stringify(credentials))))
      return connection.run(database => {
        const hints = database.table<CredentialHintRow, string>('credentialHints')
        return database.transaction('rw', database.keys, hints, async () => {
          if (credentials && sealed) {
            await database.keys.put({ id: keyRowId(providerId), workspaceId, value: sealed })
            await hints.put(hintOf(providerId, credentials))
          } else {
            await database.keys.delete(keyRowId(providerId))
            await hints.delete(providerId)
          }
        })
      })
    },
    open: async (workspaceId, providerId) => {
      const row = await connection.run(database => database.keys.get(keyRowId(providerId)))
      if (!row.ok) return row
      if (!(row.value?.value instanceof Uint8Array)) return ok({})
      // Sealed under the workspace that the provider is in, whichever thread asks.
      const scope = await scopeOf(row.value.workspaceId ?? workspaceId)
      const opened = await scope.open(credentialsMap, providerId, row.value.value)
      if (!opened.ok) return opened
      return ok(Credentials.parse(JSON.parse(decodeText(opened.value))))
    },
  }
}
