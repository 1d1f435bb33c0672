// First: its stylesheets fix the order of the layers.
import { wipePage } from '../../ui/testing/draw.tsx'
import { createId } from '@weft/shared/ids.ts'
import { err, ok, type Result } from '@weft/shared/result.ts'
import { testRandom } from '@weft/shared/testing/env.ts'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { page, userEvent } from 'vitest/browser'
import type { WorkerApi } from '../../worker/api.ts'
import { drawPage } from '../settings/testing/draw-page.tsx'
import type { AccountCalls } from './account-calls.ts'
import type { AccountError } from './account-error.ts'
import { AccountPanel } from './account-panel.tsx'
import type { DeviceAccount } from './device-account.ts'

const random = testRandom(5)
const deviceId = createId(random, 'dev')

const own: DeviceAccount = {
  accountId: createId(random, 'acc'),
  email: 'mira@example.org',
  role: 'person',
  deviceId,
  deviceName: 'Laptop',
  signing: new Uint8Array(65),
  agreement: new Uint8Array(65),
  signer: new Uint8Array(65),
  pinned: { sequence: 1, hash: new Uint8Array(32) },
  kdf: null,
  hasPhrase: false,
  session: 'open',
  attention: null,
}

type Called = readonly [string, ...unknown[]]

/** An account of which a test says what it answers; what was asked is kept. */
const drawPanel = async (account: DeviceAccount | null, given: Partial<AccountCalls> = {}) => {
  const asked: Called[] = []
  const answers: Partial<AccountCalls> = {
    registration: async () => ok({ registration: 'open', isFirst: false }),
    checkPassword: async password =>
      password.length < 12 ? err({ type: 'password-too-short' }) : ok(undefined),
    refresh: async () => ok(undefined),
    cancelPairing: async () => ok(undefined),
    devices: async () =>
      ok([
        { id: deviceId, name: 'Laptop', addedAt: 1, lastSeenAt: 2, revokedAt: null, isThis: true },
        {
          id: createId(random, 'dev'),
          name: 'Phone',
          addedAt: 2,
          lastSeenAt: 3,
          revokedAt: null,
          isThis: false,
        },
        {
          id: createId(random, 'dev'),
          name: 'Old one',
          addedAt: 3,
          lastSeenAt: 3,
          revokedAt: 4,
          isThis: false,
        },
      ]),
    ...given,
  }
  const call = async (name: keyof AccountCalls, ...args: never[]): Promise<Result<unknown, AccountError>> => {
    asked.push([name, ...args])
    const answer = answers[name]
    if (answer === undefined) throw new Error(`The test gives no ${name}`)
    return Reflect.apply(answer, undefined, args)
  }
  const drawn = await drawPage(
    <main>
      <AccountPanel title="Sync and devices" device={<p>This device</p>} erase={<p>Erase</p>} />
    </main>,
    {
      engine: { account: call as WorkerApi['account'] },
      rows: () => (account ? { device: [{ name: 'account', value: account }] } : {}),
    },
  )
  return { ...drawn, asked: (name: string) => asked.filter(([called]) => called === name) }
}

const button = (name: string) => page.getByRole('button', { name, exact: true })
const field = (name: string) => page.getByLabelText(name, { exact: true })

beforeEach(() => page.viewport(1000, 900))
afterEach(wipePage)

