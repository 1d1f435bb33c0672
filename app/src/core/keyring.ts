/**
 * The keys of this device. A workspace key is 32 random bytes, stored sealed under a device key that script
 * cannot read out, and used only as a non-extractable HKDF key. This resists copying the profile's files; it
 * does not resist script that runs in this origin.
 */

import type { Sealer } from '@weft/shared/crypto/sealer.ts'
import { createWebSealer } from '@weft/shared/crypto/web-sealer.ts'
import { concatBytes, encodeText, equalBytes } from '@weft/shared/bytes.ts'
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

/** Before a workspace's id, in the id of its key. */
export const workspaceKeyPrefix = 'workspace:'

const workspaceKeyId = (workspaceId: WorkspaceId): string => `${workspaceKeyPrefix}${workspaceId}`

export interface Keyring {
  /** Makes a workspace's key if this device has none, and opens it. Two tabs at once agree on one key. */
  readonly openWorkspace: (workspaceId: WorkspaceId) => Promise<Result<Sealer, StorageError | KeyError>>
  /** Opens a key that this device was given; it makes none, which would be another key than the workspace's. */
  readonly openStored: (workspaceId: WorkspaceId) => Promise<Result<Sealer, StorageError | KeyError>>
  /** Lends the bytes of a workspace's key, to be wrapped for another device, and zeroes them when `borrow` has ended. */
  readonly lendWorkspaceKey: <T>(
    workspaceId: WorkspaceId,
    borrow: (key: Uint8Array<ArrayBuffer>) => Promise<T>,
  ) => Promise<Result<T, StorageError | KeyError>>
  /** Keeps a key that came from another device. A key that is there is never replaced. */
  readonly addWorkspaceKey: (
    workspaceId: WorkspaceId,
    key: Uint8Array<ArrayBuffer>,
  ) => Promise<Result<AddedKey, StorageError | KeyError>>
}

/** `differs`: this device holds another key for the workspace. */
export type AddedKey = 'added' | 'same' | 'differs'

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

  /** `nonce | sealed`, under the device key. */
  const seal = async (
    id: string,
    plain: Uint8Array<ArrayBuffer>,
    deviceKey: CryptoKey,
  ): Promise<Uint8Array> => {
    const nonce = env.random.bytes(nonceLength)
    const sealed = new Uint8Array(await subtle.encrypt(algorithm(id, nonce), deviceKey, plain))
    return concatBytes(nonce, sealed)
  }

  /** 32 fresh bytes; the plain ones are zeroed at once. */
  const createWorkspaceKey = async (id: string, deviceKey: CryptoKey): Promise<Uint8Array> => {
    const plain = env.random.bytes(workspaceKeyLength)
    const sealed = await seal(id, plain, deviceKey)
    plain.fill(0)
    return sealed
  }

  const open = async (
    id: string,
    row: KeyRow,
    deviceKey: CryptoKey,
  ): Promise<Result<Uint8Array<ArrayBuffer>, KeyError>> => {
    if (!(row.value instanceof Uint8Array)) return err({ type: 'key-unopenable', detail: 'not bytes' })
    const bytes = row.value.slice()
    try {
      const plain = await subtle.decrypt(
        algorithm(id, bytes.slice(0, nonceLength)),
        deviceKey,
        bytes.slice(nonceLength),
      )
      return ok(new Uint8Array(plain))
    } catch (cause) {
      return err({ type: 'key-unopenable', detail: String(cause) })
    }
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

    lendWorkspaceKey: async (workspaceId, borrow) => {
      const id = workspaceKeyId(workspaceId)
      const deviceKey = await openDeviceKey()
      if (!deviceKey.ok) return deviceKey
      const row = await stored(id)
      if (!row.ok) return row
      if (!row.value) return err({ type: 'key-unopenable', detail: 'this device has no such key' })
      const key = await open(id, row.value, deviceKey.value)
      if (!key.ok) return key
      try {
        return ok(await borrow(key.value))
      } finally {
        key.value.fill(0)
      }
    },

    addWorkspaceKey: async (workspaceId, key) => {
      const id = workspaceKeyId(workspaceId)
      const deviceKey = await openDeviceKey()
      if (!deviceKey.ok) return deviceKey
      const value = await seal(id, key, deviceKey.value)
      const row = await addIfAbsent({ id, workspaceId, value })
      if (!row.ok) return row
      if (row.value.value === value) return ok('added')
      const own = await open(id, row.value, deviceKey.value)
      if (!own.ok) return own
      const same = equalBytes(own.value, key)
      own.value.fill(0)
      return ok(same ? 'same' : 'differs')
    },
  }
}
