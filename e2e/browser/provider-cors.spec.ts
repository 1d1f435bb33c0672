/** The provider as a real browser meets it: its CORS rules are those of the vendors only if Chromium agrees. */
import type { Page } from '@playwright/test'
import { chatText } from '../stack/chat-answer.ts'
import { cutAfter, gzipGarbage, withFault, withoutCors } from '../stack/faults.ts'
import { startPageServer, type PageServer } from '../stack/page-server.ts'
import { vendorError } from '../stack/vendor-errors.ts'
import { expect, test } from './fixtures.ts'

interface Call {
  readonly path: string
  readonly headers: Readonly<Record<string, string>>
}

const call = { path: '/v1/chat/completions', headers: { authorization: 'Bearer x' } }

/** A page of this machine that is not the app, so that no policy of ours decides. */
let server: PageServer

test.beforeAll(async () => {
  server = await startPageServer({ '/': { body: '<!doctype html><title>A page</title>' } })
})

test.afterAll(() => server.close())

test.beforeEach(async ({ page }) => {
  await page.goto(server.url)
})

const ask = (page: Page, url: string, { path, headers }: Call) =>
  page.evaluate(
    async ({ address, sent }) => {
      try {
        const response = await fetch(address, {
          method: 'POST',
          headers: { 'content-type': 'application/json', ...sent },
          body: JSON.stringify({ model: 'm', stream: true, messages: [{ role: 'user', content: 'Hi' }] }),
        })
        const text = await response.text().catch(() => 'broken')
        return { status: response.status, text, retryAfter: response.headers.get('retry-after') }
      } catch {
        return { status: 0, text: 'refused', retryAfter: null }
      }
    },
    { address: url + path, sent: headers },
  )

const rules: readonly (readonly [name: string, call: Call, status: number])[] = [
  ['an open server', call, 200],
  ['OpenAI', { path: '/openai/v1/chat/completions', headers: { authorization: 'Bearer x' } }, 200],
  [
    'Anthropic, owned up to',
    {
      path: '/anthropic/v1/messages',
      headers: {
        'x-api-key': 'x',
        'anthropic-version': '2023-06-01',
        'anthropic-dangerous-direct-browser-access': 'true',
      },
    },
    200,
  ],
  [
    'Anthropic, not owned up to',
    { path: '/anthropic/v1/messages', headers: { 'x-api-key': 'x', 'anthropic-version': '2023-06-01' } },
    0,
  ],
  [
    'Ollama',
    { path: '/ollama/v1/chat/completions', headers: { authorization: 'Bearer x', 'x-stainless-lang': 'js' } },
    200,
  ],
  [
    'Ollama with a header it does not know',
    { path: '/ollama/v1/chat/completions', headers: { 'x-team': 'blue' } },
    0,
  ],
  ['LM Studio as shipped', { path: '/lmstudio/v1/chat/completions', headers: {} }, 0],
]

for (const [name, request, status] of rules) {
  test(`${name}: ${status === 0 ? 'refused' : 'answered'}`, async ({ page, provider, watch }) => {
    watch.allow(/CORS policy/)
    expect((await ask(page, provider.url, request)).status).toBe(status)
  })
}

test('without CORS even an answer is out of reach', async ({ page, provider, watch }) => {
  watch.allow(/CORS policy/)
  provider.script(withFault(chatText('unreadable'), withoutCors))
  expect((await ask(page, provider.url, call)).text).toBe('refused')
})

test('a cut and garbage break the body, not the head', async ({ page, provider }) => {
  provider.script([withFault(chatText('one two'), cutAfter(1)), withFault(chatText('x'), gzipGarbage)])
  expect(await ask(page, provider.url, call)).toMatchObject({ status: 200, text: 'broken' })
  expect((await ask(page, provider.url, call)).text).toMatch(/broken|refused/)
})

test('Retry-After reaches a page where the vendor exposes it', async ({ page, provider }) => {
  provider.script(vendorError('openai', 'rate-limited', { retryAfter: 8 }))
  const path = '/openai/v1/chat/completions'
  expect(await ask(page, provider.url, { ...call, path })).toMatchObject({ status: 429, retryAfter: '8' })
})
