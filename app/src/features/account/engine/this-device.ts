/** This device as one of the account's: its keys, its certificate, its name, and the account key sealed to it. */

import { decodeText, encodeText } from '@weft/shared/bytes.ts'
import type { OpenAccount } from '@weft/shared/crypto/account/account-key.ts'
import type { ListedDevice } from '@weft/shared/crypto/account/account-state.ts'
import type { StoredWrap } from '@weft/shared/crypto/account/check-state.ts'
import { certifyDevice, createDeviceKeys, type DeviceKeys } from '@weft/shared/crypto/account/device.ts'
import type { Identity } from '@weft/shared/crypto/account/identity.ts'
import { listWrap } from '@weft/shared/crypto/account/password-change.ts'
import type { AccountKey } from '@weft/shared/crypto/account/secret-key.ts'
import { plainName } from '@weft/shared/crypto/pairing/pairing-payload.ts'
import { sealTo } from '@weft/shared/crypto/seal-to.ts'
import type { Env, Random } from '@weft/shared/env.ts'
import { createId, type DeviceId } from '@weft/shared/ids.ts'
import { addDeviceWire } from '@weft/shared/protocol/accounts/devices.ts'
import { ok, type Result } from '@weft/shared/result.ts'
import type { AccountError } from '../account-error.ts'
import { afterChange, type AccountContext, signNext } from './account-context.ts'
import type { Unlocked } from './unlock.ts'

export interface ThisDevice {
  readonly id: DeviceId
  readonly name: string
  readonly keys: DeviceKeys
}

export const createThisDevice = async (random: Random, name: string): Promise<ThisDevice> => ({
  id: createId(random, 'dev'),
  name: plainName(name),
  keys: await createDeviceKeys(),
})

/** What an account has to be open for to take a device in. */
export interface Taking {
  readonly account: OpenAccount
  readonly accountKey: AccountKey
  readonly identity: Identity
}

export interface TakenDevice {
  readonly listed: ListedDevice
  readonly certificate: Uint8Array<ArrayBuffer>
  readonly sealedName: Uint8Array<ArrayBuffer>
  readonly wrap: StoredWrap
}

export const takeDevice = async (
  { account, accountKey, identity }: Taking,
  { id, name, keys }: ThisDevice,
  { clock, random }: Env,
): Promise<TakenDevice> => {
  const { accountId, generation } = account
  const device = {
    id,
    signing: keys.signing.publicKey,
    agreement: keys.agreement.publicKey,
    addedAt: clock.now(),
  }
  const path = { kind: 'account-to-device', deviceId: id } as const
  return {
    listed: { ...device, revokedAt: null },
    certificate: await certifyDevice(accountId, identity, device),
    sealedName: await sealName(account, id, name),
    wrap: {
      path,
      wrapped: await sealTo(device.agreement, { ...path, accountId, generation }, accountKey, { random }),
    },
  }
}

export const toWire = ({ listed, certificate, sealedName }: Omit<TakenDevice, 'wrap'>) => ({
  id: listed.id,
  signing: listed.signing,
  agreement: listed.agreement,
  addedAt: listed.addedAt,
  certificate,
  sealedName,
})

/** Adds the device of this session to the account; gives the account as it is then. */
export const addThisDevice = async (
  { api, env }: AccountContext,
  unlocked: Unlocked,
  device: ThisDevice,
): Promise<Result<Unlocked, AccountError>> => {
  const taken = await takeDevice(unlocked, device, env)
  const { state } = unlocked
  const next = await signNext(unlocked, {
    wraps: [...state.wraps, await listWrap(taken.wrap)],
    devices: [...state.devices, taken.listed],
  })
  const body = {
    ifSequence: state.sequence,
    state: next.signed,
    device: toWire(taken),
    wrap: taken.wrap.wrapped,
  }
  const added = await api.ask(addDeviceWire, { body })
  return added.ok ? ok(afterChange(unlocked, next)) : added
}

const placeOfName = ({ accountId, generation }: OpenAccount, deviceId: DeviceId) =>
  ({ kind: 'device-name', accountId, generation, deviceId }) as const

export const sealName = (
  account: OpenAccount,
  id: DeviceId,
  name: string,
): Promise<Uint8Array<ArrayBuffer>> =>
  account.wrapKey.wrap(placeOfName(account, id), encodeText(plainName(name)))

/** A name that does not open any more is none; the device is there all the same. */
export const openName = async (
  accounts: readonly OpenAccount[],
  id: DeviceId,
  sealed: Uint8Array,
): Promise<string> => {
  for (const account of accounts) {
    const opened = await account.wrapKey.unwrap(placeOfName(account, id), sealed)
    if (!opened.ok) continue
    try {
      return plainName(decodeText(opened.value))
    } catch {
      return ''
    }
  }
  return ''
}
