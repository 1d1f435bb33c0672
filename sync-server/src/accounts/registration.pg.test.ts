import { expect, test } from 'vitest'
import { type AccountServer, type Browser, runAccountServer } from '../testing/account-server.ts'
import { join, makePerson } from '../testing/person.ts'

const signUp = async (browser: Browser, email: string, invitation?: unknown) =>
  browser.ask('create-account', { body: { ...(await makePerson(email)).signUp, invitation } })

const inviter = async (server: AccountServer): Promise<Browser> =>
  (await join(server.browser(), 'admin@example.org')).browser

test('of many who are first at once one is the administrator', async () => {
  const server = await runAccountServer()
  const people = await Promise.all(
    Array.from({ length: 6 }, (_, index) => makePerson(`p${index}@example.org`)),
  )
  const answers = await Promise.all(
    people.map(({ signUp: body }) => server.browser().done('create-account', { body })),
  )
  expect(answers.filter(({ role }) => role === 'administrator')).toHaveLength(1)
})

test('closed: nobody', async () => {
  const server = await runAccountServer({ registration: 'closed' })
  expect((await signUp(server.browser(), 'ada@example.org')).problem).toBe('registration-closed')
})

test('by invitation: the first needs none, later ones one that is good, as often as it says and no more', async () => {
  const server = await runAccountServer({ registration: 'invitation' })
  const administrator = await inviter(server)
  // Who is not invited does not learn who is here.
  for (const email of ['admin@example.org', 'new@example.org'])
    expect((await signUp(server.browser(), email)).problem).toBe('invitation-invalid')
  const { invitation } = await administrator.done('create-invitation', { body: { uses: 3, days: 2 } })
  const answers = await Promise.all(
    Array.from({ length: 6 }, (_, index) => signUp(server.browser(), `p${index}@example.org`, invitation)),
  )
  expect(answers.filter(({ status }) => status === 200)).toHaveLength(3)
  expect(answers.find(({ status }) => status !== 200)?.problem).toBe('invitation-invalid')
  // One that failed for another reason is not spent.
  const other = await administrator.done('create-invitation', { body: { days: 1 } })
  expect((await signUp(server.browser(), 'admin@example.org', other['invitation'])).problem).toBe(
    'email-taken',
  )
  expect(await administrator.done('list-invitations')).toMatchObject({
    invitations: expect.arrayContaining([
      expect.objectContaining({ invitationId: other['invitationId'], usesLeft: 1 }),
    ]),
  })
  server.clock.advance(86_400_000)
  expect((await signUp(server.browser(), 'late@example.org', other['invitation'])).problem).toBe(
    'invitation-invalid',
  )
})