describe('signed out', () => {
  test('has the names that the design fixes; what is typed goes to the engine as it is', async () => {
    const { asked } = await drawPanel(null, { signIn: async () => ok(undefined) })
    await expect.element(field('Server')).toHaveValue(location.origin)
    await field('E-mail').fill('mira@example.org')
    await field('Password').fill('violet umbrella 1887')
    await expect.element(page.getByText('Strong enough for a new account.')).toBeVisible()
    await button('Sign in').click()
    await vi.waitFor(() => expect(asked('signIn')).toHaveLength(1))
    expect(asked('signIn')[0]?.[1]).toMatchObject({
      email: 'mira@example.org',
      password: 'violet umbrella 1887',
    })
  })

  test('a weak password is said as it is typed, and makes no account', async () => {
    const { asked } = await drawPanel(null, { signUp: async () => ok(undefined) })
    await field('E-mail').fill('mira')
    await field('Password').fill('short')
    await expect.element(page.getByText('12 characters at least.')).toBeVisible()
    await button('Create account').click()
    await expect.element(field('E-mail')).toHaveFocus()
    await expect.element(field('E-mail')).toHaveAttribute('aria-invalid', 'true')
    await field('E-mail').fill('mira@example.org')
    await button('Create account').click()
    await expect.element(field('Password')).toHaveFocus()
    expect(asked('signUp')).toEqual([])
    await field('Password').fill('violet umbrella 1887')
    await button('Create account').click()
    await vi.waitFor(() => expect(asked('signUp')).toHaveLength(1))
  })

  test('Enter signs in; where nobody has an account yet it makes the first', async () => {
    const first = await drawPanel(null, {
      registration: async () => ok({ registration: 'invitation', isFirst: true }),
      signUp: async () => ok(undefined),
    })
    await expect.element(page.getByText('Nobody has an account here yet.', { exact: false })).toBeVisible()
    await field('E-mail').fill('mira@example.org')
    await field('Password').fill('violet umbrella 1887')
    await userEvent.keyboard('{Enter}')
    await vi.waitFor(() => expect(first.asked('signUp')).toHaveLength(1))
  })

  test('by invitation it asks for one; where registration is closed it says so and offers none', async () => {
    const invited = await drawPanel(null, {
      registration: async () => ok({ registration: 'invitation', isFirst: false }),
      signUp: async () => ok(undefined),
    })
    await field('E-mail').fill('mira@example.org')
    await field('Password').fill('violet umbrella 1887')
    await button('Create account').click()
    await expect.element(field('Invitation')).toHaveFocus()
    await field('Invitation').fill(` ${'a'.repeat(43)} `)
    await button('Create account').click()
    await vi.waitFor(() =>
      expect(invited.asked('signUp')[0]?.[1]).toMatchObject({ invitation: 'a'.repeat(43) }),
    )
    await drawPanel(null, { registration: async () => ok({ registration: 'closed', isFirst: false }) })
    await expect.element(page.getByText('This server takes no new accounts.', { exact: false })).toBeVisible()
    expect(button('Create account').elements()).toEqual([])
  })

  test('a failure says what happened, what was kept and what to do; the request can be named', async () => {
    let fails = true
    const { asked } = await drawPanel(null, {
      signIn: async () =>
        fails ? err({ type: 'too-many-attempts', retryAfter: 30, requestId: 'ab12' }) : ok(undefined),
    })
    await field('E-mail').fill('mira@example.org')
    await field('Password').fill('violet umbrella 1887')
    await button('Sign in').click()
    const alert = page.getByRole('alert', { name: 'There were too many attempts' })
    await expect.element(alert).toBeVisible()
    await expect.element(page.getByText('Request ab12', { exact: true })).toBeVisible()
    await expect.element(field('Password')).toHaveValue('violet umbrella 1887')
    fails = false
    await button('Try again').click()
    await vi.waitFor(() => expect(asked('signIn')).toHaveLength(2))
    expect(alert.elements()).toEqual([])
  })

  test('what does not even come to be asked is a failure like any other', async () => {
    await drawPanel(null, {
      signIn: () => Promise.reject(new TypeError('Failed to fetch dynamically imported module')),
    })
    await field('E-mail').fill('mira@example.org')
    await field('Password').fill('violet umbrella 1887')
    await button('Sign in').click()
    await expect.element(page.getByRole('alert', { name: 'The server cannot be reached' })).toBeVisible()
    await expect.element(button('Sign in')).toBeEnabled()
  })

  test('offline is said, with the form still there', async () => {
    await drawPanel(null, { registration: async () => err({ type: 'server-unreachable' }) })
    await expect.element(page.getByRole('alert', { name: 'The server cannot be reached' })).toBeVisible()
    await expect.element(field('E-mail')).toBeVisible()
  })

  test('a session that ended elsewhere: history stays, and only the same person may come back', async () => {
    await drawPanel({ ...own, session: 'ended' })
    await expect.element(page.getByText('Everything on it is kept', { exact: false })).toBeVisible()
    await expect.element(field('E-mail')).toHaveValue('mira@example.org')
    await expect.element(field('E-mail')).toHaveAttribute('readonly')
    expect(button('Create account').elements()).toEqual([])
    expect(button('Pair with another device').elements()).toEqual([])
  })

  test('by the phrase: a word that is in no list is named at the field', async () => {
    await drawPanel(null, {
      recover: async () => err({ type: 'recovery-words-unknown', words: [{ position: 2, word: 'hause' }] }),
    })
    await button('Use the recovery phrase').click()
    await field('E-mail').fill('mira@example.org')
    await field('Twelve words').fill('legal hause')
    await field('New password').fill('violet umbrella 1887')
    await button('Open the account').click()
    await expect.element(page.getByText('Not in the list of words: hause.')).toBeVisible()
    await button('Back to signing in').click()
    await expect.element(button('Sign in')).toBeVisible()
  })
})

