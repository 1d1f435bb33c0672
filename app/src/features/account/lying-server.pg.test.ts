/**
 * A server that lies, one lie a row: each is refused by name, and nothing that the person knows or that this device
 * holds is sent after it. What signs of a lie stay on the device is said in `attention`.
 */

import { valueOf } from '@weft/shared/crypto/testing/test-account.ts'
import { systemRandom } from '@weft/shared/env.ts'
import { createId } from '@weft/shared/ids.ts'
import { runAccountServer } from '@weft/sync-server/testing/account-server.ts'
import { describe, expect, test } from 'vitest'
import * as z from 'zod'
import {
  createTestDevice,
  keyOf,
  person,
  type Tamper,
  type TestDevice,
  typeOf,
} from './testing/test-device.ts'

const Wrap = z.object({ path: z.string(), blob: z.string() })
const Account = z.looseObject({
  sequence: z.int(),
  state: z.object({ bytes: z.string(), signature: z.string() }),
  wraps: z.array(Wrap),
  identity: z.object({ signing: z.string(), agreement: z.string() }),
})
type Account = z.infer<typeof Account>

const readAccount = '/api/v1/account'

const lieAbout =
  (path: string, lie: (answer: unknown) => unknown): Tamper =>
  (asked, answer) =>
    asked.startsWith(path) ? lie(answer) : answer

const lieAboutAccount = (lie: (account: Account) => Account): Tamper =>
  lieAbout(readAccount, answer => lie(Account.parse(answer)))

/** The last character that is not filling, another one. */
const flipped = (text: string): string => {
  const bytes = Buffer.from(text, 'base64url')
  const last = bytes.length - 1
  bytes[last] = (bytes[last] ?? 0) ^ 1
  return bytes.toString('base64url')
}

const world = async () => {
  const server = await runAccountServer()
  const first = await createTestDevice(server)
  valueOf(await first.calls.signUp(person('ada')))
  const other = await createTestDevice(server)
  valueOf(await other.calls.signUp(person('eve')))
  return { server, first, other, fresh: await createTestDevice(server) }
}

/** What the server says to an honest client. */
const honestAccount = async (device: TestDevice): Promise<Account> => {
  let seen: unknown
  device.tamper((path, answer) => {
    if (path === readAccount) seen = answer
    return answer
  })
  valueOf(await device.calls.devices())
  device.tamper(null)
  return Account.parse(seen)
}

/** Paths of what was sent after a moment, without what only ends a session. */
const pathsAfter = (device: TestDevice, count: number): readonly string[] =>
  device
    .sent()
    .slice(count)
    .filter(({ method }) => method !== 'DELETE')
    .map(({ method, path }) => `${method} ${path}`)

describe('what a password costs', () => {
  const said = (kdf: object): Tamper =>
    lieAbout('/api/v1/prelogin', answer => {
      const { kdf: honest } = z.object({ kdf: z.looseObject({}) }).parse(answer)
      return { kdf: { ...honest, ...kdf } }
    })
  test.each([
    ['too little memory', { memory: 1024, passes: 1 }, 'kdf-downgrade'],
    ['one pass', { passes: 1 }, 'kdf-downgrade'],
    ['a short salt', { salt: 'AAAA' }, 'kdf-downgrade'],
    ['all the memory there is', { memory: 4 * 1024 * 1024 }, 'kdf-too-costly'],
    ['other lanes', { lanes: 4 }, 'kdf-unsupported'],
    ['no number', { memory: 'much' }, 'server-unreadable'],
  ])('%s: no proof is sent', async (_, kdf, refusal) => {
    const { fresh } = await world()
    fresh.tamper(said(kdf))
    expect(await typeOf(fresh.calls.signIn(person('ada')))).toBe(refusal)
    expect(pathsAfter(fresh, 0)).toEqual(['POST /api/v1/prelogin'])
    expect(fresh.sent()[0]?.body).toBe(JSON.stringify({ email: 'ada@example.org' }))
  })

  test('on a device that knows the cost, less than that is refused although it is above the floor', async () => {
    const { first } = await world()
    valueOf(await first.calls.signOut())
    first.tamper(said({ memory: 32 * 1024, salt: 'AAAAAAAAAAAAAAAAAAAAAA' }))
    const before = first.sent().length
    expect(await typeOf(first.calls.signIn({ ...person('ada'), password: 'a wrong one 123' }))).toBe(
      'kdf-downgrade',
    )
    expect(pathsAfter(first, before)).toEqual(['POST /api/v1/sessions', 'POST /api/v1/prelogin'])
  })
})

