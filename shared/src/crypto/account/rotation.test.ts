/**
 * Plans against a server that does what `account-step.ts` says and no more. After every step the whole account is
 * opened in every way there is: either the old generation opens all of it, or the new one does.
 */

import * as fc from 'fast-check'
import { beforeAll, expect, it } from 'vitest'
import { assert, must } from '../../assert.ts'
import { createId, type DeviceId } from '../../ids.ts'
import { testRandom } from '../../testing/env.ts'
import {
  cheapKdf,
  copyKey,
  createTestAccount,
  type TestAccount,
  valueOf,
  wrapOf,
} from '../testing/test-account.ts'
import {
  openAccount,
  openAccountKey,
  openOlderAccount,
  unwrapAccountKey,
  unwrapWorkspaceKey,
  wrapWorkspaceKey,
} from './account-key.ts'
import type { AccountStep, StagedPart, StoredWorkspaceKey } from './account-step.ts'
import { unlockPathKey } from './account-state.ts'
import { checkState, type PinnedState, type StoredWrap } from './check-state.ts'
import { openIdentity, type WrappedIdentity } from './identity.ts'
import { planPasswordChange } from './password-change.ts'
import { createPasswordKeys, type PasswordKeys } from './password-key.ts'
import { planRotation, type Rotation } from './rotation.ts'
import type { AccountKey } from './secret-key.ts'

const random = testRandom(11)
let account: TestAccount
beforeAll(async () => {
  account = await createTestAccount(random)
})

interface Stored {
  readonly sequence: number
  readonly generation: number
  readonly signed: TestAccount['signed']
  readonly wraps: readonly StoredWrap[]
  readonly identity: WrappedIdentity
  readonly older: ReadonlyMap<number, Uint8Array>
  readonly workspaceKeys: readonly StoredWorkspaceKey[]
  readonly staged: ReadonlyMap<string, readonly StagedPart[]>
}

const storedAtFirst = (): Stored => ({
  sequence: 1,
  generation: 1,
  signed: account.signed,
  wraps: account.wraps,
  identity: account.wrappedIdentity,
  older: new Map(),
  workspaceKeys: account.workspaceKeys,
  staged: new Map(),
})

const activate = (stored: Stored, parts: readonly StagedPart[]): Partial<Stored> => {
  const identity = parts.find(part => part.type === 'identity')
  const keys = parts.flatMap(part => (part.type === 'workspace-key' ? [part.workspaceKey] : []))
  const isNew = ({ workspaceId, epoch }: StoredWorkspaceKey) =>
    keys.some(key => key.workspaceId === workspaceId && key.epoch === epoch)
  return {
    wraps: parts.flatMap(part => (part.type === 'wrap' ? [part.wrap] : [])),
    identity: must(identity, 'an identity is staged').identity,
    older: new Map([
      ...stored.older,
      ...parts.flatMap(part => (part.type === 'older' ? [[part.older, part.wrapped] as const] : [])),
    ]),
    workspaceKeys: [...stored.workspaceKeys.filter(key => !isNew(key)), ...keys],
    staged: new Map(),
  }
}

/** The server after a step; the same as before where the step is refused. */
const take = (stored: Stored, step: AccountStep): Stored => {
  switch (step.type) {
    case 'pin':
      return stored
    case 'stage': {
      const parts = [...(stored.staged.get(step.rotation) ?? []), step.part]
      return { ...stored, staged: new Map([...stored.staged, [step.rotation, parts]]) }
    }
    case 'replace-password': {
      if (step.ifSequence !== stored.sequence) return stored
      const path = unlockPathKey(step.wrap.path)
      const others = stored.wraps.filter(wrap => unlockPathKey(wrap.path) !== path)
      return { ...stored, sequence: stored.sequence + 1, signed: step.state, wraps: [...others, step.wrap] }
    }
    case 'activate': {
      const parts = stored.staged.get(step.rotation)
      if (step.ifSequence !== stored.sequence || !parts) return stored
      const { generation, state: signed } = step
      return { ...stored, ...activate(stored, parts), sequence: stored.sequence + 1, generation, signed }
    }
  }
}