describe('signed in', () => {
  test('who, with which devices; one is taken out after a question', async () => {
    const { asked } = await drawPanel(own, { revokeDevice: async () => ok(undefined) })
    await expect.element(button('Sign out')).toBeVisible()
    await expect.element(page.getByText('this device', { exact: true })).toBeVisible()
    expect(page.getByText('Old one').elements()).toEqual([])
    await button('Show 1 that was removed').click()
    await expect.element(page.getByText('Old one')).toBeVisible()
    await button('Remove Phone').click()
    const question = page.getByRole('alertdialog', { name: 'Remove Phone from the account?' })
    await question.getByRole('button', { name: 'Remove' }).click()
    await vi.waitFor(() => expect(asked('revokeDevice')).toHaveLength(1))
    await vi.waitFor(() => expect(asked('devices')).toHaveLength(2))
  })

  test('a lie of the server stays in view, in words', async () => {
    await drawPanel({ ...own, attention: { type: 'state-older' } })
    await expect
      .element(page.getByRole('alert', { name: 'The server showed an older state of the account' }))
      .toBeVisible()
  })

  test('the phrase is shown, then asked for; after a while the password too', async () => {
    const words = 'legal winner thank year wave sausage worth useful legal winner thank yellow'.split(' ')
    let needsProof = true
    const { asked } = await drawPanel(own, {
      beginPhrase: async () => ok({ words, asked: [2, 5, 11] }),
      prove: async () => {
        needsProof = false
        return ok(undefined)
      },
      confirmPhrase: async () => (needsProof ? err({ type: 'proof-needed' }) : ok(undefined)),
    })
    await button('Make a phrase').click()
    const list = page.getByRole('list', { name: 'Recovery phrase' })
    expect(
      list
        .getByRole('listitem')
        .elements()
        .map(each => each.textContent),
    ).toEqual(words)
    await button('I wrote them down').click()
    expect(list.elements()).toEqual([])
    for (const [name, word] of [
      ['Word 2', 'winner'],
      ['Word 5', 'wave'],
      ['Word 11', 'thank'],
    ] as const)
      await field(name).fill(word)
    await button('Set the phrase').click()
    await field('Password').fill('violet umbrella 1887')
    await button('Set the phrase').click()
    await expect.element(page.getByText('The phrase works from now on.', { exact: false })).toBeVisible()
    expect(asked('confirmPhrase').at(-1)).toEqual(['confirmPhrase', ['winner', 'wave', 'thank']])
  })

  test('pairing: a code, two digits, and consent that cannot be given before it can be read', async () => {
    const shown = Promise.withResolvers<void>()
    let consentFrom = 0
    const { asked, clock } = await drawPanel(own, {
      answerPairing: async ({ text }) =>
        text.length < 28 ? err({ type: 'pairing-code-miscounted', count: text.length }) : ok('42'),
      pairingConfirmed: async () => {
        await shown.promise
        consentFrom = clock.now() + 5_000
        return ok({ name: 'Tablet', consentFrom, expiresAt: consentFrom + 60_000 })
      },
      approvePairing: async () => ok(undefined),
    })
    await button('Add a device').click()
    await expect.element(page.getByRole('group', { name: 'Add a device' })).toHaveFocus()
    await page.getByRole('radio', { name: 'Type the code' }).click()
    await field('Code of the other device').fill('ABCD')
    await button('Go on').click()
    await expect.element(page.getByText('4 characters so far; the code has 28.')).toBeVisible()
    await field('Code of the other device').fill('A'.repeat(28))
    await button('Go on').click()
    await expect.element(page.getByText('42', { exact: true })).toBeVisible()
    await expect
      .element(page.getByRole('group', { name: 'Type these two digits on the other device' }))
      .toHaveFocus()
    shown.resolve()
    await expect.element(page.getByText('Give “Tablet” the whole account?')).toBeVisible()
    await expect.element(page.getByRole('group', { name: /^Give “Tablet”/ })).toHaveFocus()
    await button('Read this first: 0:05').click({ force: true })
    expect(asked('approvePairing')).toEqual([])
    await vi.waitFor(() => {
      clock.advance(1_000)
      expect(button('Add this device').elements()).toHaveLength(1)
    })
    expect(clock.now()).toBeGreaterThanOrEqual(consentFrom)
    await button('Add this device').click()
    await expect.element(page.getByText('Tablet is one of your devices now.')).toBeVisible()
  })
})

test('the new device shows a picture or a code, then asks for the digits', async () => {
  const answered = Promise.withResolvers<Result<string, AccountError>>()
  const { asked } = await drawPanel(null, {
    offerPairing: async how =>
      ok({ how, text: how === 'scan' ? 'WEFT-PAIR-1:ABC' : 'ABCD-EFGH', expiresAt: 1_000_000_000_000_000 }),
    pairingAnswered: () => answered.promise,
    enterCheckCode: async () => err({ type: 'pairing-code-wrong' }),
  })
  await button('Pair with another device').click()
  await expect.element(page.getByRole('img', { name: 'Pairing picture' })).toBeVisible()
  await button('Show a code instead').click()
  await expect.element(page.getByText('ABCD-EFGH')).toBeVisible()
  answered.resolve(ok('Laptop'))
  await field('Two digits from Laptop').fill('4')
  await button('Confirm').click()
  expect(asked('enterCheckCode')).toEqual([])
  await field('Two digits from Laptop').fill('42')
  await button('Confirm').click()
  await expect
    .element(page.getByRole('alert', { name: 'The digits were not right, so the pairing was ended' }))
    .toBeVisible()
})