type Lie = (account: Account, others: Account) => Account

const withWrap = (account: Account, kind: string, blob: (wrap: z.infer<typeof Wrap>) => string): Account => ({
  ...account,
  wraps: account.wraps.map(wrap => (wrap.path.startsWith(kind) ? { ...wrap, blob: blob(wrap) } : wrap)),
})

const blobOf = ({ wraps }: Account, kind: string): string =>
  wraps.find(({ path }) => path.startsWith(kind))?.blob ?? ''

/** On a device without a pin, as it signs in. */
const liesToNew: readonly (readonly [string, Lie, RegExp])[] = [
  [
    'another account’s password wrap',
    (own, others) => withWrap(own, 'account-by-password', () => blobOf(others, 'account-by-password')),
    /^seal-wrong-key$/,
  ],
  [
    'a wrap with one bit changed',
    own => withWrap(own, 'account-by-password', ({ blob }) => flipped(blob)),
    /^seal-tampered$/,
  ],
  [
    'no password wrap',
    own => ({ ...own, wraps: own.wraps.filter(({ path }) => path !== 'account-by-password') }),
    /^state-wrap-dropped$/,
  ],
  ['another generation', own => ({ ...own, generation: 2 }), /^seal-tampered$/],
  ['another identity', (own, others) => ({ ...own, identity: others.identity }), /^seal-wrong-key$/],
  [
    'the halves of the identity exchanged',
    own => ({ ...own, identity: { signing: own.identity.agreement, agreement: own.identity.signing } }),
    /^seal-tampered$/,
  ],
  ['another account’s state', (own, others) => ({ ...own, state: others.state }), /^state-other-account$/],
  [
    'a state with one bit changed',
    own => ({ ...own, state: { ...own.state, bytes: flipped(own.state.bytes) } }),
    /^state-(?:malformed|signature-wrong)$/,
  ],
  [
    'a signature with one bit changed',
    own => ({ ...own, state: { ...own.state, signature: flipped(own.state.signature) } }),
    /^state-signature-wrong$/,
  ],
  [
    'a wrap for a device of its own',
    own => ({
      ...own,
      wraps: [
        ...own.wraps,
        {
          path: `account-to-device/${createId(systemRandom, 'dev')}`,
          blob: blobOf(own, 'account-to-device'),
        },
      ],
    }),
    /^state-wrap-added$/,
  ],
  [
    'a device’s wrap with one bit changed',
    own => withWrap(own, 'account-to-device', ({ blob }) => flipped(blob)),
    /^state-wrap-changed$/,
  ],
  [
    'no device’s wrap',
    own => ({ ...own, wraps: own.wraps.filter(({ path }) => !path.startsWith('account-to-device')) }),
    /^state-wrap-dropped$/,
  ],
  ['something else', () => ({ nothing: true }) as unknown as Account, /^server-unreadable$/],
]

test.each(liesToNew)('to a new device, %s: it stays out', async (_, lie, refusal) => {
  const { first, other, fresh } = await world()
  const others = await honestAccount(other)
  fresh.tamper(lieAboutAccount(account => lie(account, others)))
  expect(await typeOf(fresh.calls.signIn(person('ada')))).toMatch(refusal)
  expect(pathsAfter(fresh, 0)).toEqual([
    'POST /api/v1/prelogin',
    'POST /api/v1/sessions',
    `GET ${readAccount}`,
  ])
  expect(fresh.sent().at(-1)).toMatchObject({ method: 'DELETE', path: '/api/v1/sessions/current' })
  expect(valueOf(await fresh.store.read())).toBeNull()
  expect(await keyOf(fresh, first.workspaceId)).toBe('key-unopenable')
})

