/**
 * The provider worker as it ships (built, under the policy of its response) in a real browser, against a server of
 * another origin that lets pages in as each vendor does. Proves what no other test can: that the calls of the SDKs
 * pass the preflights of the vendors, and that the failures a browser hides are told apart.
 */

import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { fileURLToPath } from 'node:url'
import { must } from '@weft/shared/assert.ts'
import type { Result } from '@weft/shared/result.ts'
import { type Browser, chromium, type Page } from 'playwright'
import { build } from 'vite'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { anthropicText } from '../../e2e/stack/anthropic-answer.ts'
import { chatText } from '../../e2e/stack/chat-answer.ts'
import { startFaultProvider } from '../../e2e/stack/fault-provider.ts'
import { holdAfter, withFault } from '../../e2e/stack/faults.ts'
import { openaiModels } from '../../e2e/stack/model-lists.ts'
import { type Answer as Played, createGate } from '../../e2e/stack/reply.ts'
import { responsesText } from '../../e2e/stack/responses-answer.ts'
import { vendorError } from '../../e2e/stack/vendor-errors.ts'
import { chromiumArgs, chromiumPath } from '../../scripts/chromium.ts'
import type { ConnectionReport } from '../src/features/providers/connection-test.ts'
import type { ProviderError } from '../src/features/providers/provider-error.ts'
import type { Answer, Ask } from './providers-page.ts'

const pagePort = 8762
const vendorPort = 8763
const deadPort = 8764

let folder: string
let pages: Server
let browser: Browser
let page: Page
let vendor: Awaited<ReturnType<typeof startFaultProvider>>

const buildInto = (outDir: string) =>
  build({
    configFile: false,
    root: fileURLToPath(new URL('..', import.meta.url)),
    logLevel: 'error',
    build: {
      outDir,
      emptyOutDir: true,
      minify: false,
      modulePreload: { polyfill: false },
      rolldownOptions: {
        input: fileURLToPath(new URL('./providers-page.ts', import.meta.url)),
        output: { entryFileNames: 'page.js' },
      },
    },
    worker: {
      format: 'es',
      rolldownOptions: { output: { entryFileNames: '[name].js', chunkFileNames: '[name]-[hash].js' } },
    },
  })

/** The policy of the worker allows the vendor and the dead port, not the port after it. */
const workerPolicy = `default-src 'none'; script-src 'self'; connect-src 'self' http://127.0.0.1:${vendorPort} http://127.0.0.1:${deadPort}; require-trusted-types-for 'script'; trusted-types 'none'; report-uri /breach`

/** What browsers reported of the policy: https://w3c.github.io/webappsec-csp/#deprecated-serialize-violation */
const breaches: string[] = []

const answerPage = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
  const path = (request.url ?? '/').split('?')[0] ?? '/'
  if (path === '/breach') {
    breaches.push(await text(request))
    response.end()
    return
  }
  if (path === '/') {
    response.setHeader('content-type', 'text/html')
    response.end('<!doctype html><title>Weft</title><script type="module" src="/page.js"></script>')
    return
  }
  const body = await readFile(join(folder, path)).catch(() => undefined)
  if (path === '/provider.worker.js') response.setHeader('content-security-policy', workerPolicy)
  response.setHeader('content-type', 'text/javascript')
  response.writeHead(body === undefined ? 404 : 200).end(body)
}

const servePages = (): Promise<Server> =>
  new Promise(resolve => {
    const server = createServer((request, response) => void answerPage(request, response))
    server.listen(pagePort, () => resolve(server))
  })

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'weft-providers-'))
  await buildInto(folder)
  pages = await servePages()
  vendor = await startFaultProvider({ port: vendorPort })
  browser = await chromium.launch({ executablePath: chromiumPath(), args: chromiumArgs })
  page = await browser.newPage()
  await page.goto(`http://localhost:${pagePort}/`)
}, 60_000)

afterEach(() => vendor.reset())

afterAll(async () => {
  await browser?.close()
  await vendor?.close()
  pages?.close()
  await rm(folder, { recursive: true, force: true })
})

const ask = (asked: Ask): Promise<Answer> => page.evaluate<Answer>(`ask(${JSON.stringify(asked)})`)
const test = (asked: Ask): Promise<Result<ConnectionReport, ProviderError>> =>
  page.evaluate<Result<ConnectionReport, ProviderError>>(`test(${JSON.stringify(asked)})`)

interface VendorCase {
  readonly preset: string
  readonly dialect: Ask['dialect']
  readonly path: string
  readonly text: (text: string) => Played
}

