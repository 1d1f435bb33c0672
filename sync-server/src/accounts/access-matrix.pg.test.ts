/**
 * Every operation × whoever may ask for it. The rows come from the list of operations: a new one that nobody has put
 * into the table below fails here. What is not yours and what does not exist are answered alike.
 */

import { systemRandom } from '@weft/shared/env.ts'
import { bytesToBase32, createId } from '@weft/shared/ids.ts'
import { expect, test } from 'vitest'
import { listWrap } from '@weft/shared/crypto/account/password-change.ts'
import { createRecoveryEntropy, deriveRecoveryKeys } from '@weft/shared/crypto/account/recovery-phrase.ts'
import { type AccountServer, type Asked, type Browser, runAccountServer } from '../testing/account-server.ts'
import {
  addDeviceBody,
  join,
  makeDevice,
  makePerson,
  type Member,
  passwordBody,
  revokeBody,
  stateText,
  text,
  withState,
  workspaceBody,
} from '../testing/person.ts'
import { rotationBody } from '../testing/rotation.ts'
import { blobOperations } from '../blobs/blob-operations.ts'
import { beginBody, sealedBlob, upload } from '../testing/sealed-blob.ts'
import { accountOperations } from './operations.ts'

const random = systemRandom

interface World {
  readonly server: AccountServer
  /** Whose things are asked for. */
  readonly owner: Member
  readonly administrator: Browser
}

interface Row {
  /** What the owner asks with success; made anew for each, since some of it works once. */
  readonly own: (world: World) => Promise<Asked>
  /** The same with an id that nobody has; left out where there is no id. */
  readonly unknown?: (asked: Asked) => Asked
  /** How somebody else is answered who asks for what the owner has; as for an unknown id where left out. */
  readonly other?: { readonly status: number; readonly unknown: number }
  /** The browser that the owner asks from, where it is not theirs. */
  readonly from?: (world: World) => Promise<Browser>
}

const nobody = (params: Readonly<Record<string, string>>) => (asked: Asked) => ({ ...asked, params })
const plain: Row = { own: async () => ({}) }

const newRendezvous = () => bytesToBase32(random.bytes(16))

const openRendezvous = async ({ server }: World) => {
  const rendezvousId = newRendezvous()
  const body = { rendezvousId, lifetime: 'scan' }
  const { token } = await server.browser().done('create-rendezvous', { body })
  return { params: { rendezvousId }, token }
}

const noRendezvous = nobody({ rendezvousId: newRendezvous() })

const newRecovery = async ({ owner }: World): Promise<Asked> => {
  const recovery = await deriveRecoveryKeys(createRecoveryEntropy(random), random)
  const path = { kind: 'account-by-recovery' } as const
  const place = { ...path, accountId: owner.accountId, generation: 1 }
  const wrap = { path, wrapped: await recovery.wrapKey.wrap(place, owner.accountKey) }
  const others = owner.state.wraps.filter(listed => listed.path.kind !== path.kind)
  const next = await withState(owner, { wraps: [...others, await listWrap(wrap)] })
  return {
    body: {
      ifSequence: 1,
      state: stateText(next.signed),
      recoveryAuth: text(recovery.recoveryAuth),
      wrap: text(wrap.wrapped),
    },
  }
}

/** Signed in by password on a device that is not one of the account's yet. */
const newBrowserOf = async ({ server, owner }: World): Promise<Browser> => {
  const browser = server.browser()
  await browser.done('sign-in', { body: { email: owner.email, authKey: text(owner.authKey) } })
  return browser
}

const blobOf = (owner: Member) => {
  const blob = sealedBlob(300_000)
  return { blob, params: { workspaceId: owner.workspaceId, blobId: blob.id } }
}

/** The ids of a blob that is whole. */
const wholeBlob = async ({ owner }: World): Promise<Asked> => {
  const { blob, params } = blobOf(owner)
  await upload(owner, blob)
  return { params: { workspaceId: params.workspaceId }, body: { ids: [blob.id] } }
}

const noWorkspace = (asked: Asked) => ({
  ...asked,
  params: { ...asked.params, workspaceId: createId(random, 'wsp') },
})
const noBlob = (asked: Asked) => ({ ...asked, params: { ...asked.params, blobId: createId(random, 'att') } })