/** Opens the account in every way and all that it owns; throws where anything does not open. */
const openEverything = async (
  stored: Stored,
  password: PasswordKeys,
  pinned: PinnedState = account.pinned,
  revoked: readonly DeviceId[] = [],
): Promise<number> => {
  const { generation } = stored
  const at = { accountId: account.accountId, generation }
  const keys: AccountKey[] = []
  const byPassword = { kind: 'account-by-password', ...at } as const
  const { wrapped } = wrapOf(stored.wraps, 'account-by-password')
  keys.push(valueOf(await unwrapAccountKey(password.wrapKey, byPassword, wrapped)))
  const byRecovery = { kind: 'account-by-recovery', ...at } as const
  const phrase = wrapOf(stored.wraps, 'account-by-recovery')
  keys.push(valueOf(await unwrapAccountKey(account.recovery.wrapKey, byRecovery, phrase.wrapped)))
  for (const { id: deviceId, keys: own } of account.devices) {
    const wrap = stored.wraps.find(
      ({ path }) => path.kind === 'account-to-device' && path.deviceId === deviceId,
    )
    if (revoked.includes(deviceId) && !wrap) continue
    const place = { kind: 'account-to-device', ...at, deviceId } as const
    keys.push(valueOf(await openAccountKey(own.agreement, place, must(wrap, 'a wrap').wrapped)))
  }
  const [key] = keys
  if (!key) throw new Error('an account opens')
  for (const other of keys) expect(other).toEqual(key)

  const opened = await openAccount(key, at, random)
  const identity = valueOf(await openIdentity(opened, stored.identity))
  expect(identity.signing.publicKey).toEqual(account.identity.signing.publicKey)
  for (const { workspaceId, epoch, generation: under, wrapped: sealed } of stored.workspaceKeys) {
    const by =
      under === generation
        ? opened
        : valueOf(
            await openOlderAccount(opened, under, must(stored.older.get(under), 'the older key'), random),
          )
    const workspaceKey = valueOf(await unwrapWorkspaceKey(by, { workspaceId, epoch }, sealed))
    expect(workspaceKey).toEqual(account.workspaceKey)
  }
  const signer = identity.signing.publicKey
  const trust = { accountId: account.accountId, signer, pinned }
  valueOf(await checkState(trust, { signed: stored.signed, wraps: stored.wraps }))
  return generation
}

const rotationOf = (change: Partial<Rotation> = {}): Rotation => ({
  state: account.state,
  pinned: account.pinned,
  accountKey: copyKey(account.accountKey),
  identity: account.wrappedIdentity,
  workspaceKeys: account.workspaceKeys,
  olderAccounts: [],
  password: account.password,
  recoveryKey: account.recovery.wrapKey,
  proofs: { authKey: null, recoveryAuth: null },
  revoked: [],
  now: 2,
  ...change,
})

it('a rotation that stops after any step leaves one generation that opens everything', async () => {
  const steps = valueOf(await planRotation(rotationOf(), random))
  let stored = storedAtFirst()
  const generations = [await openEverything(stored, account.password)]
  for (const step of steps) {
    stored = take(stored, step)
    generations.push(await openEverything(stored, account.password))
  }
  // 4 wraps, identity, older key, one workspace: 7 steps that are not seen, then the one that counts, then the pin.
  expect(generations).toEqual([1, 1, 1, 1, 1, 1, 1, 1, 2, 2])
  const pin = steps.at(-1)
  assert(pin?.type === 'pin', 'a plan ends in a pin')
  expect(await openEverything(stored, account.password, pin.pinned)).toBe(2)
})

it('two rotations at once, in any order: one wins whole', async () => {
  const first = valueOf(await planRotation(rotationOf(), random))
  const second = valueOf(await planRotation(rotationOf(), random))
  await fc.assert(
    fc.asyncProperty(
      fc.infiniteStream(fc.boolean()),
      fc.nat({ max: first.length + second.length }),
      async (turns, stop) => {
        const mine = [...first]
        const theirs = [...second]
        let stored = storedAtFirst()
        for (let count = 0; count < stop; count += 1) {
          const step = turns.next().value
            ? (mine.shift() ?? theirs.shift())
            : (theirs.shift() ?? mine.shift())
          if (step) stored = take(stored, step)
        }
        expect(await openEverything(stored, account.password)).toBe(stored.generation)
      },
    ),
    { numRuns: 60, seed: 1 },
  )
})

