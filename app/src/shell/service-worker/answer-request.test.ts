import { describe, expect, test } from 'vitest'
import { type AnswerDeps, answerRequest, type Asked } from './answer-request.ts'

const origin = 'https://weft.example'

const html = (body: string): Response => new Response(body, { headers: { 'Content-Type': 'text/html' } })

const storedFiles: Readonly<Record<string, () => Response>> = {
  '/index.html': () =>
    new Response('shell', {
      headers: { 'Content-Type': 'text/html', 'Content-Security-Policy': "default-src 'none'" },
    }),
  '/assets/index-1.js': () => new Response('code'),
  '/assets/provider.worker-1.js': () =>
    new Response('worker', {
      headers: {
        'Content-Security-Policy': "default-src 'none'; script-src 'self'; connect-src 'self' https:",
      },
    }),
}

const deps = (more: Partial<AnswerDeps> = {}): AnswerDeps => ({
  stored: path => Promise.resolve(storedFiles[path]?.()),
  ask: () => Promise.reject(new TypeError('offline')),
  providerUrls: () => Promise.resolve(['https://api.openai.com/v1']),
  origin,
  ...more,
})

const navigation = (path: string): Asked => ({ url: origin + path, method: 'GET', mode: 'navigate' })
const file = (path: string): Asked => ({ url: origin + path, method: 'GET', mode: 'cors' })

/** Status and text of the answer; undefined when it is left to the browser. */
const answer = async (asked: Asked, more: Partial<AnswerDeps> = {}): Promise<string | undefined> => {
  const response = await answerRequest(asked, deps(more))
  return response && `${response.status} ${await response.text()}`
}

describe('without a network', () => {
  test.each([
    '/',
    '/t/thr_abc',
    '/t/thr_abc?m=msg_d',
    '/settings/providers',
    '/trash',
    '/folder/fld_a',
    '/welcome',
  ])('a cold start at %s gets the shell', async path =>
    expect(await answer(navigation(path))).toBe('200 shell'),
  )

  test('the shell keeps the policy the server gave it', async () => {
    const response = await answerRequest(navigation('/t/thr_abc'), deps())
    expect(response?.headers.get('Content-Security-Policy')).toBe("default-src 'none'")
  })

  test('an unknown address gets the shell too, which says that nothing is there', async () => {
    expect(await answer(navigation('/nowhere'))).toBe('200 shell')
  })

  test('a file that is not stored is missing, and never the shell', async () => {
    expect(await answer(file('/assets/old-9.js'))).toBe('404 ')
  })
})

describe('with a network', () => {
  const online = { ask: () => Promise.resolve(new Response('from the server')) }

  test('the shell and stored files come from the store', async () => {
    expect(await answer(navigation('/t/thr_abc'), online)).toBe('200 shell')
    expect(await answer(file('/assets/index-1.js'), online)).toBe('200 code')
  })

  test('addresses of the server are the server’s', async () => {
    expect(await answer(navigation('/healthz'), online)).toBe('200 from the server')
    expect(await answer(file('/sync/head'), online)).toBe('200 from the server')
  })

  test('an address that the server does not know either gets the shell', async () => {
    const unknown = { ask: () => Promise.resolve(new Response('problem', { status: 404 })) }
    expect(await answer(navigation('/nowhere'), unknown)).toBe('200 shell')
  })

  test('HTML in the place of a script is refused', async () => {
    const proxy = { ask: () => Promise.resolve(html('<!doctype html>')) }
    expect(await answer(file('/assets/old-9.js'), proxy)).toBe('404 ')
  })

  test('what is sent, and what goes elsewhere, is not touched', async () => {
    expect(await answer({ ...file('/sync'), method: 'POST' }, online)).toBeUndefined()
    expect(
      await answer({ url: 'https://api.openai.com/v1', method: 'GET', mode: 'cors' }, online),
    ).toBeUndefined()
  })
})

describe('the provider worker', () => {
  const policyFor = async (urls: readonly string[]): Promise<string | null | undefined> => {
    const response = await answerRequest(
      file('/assets/provider.worker-1.js'),
      deps({ providerUrls: () => Promise.resolve(urls) }),
    )
    return response?.headers.get('Content-Security-Policy')
  }

  test('may ask the configured providers and this machine, and keeps the rest of the server’s policy', async () => {
    expect(
      await policyFor(['https://api.openai.com/v1', 'http://192.168.1.5:11434', 'https://api.openai.com/v2']),
    ).toBe(
      "default-src 'none'; script-src 'self'; connect-src 'self' http://localhost:* http://127.0.0.1:*" +
        ' http://192.168.1.5:11434 https://api.openai.com',
    )
  })

  test('an address cannot add a directive or a second source', async () => {
    const policy = await policyFor([
      "https://a;script-src'unsafe-eval'",
      'https://b,c',
      "https://d' *",
      'javascript:alert(1)',
      'data:text/html,x',
      'not an address',
      '*',
      'http://[::1]:8080',
      'https://*.example.com',
    ])
    expect(policy).toBe(
      "default-src 'none'; script-src 'self'; connect-src 'self' http://localhost:* http://127.0.0.1:*",
    )
  })

  test('has a policy even when the stored answer has none', async () => {
    const response = await answerRequest(
      file('/assets/provider.worker-2.js'),
      deps({ ask: () => Promise.resolve(new Response('worker')) }),
    )
    expect(response?.headers.get('Content-Security-Policy')).toContain("default-src 'none'")
    expect(response?.headers.get('Content-Security-Policy')).toContain('https://api.openai.com')
  })

  test('the engine’s worker is not touched', async () => {
    const response = await answerRequest(
      file('/assets/main.worker-1.js'),
      deps({
        ask: () => Promise.resolve(new Response('engine', { headers: { 'Content-Security-Policy': 'x' } })),
      }),
    )
    expect(response?.headers.get('Content-Security-Policy')).toBe('x')
  })
})