const matrix: Readonly<Record<string, Row>> = {
  'read-registration': plain,
  'create-account': {
    own: async () => ({ body: (await makePerson(`${newRendezvous()}@example.org`)).signUp }),
  },
  prelogin: { own: async ({ owner }) => ({ body: { email: owner.email } }) },
  'sign-in': { own: async ({ owner }) => ({ body: { email: owner.email, authKey: text(owner.authKey) } }) },
  'use-recovery-phrase': {
    own: async ({ owner }) => ({ body: { email: owner.email, recoveryAuth: text(owner.recoveryAuth) } }),
  },
  'read-session': plain,
  'renew-proof': { own: async ({ owner }) => ({ body: { of: 'password', proof: text(owner.authKey) } }) },
  'sign-out': plain,
  'read-account': plain,
  'change-password': {
    own: async ({ owner }) => ({ body: (await passwordBody(owner, 'a new password 1')).body }),
  },
  'change-recovery': { own: newRecovery },
  'rotate-keys': { own: async ({ owner }) => ({ body: (await rotationBody(owner)).body }) },
  'delete-account': {
    own: async ({ owner }) => ({ body: { of: 'phrase', proof: text(owner.recoveryAuth) } }),
  },
  'list-devices': plain,
  'add-device': {
    from: newBrowserOf,
    own: async ({ owner }) => ({ body: (await addDeviceBody(owner, await makeDevice())).body }),
  },
  'rename-device': {
    own: async ({ owner }) => ({
      params: { deviceId: owner.device.id },
      body: { sealedName: text(random.bytes(70)) },
    }),
    unknown: nobody({ deviceId: createId(random, 'dev') }),
  },
  'revoke-device': {
    own: async ({ owner }) => ({
      params: { deviceId: owner.device.id },
      body: (await revokeBody(owner, owner.device.id)).body,
    }),
    unknown: nobody({ deviceId: createId(random, 'dev') }),
  },
  'list-workspaces': plain,
  'attach-workspace': {
    own: async ({ owner }) => ({
      params: { workspaceId: owner.workspaceId },
      body: await workspaceBody(owner),
    }),
    unknown: nobody({ workspaceId: createId(random, 'wsp') }),
    // An id that nobody has is there to be taken. Who has one is not said.
    other: { status: 409, unknown: 200 },
  },
  'create-socket-ticket': plain,
  'create-device-ticket': plain,
  'use-device-ticket': {
    own: async ({ owner }) => ({
      body: { ticket: (await owner.browser.done('create-device-ticket'))['ticket'] },
    }),
  },
  'create-rendezvous': { own: async () => ({ body: { rendezvousId: newRendezvous(), lifetime: 'type' } }) },
  'join-rendezvous': {
    own: async world => ({ params: (await openRendezvous(world)).params }),
    unknown: noRendezvous,
    // Whoever has the id was shown the offer; whose account it will be is decided on the devices.
    other: { status: 200, unknown: 404 },
  },
  'send-message': {
    own: async world => {
      const { params, token } = await openRendezvous(world)
      return { params, body: { token, bytes: text(random.bytes(40)) } }
    },
    unknown: noRendezvous,
    // By token, whoever has it.
    other: { status: 200, unknown: 404 },
  },
  'wait-for-messages': {
    own: async world => {
      const { params, token } = await openRendezvous(world)
      const joiner = await world.owner.browser.done('join-rendezvous', { params })
      const body = { token: joiner['token'], bytes: text(random.bytes(40)) }
      await world.server.browser().done('send-message', { params, body })
      return { params, body: { token, after: 0 } }
    },
    unknown: noRendezvous,
    other: { status: 200, unknown: 404 },
  },
  'close-rendezvous': {
    own: async world => {
      const { params, token } = await openRendezvous(world)
      return { params, body: { token } }
    },
    unknown: noRendezvous,
    other: { status: 200, unknown: 404 },
  },
  'create-invitation': { own: async () => ({ body: {} }), from: async ({ administrator }) => administrator },
  'list-invitations': { ...plain, from: async ({ administrator }) => administrator },
  'delete-invitation': {
    from: async ({ administrator }) => administrator,
    own: async ({ administrator }) => ({
      params: { invitationId: String((await administrator.done('create-invitation'))['invitationId']) },
    }),
    unknown: nobody({ invitationId: '00000000-0000-4000-8000-000000000000' }),
  },
  'known-blobs': { own: wholeBlob, unknown: noWorkspace },
  'begin-blob': {
    own: async ({ owner }) => {
      const { blob, params } = blobOf(owner)
      return { params, body: beginBody(blob) }
    },
    unknown: noWorkspace,
  },
  'append-blob': {
    own: async ({ owner }) => {
      const { blob, params } = blobOf(owner)
      await owner.browser.done('begin-blob', { params, body: beginBody(blob) })
      return { params, query: { offset: '0' }, bytes: blob.bytes }
    },
    unknown: noBlob,
  },
  'read-blob': {
    own: async ({ owner }) => {
      const { blob, params } = blobOf(owner)
      await upload(owner, blob)
      return { params }
    },
    unknown: noBlob,
  },
  'touch-blobs': { own: wholeBlob, unknown: noWorkspace },
  'mark-blobs': { own: wholeBlob, unknown: noWorkspace },
  'read-blob-usage': plain,
}