it('a workspace that is stored while a rotation goes on opens through the older key, and the next one takes it along', async () => {
  const steps = valueOf(await planRotation(rotationOf(), random))
  const old = await openAccount(account.accountKey, { accountId: account.accountId, generation: 1 }, random)
  const place = { workspaceId: createId(random, 'wsp'), epoch: 0 }
  const late = { ...place, generation: 1, wrapped: await wrapWorkspaceKey(old, place, account.workspaceKey) }
  let stored = storedAtFirst()
  for (const step of steps.slice(0, 3)) stored = take(stored, step)
  stored = { ...stored, workspaceKeys: [...stored.workspaceKeys, late] }
  for (const step of steps.slice(3)) stored = take(stored, step)
  expect(await openEverything(stored, account.password)).toBe(2)

  const signer = account.identity.signing.publicKey
  const trust = { accountId: account.accountId, signer, pinned: account.pinned }
  const { state, pinned } = valueOf(await checkState(trust, { signed: stored.signed, wraps: stored.wraps }))
  const place2 = { kind: 'account-by-password', accountId: account.accountId, generation: 2 } as const
  const { wrapped } = wrapOf(stored.wraps, 'account-by-password')
  const accountKey = valueOf(await unwrapAccountKey(account.password.wrapKey, place2, wrapped))
  const { identity, workspaceKeys } = stored
  const again = rotationOf({ state, pinned, accountKey, identity, workspaceKeys })
  expect(await planRotation(again, random)).toEqual({
    ok: false,
    error: { type: 'rotation-generation-missing' },
  })
  for (const step of valueOf(await planRotation({ ...again, olderAccounts: [old] }, random)))
    stored = take(stored, step)
  expect(await openEverything(stored, account.password, pinned)).toBe(3)
  expect(stored.workspaceKeys.map(({ generation }) => generation)).toEqual([3, 3])
})

it('a revoked device gets nothing of the new generation', async () => {
  const [lost] = account.devices
  if (!lost) throw new Error('an account has a device')
  let stored = storedAtFirst()
  const plan = valueOf(await planRotation(rotationOf({ revoked: [lost.id] }), random))
  for (const step of plan) {
    stored = take(stored, step)
    await openEverything(stored, account.password, account.pinned, [lost.id])
  }
  const devices = stored.wraps.flatMap(({ path }) =>
    path.kind === 'account-to-device' ? [path.deviceId] : [],
  )
  expect(devices).toEqual([account.devices[1]?.id])
})

it('refuses a rotation that would lock somebody out', async () => {
  expect(await planRotation(rotationOf({ password: null }), random)).toEqual({
    ok: false,
    error: { type: 'rotation-would-strand', path: 'account-by-password' },
  })
  expect(await planRotation(rotationOf({ recoveryKey: null }), random)).toEqual({
    ok: false,
    error: { type: 'rotation-would-strand', path: 'account-by-recovery' },
  })
})

it('a password change that stops after any step leaves one password that opens everything', async () => {
  const password = valueOf(await createPasswordKeys('an entirely new one', null, cheapKdf(random)))
  const steps = await planPasswordChange({ ...account, password })
  let stored = storedAtFirst()
  await openEverything(stored, account.password)
  for (const step of steps) {
    stored = take(stored, step)
    await openEverything(stored, password)
    await expect(openEverything(stored, account.password)).rejects.toThrow('seal-wrong-key')
  }
  expect(steps.map(({ type }) => type)).toEqual(['replace-password', 'pin'])
})

it('a password change and a rotation at once: the later one is refused, and everything opens', async () => {
  const password = valueOf(await createPasswordKeys('an entirely new one', null, cheapKdf(random)))
  const change = await planPasswordChange({ ...account, password })
  const rotation = valueOf(await planRotation(rotationOf(), random))
  for (let at = 0; at <= rotation.length; at += 1) {
    let stored = storedAtFirst()
    for (const step of [...rotation.slice(0, at), ...change, ...rotation.slice(at)])
      stored = take(stored, step)
    const rotatedFirst = stored.generation === 2
    await openEverything(stored, rotatedFirst ? account.password : password)
    expect(stored.sequence).toBe(2)
  }
})
