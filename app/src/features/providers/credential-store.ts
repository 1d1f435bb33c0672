/**
 * Keys and secret headers, sealed. They are opened only here, in the engine worker, for the call that needs them; a page
 * sees no more than the hint beside them.
 *
 * A key is in one of two places: on this device alone, or, when the person lets it sync, in the row that the document of
 * the workspace gives of its provider. Where a device has both, its own is used, and neither changes the other.
 */

import { base64ToBytes, bytesToBase64 } from '@weft/shared/base64.ts'
import { decodeText, encodeText } from '@weft/shared/bytes.ts'
import type { OpenError, Sealer } from '@weft/shared/crypto/sealer.ts'
import type { ProviderId, WorkspaceId } from '@weft/shared/ids.ts'
import { err, ok, type Result } from '@weft/shared/result.ts'
import { Credentials, type SyncedKey } from '@weft/shared/schema/provider.ts'
import type { DexieConnection } from '../../core/dexie-connection.ts'
import type { StorageError } from '../../core/store.ts'
import type { CredentialHintRow } from '../runs/tables.ts'
import type { ProviderRow } from '../workspace/tables.ts'

const credentialsMap = 'credentials'
const firstEpoch = 0
const shownCharacters = 4
/** Below this length the last characters would give too much of a key away. */
const longEnoughToHint = 12

export interface CredentialStore {
  /** On this device alone. Null removes them. */
  readonly save: (
    workspaceId: WorkspaceId,
    providerId: ProviderId,
    credentials: Credentials | null,
  ) => Promise<Result<void, StorageError>>
  /** What this device uses: its own, or else the synced ones; empty credentials when there are none. */
  readonly open: (
    workspaceId: WorkspaceId,
    providerId: ProviderId,
  ) => Promise<Result<Credentials, StorageError | OpenError>>
  /** As the document takes them, for the address that `baseUrl` is at. */
  readonly sealForSync: (
    workspaceId: WorkspaceId,
    provider: Pick<ProviderRow, 'id' | 'baseUrl'>,
    credentials: Credentials,
  ) => Promise<SyncedKey>
}

const hintOf = ({ apiKey = '', headers = [] }: Credentials): { ending: string; headerNames: string[] } => ({
  ending: apiKey.length >= longEnoughToHint ? apiKey.slice(-shownCharacters) : '',
  headerNames: headers.map(header => header.name),
})

export const createCredentialStore = (
  connection: DexieConnection,
  sealerOf: (workspaceId: WorkspaceId) => Sealer,
): CredentialStore => {
  const scopeOf = (workspaceId: WorkspaceId) =>
    sealerOf(workspaceId).scope({ purpose: 'credentials', workspaceId, roomId: '', epoch: firstEpoch })
  const keyRowId = (providerId: ProviderId): string => `credentials:${providerId}`

  const seal = async (
    workspaceId: WorkspaceId,
    providerId: ProviderId,
    credentials: Credentials,
  ): Promise<Uint8Array> => {
    const scope = await scopeOf(workspaceId)
    return scope.seal(credentialsMap, providerId, encodeText(JSON.stringify(credentials)))
  }

  /** Sealed bytes, and the workspace under whose key they are. */
  const find = async (
    workspaceId: WorkspaceId,
    providerId: ProviderId,
  ): Promise<
    Result<{ readonly sealedIn: WorkspaceId; readonly bytes: Uint8Array } | null, StorageError | OpenError>
  > => {
    const found = await connection.run(database =>
      Promise.all([
        database.keys.get(keyRowId(providerId)),
        database.table<ProviderRow, [WorkspaceId, ProviderId]>('providers').get([workspaceId, providerId]),
      ]),
    )
    if (!found.ok) return found
    const [own, row] = found.value
    // Sealed under the workspace that the provider is in, whichever thread asks.
    if (own?.value instanceof Uint8Array)
      return ok({ sealedIn: own.workspaceId ?? workspaceId, bytes: own.value })
    if (!row?.syncedKey) return ok(null)
    const bytes = base64ToBytes(row.syncedKey.sealed)
    return bytes === null ? err({ type: 'seal-malformed' }) : ok({ sealedIn: row.workspaceId, bytes })
  }

  return {
    save: async (workspaceId, providerId, credentials) => {
      const sealed = credentials && (await seal(workspaceId, providerId, credentials))
      return connection.run(database => {
        const hints = database.table<CredentialHintRow, string>('credentialHints')
        return database.transaction('rw', database.keys, hints, async () => {
          if (credentials && sealed) {
            await database.keys.put({ id: keyRowId(providerId), workspaceId, value: sealed })
            await hints.put({ providerId, ...hintOf(credentials) })
          } else {
            await database.keys.delete(keyRowId(providerId))
            await hints.delete(providerId)
          }
        })
      })
    },
    open: async (workspaceId, providerId) => {
      const found = await find(workspaceId, providerId)
      if (!found.ok) return found
      if (found.value === null) return ok({})
      const { sealedIn, bytes } = found.value
      const opened = await (await scopeOf(sealedIn)).open(credentialsMap, providerId, bytes)
      if (!opened.ok) return opened
      return ok(Credentials.parse(JSON.parse(decodeText(opened.value))))
    },
    sealForSync: async (workspaceId, { id, baseUrl }, credentials) => ({
      sealed: bytesToBase64(await seal(workspaceId, id, credentials)),
      origin: new URL(baseUrl).origin,
      ...hintOf(credentials),
    }),
  }
}
