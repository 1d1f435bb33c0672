/** Somebody with an account and a device, as a client makes them: with the cryptography that clients use. */

import { systemRandom } from '@weft/shared/env.ts'
import { type AccountId, createId, type DeviceId, type WorkspaceId } from '@weft/shared/ids.ts'
import { openAccount, type OpenAccount, wrapWorkspaceKey } from '@weft/shared/crypto/account/account-key.ts'
import {
  type AccountState,
  hashOf,
  type SignedState,
  signAccountState,
} from '@weft/shared/crypto/account/account-state.ts'
import type { AccountStep } from '@weft/shared/crypto/account/account-step.ts'
import type { StoredWrap } from '@weft/shared/crypto/account/check-state.ts'
import { certifyDevice, createDeviceKeys, type DeviceKeys } from '@weft/shared/crypto/account/device.ts'
import {
  createIdentity,
  type Identity,
  openIdentity,
  publicKeysOf,
  type WrappedIdentity,
} from '@weft/shared/crypto/account/identity.ts'
import { listWrap, planPasswordChange } from '@weft/shared/crypto/account/password-change.ts'
import { createPasswordKeys, type PasswordKeyDeps } from '@weft/shared/crypto/account/password-key.ts'
import { createRecoveryEntropy, deriveRecoveryKeys } from '@weft/shared/crypto/account/recovery-phrase.ts'
import {
  type AccountKey,
  createAccountKey,
  parseWorkspaceKey,
  type WorkspaceKey,
} from '@weft/shared/crypto/account/secret-key.ts'
import { sealTo } from '@weft/shared/crypto/seal-to.ts'
import { cheapKdf, valueOf } from '@weft/shared/crypto/testing/test-account.ts'
import type { Browser } from './account-server.ts'

export const text = (bytes: Uint8Array): string => Buffer.from(bytes).toString('base64url')
export const unText = (value: unknown): Uint8Array<ArrayBuffer> =>
  Uint8Array.from(Buffer.from(String(value), 'base64url'))

export const kdfText = ({ salt, ...cost }: { readonly salt: Uint8Array }) => ({ ...cost, salt: text(salt) })
export const stateText = ({ bytes, signature }: SignedState) => ({
  bytes: text(bytes),
  signature: text(signature),
})

const pathOf = ({ path }: Pick<StoredWrap, 'path'>): string =>
  path.kind === 'account-to-device' ? `${path.kind}/${path.deviceId}` : path.kind

export const wrapText = (wrap: StoredWrap) => ({ path: pathOf(wrap), blob: text(wrap.wrapped) })

const random = systemRandom

export interface OwnDevice {
  readonly id: DeviceId
  readonly keys: DeviceKeys
  readonly addedAt: number
}

/** What the person's devices know; `state`, `signed` and `wraps` move when the account changes. */
export interface Person {
  readonly email: string
  readonly accountId: AccountId
  readonly accountKey: AccountKey
  readonly account: OpenAccount
  readonly identity: Identity
  readonly wrappedIdentity: WrappedIdentity
  readonly authKey: Uint8Array<ArrayBuffer>
  readonly recoveryAuth: Uint8Array<ArrayBuffer>
  readonly device: OwnDevice
  readonly workspaceId: WorkspaceId
  readonly workspaceKey: WorkspaceKey
  readonly wraps: readonly StoredWrap[]
  readonly state: AccountState
  readonly signed: SignedState
  /** The body of the sign-up. */
  readonly signUp: Readonly<Record<string, unknown>>
}

export const makeDevice = async (): Promise<OwnDevice> => ({
  id: createId(random, 'dev'),
  keys: await createDeviceKeys(),
  addedAt: 1_750_000_000_000,
})

export const listedDevice = ({ id, keys, addedAt }: OwnDevice) => ({
  id,
  signing: keys.signing.publicKey,
  agreement: keys.agreement.publicKey,
  addedAt,
  revokedAt: null,
})

const deviceText = async (
  { accountId, identity }: Pick<Person, 'accountId' | 'identity'>,
  device: OwnDevice,
) => {
  const { id, signing, agreement, addedAt } = listedDevice(device)
  const certificate = await certifyDevice(accountId, identity, { id, signing, agreement, addedAt })
  return {
    id,
    addedAt,
    signing: text(signing),
    agreement: text(agreement),
    certificate: text(certificate),
    sealedName: text(random.bytes(60)),
  }
}

const wrapForDevice = async (
  { accountId, accountKey, account }: Pick<Person, 'accountId' | 'accountKey' | 'account'>,
  { id: deviceId, keys }: OwnDevice,
): Promise<StoredWrap> => {
  const path = { kind: 'account-to-device', deviceId } as const
  const place = { ...path, accountId, generation: account.generation }
  return { path, wrapped: await sealTo(keys.agreement.publicKey, place, accountKey, { random }) }
}