const compatible = (preset: string, vendorName: string): VendorCase => ({
  preset,
  dialect: 'openai-compatible',
  path: `/${vendorName}/v1`,
  text: chatText,
})

const cases: readonly VendorCase[] = [
  { preset: 'openai', dialect: 'openai', path: '/openai/v1', text: responsesText },
  { preset: 'anthropic', dialect: 'anthropic', path: '/anthropic', text: anthropicText },
  compatible('openrouter', 'openrouter'),
  compatible('groq', 'groq'),
  compatible('mistral', 'mistral'),
  compatible('deepseek', 'deepseek'),
  compatible('gemini', 'gemini'),
  compatible('ollama', 'ollama'),
  compatible('llama-cpp', 'llamacpp'),
  compatible('vllm', 'vllm'),
]

const askOf = ({ preset, dialect, path }: VendorCase, port = vendorPort): Ask => ({
  preset,
  dialect,
  baseUrl: `http://127.0.0.1:${port}${path}`,
})

describe.each(cases)('$preset', vendorCase => {
  it('lets the call of the SDK pass its preflight, and streams', async () => {
    vendor.script(vendorCase.text('Grüße aus 東京'))
    expect(await ask(askOf(vendorCase))).toMatchObject({ text: 'Grüße aus 東京', last: { type: 'finish' } })
    const headers = must(vendor.calls()[0], 'call').headers
    expect(headers['authorization']).toBe('Bearer sk-test-12345')
    expect(headers['origin']).toBe(`http://localhost:${pagePort}`)
    expect(headers['referer']).toBeUndefined()
  })
})

const anthropic = must(cases[1], 'anthropic')
const ollama = must(
  cases.find(({ preset }) => preset === 'ollama'),
  'ollama',
)

it('tests a connection', async () => {
  vendor.always(request => request.format === 'models', openaiModels(['a', 'b']))
  expect(await test(askOf(ollama))).toMatchObject({
    ok: true,
    value: { models: [{ modelId: 'a' }, { modelId: 'b' }] },
  })
  vendor.reset()
  vendor.always(request => request.format === 'models', vendorError('anthropic', 'key-refused'))
  expect(await test(askOf(anthropic))).toMatchObject({ ok: false, error: { type: 'key-refused' } })
})

it('stops, and the server sees the page leave', async () => {
  vendor.script(withFault(chatText('one two three four'), holdAfter(2, createGate())))
  const answer = await ask({ ...askOf(ollama), stopAt: 'two' })
  expect(answer.text).toContain('two')
  expect(answer.last?.type).toBe('text-delta')
  const call = must(vendor.calls()[0], 'call')
  await call.ended
  expect(call.outcome()).toBe('client-left')
})

it.each(cases.slice(0, 3))('$preset: names a host where nobody listens', async vendorCase => {
  expect((await ask(askOf(vendorCase, deadPort))).last).toEqual({
    type: 'error',
    error: { type: 'host-unreachable' },
  })
})

it.each(cases.slice(0, 3))('$preset: names a call that the policy refuses', async vendorCase => {
  expect((await ask(askOf(vendorCase, deadPort + 1))).last).toEqual({
    type: 'error',
    error: { type: 'csp-blocked' },
  })
})

it('names a server that does not let this page in', async () => {
  expect((await ask(askOf(compatible('lm-studio', 'lmstudio')))).last).toEqual({
    type: 'error',
    error: { type: 'cors-blocked' },
  })
})

it('is known to be gone as soon as it is: nobody waits for its answer', async () => {
  expect(await page.evaluate(`outlive(${JSON.stringify(askOf(ollama))})`)).toMatchObject({
    before: { ok: true },
    after: { ok: false, error: { type: 'stream-cut' } },
  })
}, 5_000)

it('ends by itself when another has taken over, and holds nothing then', async () => {
  expect(await page.evaluate(`retire(${JSON.stringify(askOf(ollama))})`)).toMatchObject({ ok: true })
  // Its own, and that of the engine for it.
  await expect.poll(() => page.evaluate('heldLocks()'), { interval: 50 }).toHaveLength(2)
  await expect.poll(() => page.evaluate('heldLocks()'), { timeout: 20_000 }).toEqual([])
}, 30_000)

it('breaks no rule of its own policy: only the calls that were to be refused are reported', async () => {
  await expect.poll(() => breaches.length).toBeGreaterThan(0)
  expect(breaches.filter(breach => !breach.includes(`127.0.0.1:${deadPort + 1}`))).toEqual([])
})
