/**
 * The keys of this device. A workspace key is 32 random bytes, stored sealed under a device key that script
 * cannot read out, and used only as a non-extractable HKDF key. This resists copying the profile's files; it
 * does not resist script that runs in this origin.
 */

import type { Sealer } from '@weft/shared/crypto/sealer.ts'
import { createWebSealer } from '@weft/shared/crypto/web-sealer.ts'
import { encodeText } from '@weft/shared/bytes.ts'
import type { Env } from '@weft/shared/env.ts'
import type { WorkspaceId } from '@weft/shared/ids.ts'
import { err, ok, type Result, type TaggedError } from '@weft/shared/result.ts'
import type { KeyRow } from './database.ts'
import type { DexieConnection } from './dexie-connection.ts'
import type { StorageError } from './store.ts'

/** This browser can no longer open the key of a workspace: its rows stay readable, nothing new can be sealed. */
export type KeyError = TaggedError<'key-unopenable'> & { readonly detail?: string }

const deviceKeyId = 'device'
const nonceLength = 12
const workspaceKeyLength = 32

const workspaceKeyId = (workspaceId: WorkspaceId): string => `workspace:${workspaceId}`

export interface Keyring {
  /** Makes a workspace's key if this device has none, and opens it. Two tabs at once agree on one key. */
  readonly openWorkspace: (workspaceId: WorkspaceId) => Promise<Result<Sealer, StorageError | KeyError>>
  /** Opens a key that this device was given; it makes none, which would be another key than the workspace's. */
  readonly openStored: (workspaceId: WorkspaceId) => Promise<Result<Sealer, StorageError | KeyError>>
}

export const createKeyring = (connection: DexieConnection, env: Env): Keyring => {
  const { subtle } = globalThis.crypto

  /** Stores the row unless there is one, in one transaction, and gives what is stored then. */
  const addIfAbsent = (row: KeyRow): Promise<Result<KeyRow, StorageError>> =>
    connection.run(database =>
      database.transaction('rw', database.keys, async () => {
        const stored = await database.keys.get(row.id)
        if (stored) return stored
        await database.keys.add(row)
        return row
      }),
    )

  const stored = (id: string): Promise<Result<KeyRow | undefined, StorageError>> =>
    connection.run(database => database.keys.get(id))

  const openDeviceKey = async (): Promise<Result<CryptoKey, StorageError | KeyError>> => {
    const found = await stored(deviceKeyId)
    if (!found.ok) return found
    const key = await subtle.generateKey({ name: 'AES-GCM', length: 256 }, false, [
      'wrapKey',
      'unwrapKey',
      'encrypt',
      'decrypt',
    ])
    const row = found.value ? ok(found.value) : await addIfAbsent({ id: deviceKeyId, value: key })
    if (!row.ok) return row
    return row.value.value instanceof CryptoKey
      ? ok(row.value.value)
      : err({ type: 'key-unopenable', detail: 'the device key is not a key' })
  }

  const algorithm = (id: string, nonce: Uint8Array<ArrayBuffer>) => ({
    name: 'AES-GCM',
    iv: nonce,
    additionalData: encodeText(`weft/v1/device/${id}`),
  })

  /** `nonce | sealed`: 32 fresh bytes under the device key; the plain bytes are zeroed at once. */
  const createWorkspaceKey = async (id: string, deviceKey: CryptoKey): Promise<Uint8Array> => {
    const plain = env.random.bytes(workspaceKeyLength)
    const nonce = env.random.bytes(nonceLength)
    const sealed = new Uint8Array(await subtle.encrypt(algorithm(id, nonce), deviceKey, plain))
    plain.fill(0)
    const row = new Uint8Array(nonce.length + sealed.length)
    row.set(nonce)
    row.set(sealed, nonce.length)
    return row
  }

  const unwrap = async (
    id: string,
    row: KeyRow,
    deviceKey: CryptoKey,
  ): Promise<Result<CryptoKey, KeyError>> => {
    if (!(row.value instanceof Uint8Array)) return err({ type: 'key-unopenable', detail: 'not bytes' })
    const bytes = row.value.slice()
    try {
      return ok(
        await subtle.unwrapKey(
          'raw',
          bytes.slice(nonceLength),
          deviceKey,
          algorithm(id, bytes.slice(0, nonceLength)),
          'HKDF',
          false,
          ['deriveKey', 'deriveBits'],
        ),
      )
    } catch (cause) {
      return err({ type: 'key-unopenable', detail: String(cause) })
    }
  }

  const toSealer = async (
    id: string,
    row: KeyRow,
    deviceKey: CryptoKey,
  ): Promise<Result<Sealer, KeyError>> => {
    const key = await unwrap(id, row, deviceKey)
    return key.ok ? ok(createWebSealer(key.value, env.random)) : key
  }

  return {
    openWorkspace: async workspaceId => {
      const id = workspaceKeyId(workspaceId)
      const deviceKey = await openDeviceKey()
      if (!deviceKey.ok) return deviceKey
      const found = await stored(id)
      if (!found.ok) return found
      const row = found.value
        ? ok(found.value)
        : await addIfAbsent({ id, workspaceId, value: await createWorkspaceKey(id, deviceKey.value) })
      if (!row.ok) return row
      return toSealer(id, row.value, deviceKey.value)
    },
    openStored: async workspaceId => {
      const id = workspaceKeyId(workspaceId)
      const deviceKey = await openDeviceKey()
      if (!deviceKey.ok) return deviceKey
      const row = await stored(id)
      if (!row.ok) return row
      if (!row.value) return err({ type: 'key-unopenable', detail: 'this device has no key of it' })
      return toSealer(id, row.value, deviceKey.value)
    },
  }
}
