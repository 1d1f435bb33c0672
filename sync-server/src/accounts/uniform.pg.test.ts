/** Nobody learns from an answer, or from its time, whether an address has an account. */

import { systemRandom } from '@weft/shared/env.ts'
import { expect, test } from 'vitest'
import * as z from 'zod'
import { type Browser, runAccountServer } from '../testing/account-server.ts'
import { join, text } from '../testing/person.ts'
import { createGate } from '../limits/gate.ts'
import { createProofVerifier } from './proof-verifier.ts'

const samples = Number(process.env['TIMING_SAMPLES'] ?? 12)

const median = (values: readonly number[]): number =>
  values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0

/** Turn by turn, so that whatever else this machine does falls on both. */
const compare = async (known: () => Promise<unknown>, unknown: () => Promise<unknown>) => {
  const times: Record<'known' | 'unknown', number[]> = { known: [], unknown: [] }
  for (let sample = 0; sample < samples; sample += 1)
    for (const [name, ask] of [
      ['known', known],
      ['unknown', unknown],
    ] as const) {
      const start = performance.now()
      await ask()
      times[name].push(performance.now() - start)
    }
  return { known: median(times.known), unknown: median(times.unknown) }
}

const Salt = z.object({ kdf: z.object({ salt: z.string() }) })
const saltOf = async (browser: Browser, email: string): Promise<string> =>
  Salt.parse(await browser.done('prelogin', { body: { email } })).kdf.salt

test('prelogin: the same form, a salt of its own for every address, and always the same', async () => {
  const server = await runAccountServer()
  const ada = await join(server.browser(), 'ada@example.org')
  const browser = server.browser()
  const known = await browser.done('prelogin', { body: { email: ada.email } })
  const unknown = await browser.done('prelogin', { body: { email: 'nobody@example.org' } })
  const shape = (body: Record<string, unknown>) => JSON.stringify(body).replace(/"salt":"[\w-]{22}"/, '')
  expect(shape(unknown)).toBe(shape(known))
  expect(await saltOf(browser, 'nobody@example.org')).toBe(await saltOf(browser, ' NOBODY@example.org'))
  expect(await saltOf(browser, 'nobody@example.org')).not.toBe(await saltOf(browser, 'nobody2@example.org'))
})

test('signing in: one answer for a wrong proof, an unknown address and a phrase that was never set', async () => {
  const server = await runAccountServer()
  const ada = await join(server.browser(), 'ada@example.org')
  const browser = server.browser()
  const authKey = text(systemRandom.bytes(32))
  const answers = [
    await browser.ask('sign-in', { body: { email: ada.email, authKey } }),
    await browser.ask('sign-in', { body: { email: 'nobody@example.org', authKey } }),
    await browser.ask('use-recovery-phrase', {
      body: { email: 'nobody@example.org', recoveryAuth: authKey },
    }),
  ]
  for (const { status, headers, body } of answers) {
    expect(status).toBe(401)
    expect({ ...body, requestId: '' }).toEqual({ ...answers[0]?.body, requestId: '' })
    expect(headers['set-cookie']).toBeUndefined()
    expect(headers['content-length']).toBe(answers[0]?.headers['content-length'])
  }
})

test('the time of an answer tells no more than noise does', async () => {
  const gate = createGate({ atOnce: 2, longestQueue: 10 })
  const real = createProofVerifier({ random: systemRandom, pepper: Buffer.alloc(32, 2), gate })
  const server = await runAccountServer({ proofs: real })
  const ada = await join(server.browser(), 'ada@example.org')
  const browser = server.browser()
  let place = 0
  const signIn = (email: string) => async () => {
    // Limits go by address and network; what is measured here is what comes after them.
    if (place % 8 === 0) await server.database.db.deleteFrom('limits').execute()
    place += 1
    return browser.ask('sign-in', { body: { email, authKey: text(Buffer.alloc(32, 9)) } })
  }
  const bySignIn = await compare(signIn(ada.email), signIn('nobody@example.org'))
  const prelogin = (email: string) => () => browser.ask('prelogin', { body: { email } })
  const byPrelogin = await compare(prelogin(ada.email), prelogin('nobody@example.org'))
  // Without equal work a sign-in takes milliseconds instead of tens of them.
  for (const { known, unknown } of [bySignIn, byPrelogin]) {
    expect(unknown / known).toBeGreaterThan(0.5)
    expect(unknown / known).toBeLessThan(2)
  }
}, 60_000)

test('too many wrong proofs make one wait, known or not, and the right one is let in after it', async () => {
  const server = await runAccountServer()
  const ada = await join(server.browser(), 'ada@example.org')
  const browser = server.browser()
  const ask = (email: string, authKey: Uint8Array) =>
    browser.ask('sign-in', { body: { email, authKey: text(authKey) } })
  for (const email of [ada.email, 'nobody@example.org']) {
    for (let attempt = 0; attempt < 11; attempt += 1)
      expect((await ask(email, Buffer.alloc(32, 9))).problem).toBe('sign-in-refused')
    const refused = await ask(email, ada.authKey)
    expect([refused.status, refused.problem, refused.headers['retry-after']]).toEqual([
      429,
      'too-many-attempts',
      '1',
    ])
  }
  server.clock.advance(1_000)
  expect((await ask(ada.email, ada.authKey)).status).toBe(200)
})