export const makePerson = async (
  email: string,
  password = 'correct horse battery',
  kdf: PasswordKeyDeps = cheapKdf(random),
): Promise<Person> => {
  const accountId = createId(random, 'acc')
  const at = { accountId, generation: 1 }
  const accountKey = createAccountKey(random)
  const account = await openAccount(accountKey, at, random)
  const wrappedIdentity = await createIdentity(account)
  const identity = valueOf(await openIdentity(account, wrappedIdentity))
  const passwordKeys = valueOf(await createPasswordKeys(password, null, kdf))
  const recovery = await deriveRecoveryKeys(createRecoveryEntropy(random), random)
  const device = await makeDevice()
  const byPassword = { kind: 'account-by-password' } as const
  const byRecovery = { kind: 'account-by-recovery' } as const
  const wraps: readonly StoredWrap[] = [
    { path: byPassword, wrapped: await passwordKeys.wrapKey.wrap({ ...byPassword, ...at }, accountKey) },
    { path: byRecovery, wrapped: await recovery.wrapKey.wrap({ ...byRecovery, ...at }, accountKey) },
    await wrapForDevice({ accountId, accountKey, account }, device),
  ]
  const state: AccountState = {
    ...at,
    sequence: 1,
    previous: new Uint8Array(0),
    identity: publicKeysOf(identity),
    kdf: passwordKeys.kdf,
    minEnvelopeVersion: 1,
    wraps: await Promise.all(wraps.map(listWrap)),
    devices: [listedDevice(device)],
  }
  const signed = await signAccountState(identity, state)
  return {
    email,
    accountId,
    accountKey,
    account,
    identity,
    wrappedIdentity,
    authKey: passwordKeys.authKey,
    recoveryAuth: recovery.recoveryAuth,
    device,
    workspaceId: createId(random, 'wsp'),
    workspaceKey: valueOf(parseWorkspaceKey(random.bytes(32))),
    wraps,
    state,
    signed,
    signUp: {
      accountId,
      email,
      kdf: kdfText(passwordKeys.kdf),
      authKey: text(passwordKeys.authKey),
      recoveryAuth: text(recovery.recoveryAuth),
      wraps: wraps.map(wrapText),
      identity: { signing: text(wrappedIdentity.signing), agreement: text(wrappedIdentity.agreement) },
      device: await deviceText({ accountId, identity }, device),
      state: stateText(signed),
    },
  }
}

/** The account as it is after a change of its state. */
export const withState = async (
  person: Person,
  change: Partial<AccountState>,
): Promise<Pick<Person, 'state' | 'signed'>> => {
  const state: AccountState = {
    ...person.state,
    sequence: person.state.sequence + 1,
    previous: await hashOf(person.signed.bytes),
    ...change,
  }
  return { state, signed: await signAccountState(person.identity, state) }
}

export interface Member extends Person {
  readonly browser: Browser
}

/** Signs up, and is signed in on the device. */
export const join = async (browser: Browser, email: string): Promise<Member> => {
  const person = await makePerson(email)
  await browser.done('create-account', { body: person.signUp })
  return { ...person, browser }
}

export const workspaceBody = async ({ account, workspaceId, workspaceKey }: Person, epoch = 0) => ({
  epoch,
  generation: account.generation,
  blob: text(await wrapWorkspaceKey(account, { workspaceId, epoch }, workspaceKey)),
})

/** What is sent for a new password, and the keys it makes. */
export const passwordBody = async (person: Person, password: string) => {
  const keys = valueOf(await createPasswordKeys(password, null, cheapKdf(random)))
  const [step] = await planPasswordChange({
    state: person.state,
    pinned: { sequence: person.state.sequence, hash: await hashOf(person.signed.bytes) },
    accountKey: person.accountKey,
    identity: person.identity,
    password: keys,
  })
  return { keys, body: passwordStepBody(step, keys.kdf) }
}

const passwordStepBody = (step: AccountStep | undefined, kdf: { readonly salt: Uint8Array }) => {
  if (step?.type !== 'replace-password') throw new Error('the first step replaces the password')
  return {
    ifSequence: step.ifSequence,
    authKey: text(step.authKey),
    kdf: kdfText(kdf),
    wrap: text(step.wrap.wrapped),
    state: stateText(step.state),
  }
}

export const addDeviceBody = async (person: Person, device: OwnDevice) => {
  const wrap = await wrapForDevice(person, device)
  const next = await withState(person, {
    wraps: [...person.state.wraps, await listWrap(wrap)],
    devices: [...person.state.devices, listedDevice(device)],
  })
  const body = {
    ifSequence: person.state.sequence,
    state: stateText(next.signed),
    device: await deviceText(person, device),
    wrap: text(wrap.wrapped),
  }
  return { body, after: { ...person, ...next, wraps: [...person.wraps, wrap] } }
}

export const revokeBody = async (person: Person, deviceId: DeviceId) => {
  const isOfDevice = ({ path }: Pick<StoredWrap, 'path'>) =>
    path.kind === 'account-to-device' && path.deviceId === deviceId
  const next = await withState(person, {
    wraps: person.state.wraps.filter(wrap => !isOfDevice(wrap)),
    devices: person.state.devices.map(device =>
      device.id === deviceId ? { ...device, revokedAt: 1_750_000_000_001 } : device,
    ),
  })
  const body = { ifSequence: person.state.sequence, state: stateText(next.signed) }
  return { body, after: { ...person, ...next, wraps: person.wraps.filter(wrap => !isOfDevice(wrap)) } }
}