const operations = [...accountOperations, ...blobOperations]

const rowOf = (name: string): Row => {
  const row = matrix[name]
  if (row === undefined) throw new Error(`${name} has no row in the table of who may do what`)
  return row
}

test('every operation has a row, and no row is without one', () => {
  expect(Object.keys(matrix).toSorted()).toEqual(operations.map(({ name }) => name).toSorted())
})

test('whoever may do what', async () => {
  const server = await runAccountServer()
  const administrator = (await join(server.browser(), 'admin@example.org')).browser
  const other = await join(server.browser(), 'other@example.org')
  // Signed in, and no proof for a while.
  const unproved = server.browser()
  unproved.setCookie(other.browser.cookie())

  for (const { name, access } of operations) {
    const row = rowOf(name)
    const owner = await join(server.browser(), `${name}@example.org`)
    const world: World = { server, owner, administrator }
    await owner.browser.done('attach-workspace', {
      params: { workspaceId: owner.workspaceId },
      body: await workspaceBody(owner),
    })
    const before = await owner.browser.done('read-account')
    const asked = await row.own(world)

    if (access !== 'public') {
      const stranger = server.browser()
      expect([name, (await stranger.ask(name, asked)).problem]).toEqual([name, 'session-missing'])
      stranger.setCookie(`weft=${'A'.repeat(43)}`)
      expect([name, (await stranger.ask(name, asked)).problem]).toEqual([name, 'session-missing'])
    }
    if (access === 'administrator')
      expect([name, (await other.browser.ask(name, asked)).problem]).toEqual([name, 'administrator-needed'])
    else if (row.unknown !== undefined) {
      const foreign = await other.browser.ask(name, asked)
      const absent = await other.browser.ask(name, row.unknown(asked))
      const expected = row.other ?? { status: 404, unknown: 404 }
      expect([name, foreign.status, absent.status]).toEqual([name, expected.status, expected.unknown])
      if (row.other === undefined)
        expect({ ...absent.body, requestId: '' }).toEqual({ ...foreign.body, requestId: '' })
    } else if (access === 'proved' || name === 'delete-account' || name === 'add-device') {
      // The request is the owner's, whole and valid; asked by somebody else it must do nothing to either.
      expect([name, (await other.browser.ask(name, asked)).status]).not.toEqual([name, 200])
    }
    expect(await owner.browser.done('read-account'), name).toEqual(before)

    const own = row.other?.status === 200 ? await row.own(world) : asked
    const from = (await row.from?.(world)) ?? owner.browser
    expect([name, (await from.ask(name, own)).status]).toEqual([name, 200])
  }
  expect(await other.browser.done('read-account')).toMatchObject({ sequence: 1, email: 'other@example.org' })

  server.clock.advance(5 * 60_000)
  for (const { name, access } of operations)
    if (access === 'proved')
      expect([name, (await unproved.ask(name)).problem]).toEqual([name, 'proof-needed'])
}, 60_000)