test('to a device with a pin, yesterday’s account: key operations stop and it is told, the rest goes on', async () => {
  const { first, server } = await world()
  const yesterday = await honestAccount(first)
  valueOf(await (await createTestDevice(server)).calls.signIn(person('ada')))
  valueOf(await first.calls.refresh())
  first.tamper(lieAboutAccount(() => yesterday))
  const before = first.sent().length
  expect(await typeOf(first.calls.devices())).toBe('state-older')
  expect(pathsAfter(first, before)).toEqual([`GET ${readAccount}`])
  expect(valueOf(await first.store.read())).toMatchObject({
    session: 'open',
    attention: { type: 'state-older' },
  })
  expect(await keyOf(first, first.workspaceId)).toMatch(/^[0-9a-f]{64}$/)
  // When the server says again what is so, it is well.
  first.tamper(null)
  valueOf(await first.calls.refresh())
  expect(valueOf(await first.store.read())).toMatchObject({ attention: null })
})

test('to a device with a pin, another account’s keys, or its own wrap left out', async () => {
  const { first, other } = await world()
  const others = await honestAccount(other)
  first.tamper(lieAboutAccount(own => ({ ...others, accountId: own['accountId'] })))
  expect(await typeOf(first.calls.devices())).toBe('state-other-account')
  first.tamper(lieAboutAccount(own => ({ ...own, identity: others.identity })))
  expect(await typeOf(first.calls.devices())).toBe('seal-wrong-key')
  first.tamper(
    lieAboutAccount(own => ({
      ...own,
      wraps: own.wraps.filter(({ path }) => !path.startsWith('account-to')),
    })),
  )
  expect(await typeOf(first.calls.devices())).toBe('state-wrap-dropped')
})

test('another key for a workspace of this device is not taken, and said', async () => {
  const { first, other } = await world()
  const before = await keyOf(first, first.workspaceId)
  const Workspaces = z.object({
    workspaces: z.array(
      z.looseObject({ workspaceId: z.string(), keys: z.array(z.looseObject({ blob: z.string() })) }),
    ),
    next: z.null(),
  })
  let theirs = ''
  other.tamper(
    lieAbout('/api/v1/workspaces', answer => {
      theirs = Workspaces.parse(answer).workspaces[0]?.keys[0]?.blob ?? ''
      return answer
    }),
  )
  valueOf(await other.calls.refresh())
  first.tamper(
    lieAbout('/api/v1/workspaces', answer => {
      const { workspaces } = Workspaces.parse(answer)
      return {
        workspaces: workspaces.map(each => ({
          ...each,
          keys: each.keys.map(key => ({ ...key, blob: theirs })),
        })),
        next: null,
      }
    }),
  )
  valueOf(await first.calls.refresh())
  expect(valueOf(await first.store.read())).toMatchObject({ attention: { type: 'seal-wrong-key' } })
  expect(await keyOf(first, first.workspaceId)).toBe(before)
})

test('in a pairing, an older account than the other device has seen', async () => {
  const { first, server } = await world()
  const yesterday = await honestAccount(first)
  valueOf(await (await createTestDevice(server)).calls.signIn(person('ada')))
  const third = await createTestDevice(server)
  const digits = valueOf(
    await first.calls.answerPairing(valueOf(await third.calls.offerPairing('scan', 'Tablet'))),
  )
  valueOf(await third.calls.pairingAnswered())
  third.tamper(lieAboutAccount(() => yesterday))
  const entering = typeOf(third.calls.enterCheckCode(digits))
  const { consentFrom } = valueOf(await first.calls.pairingConfirmed())
  server.clock.advance(consentFrom - server.clock.now())
  valueOf(await first.calls.approvePairing())
  expect(await entering).toBe('state-older')
  expect(valueOf(await third.store.read())).toBeNull()
})
