import { brotliDecompressSync, gunzipSync } from 'node:zlib'
import { expect, test } from 'vitest'
import { script, shell } from '../testing/app-fixture.ts'
import { runServer } from '../testing/running-server.ts'

const scriptPath = '/assets/index-Ab3dE6gH.js'
const navigation = { 'Sec-Fetch-Dest': 'document', Accept: 'text/html,*/*;q=0.8' }

/** What differs from one request to the next, or is decided by Node. */
const passing = new Set(['date', 'connection', 'keep-alive', 'x-request-id', 'content-length'])

const headersOf = async (path: string): Promise<Record<string, unknown>> => {
  const { ask, listening } = await runServer()
  const { status, headers } = await ask(path, { Host: 'weft.test' })
  expect(headers['x-request-id']).toMatch(/^[0-9a-f]{16}$/)
  expect(listening.url).toMatch(/^http:\/\/localhost:\d+$/)
  const kept = Object.entries(headers).filter(([name]) => !passing.has(name))
  return { status, ...Object.fromEntries(kept) }
}

test('headers of the page', async () => {
  expect(await headersOf('/')).toMatchInlineSnapshot(`
    {
      "accept-ranges": "bytes",
      "cache-control": "no-cache",
      "content-security-policy": "default-src 'none'; base-uri 'none'; object-src 'none'; form-action 'self'; frame-ancestors 'none'; script-src 'self' 'wasm-unsafe-eval'; script-src-attr 'none'; style-src 'self'; style-src-attr 'unsafe-inline'; img-src 'self' data: blob:; media-src 'self' blob:; font-src 'self'; connect-src 'self' ws://weft.test; worker-src 'self'; manifest-src 'self'; frame-src 'self'; require-trusted-types-for 'script'; trusted-types weft",
      "content-type": "text/html; charset=utf-8",
      "cross-origin-opener-policy": "same-origin",
      "cross-origin-resource-policy": "same-origin",
      "etag": ""Ek4UKU--VCwvG06SLIc7vG"",
      "origin-agent-cluster": "?1",
      "permissions-policy": "camera=(self), microphone=(self), clipboard-write=(self), publickey-credentials-get=(self), publickey-credentials-create=(self), geolocation=(), payment=(), usb=(), serial=(), hid=(), display-capture=()",
      "referrer-policy": "no-referrer",
      "status": 200,
      "vary": "Accept-Encoding",
      "x-content-type-options": "nosniff",
    }
  `)
})

test('headers of an address of the page', async () => {
  expect(await headersOf('/threads/thr_abc')).toEqual(await headersOf('/'))
})

test('headers of the engine worker', async () => {
  expect(await headersOf('/assets/main.worker-Ab3-E_gH.js')).toMatchInlineSnapshot(`
    {
      "accept-ranges": "bytes",
      "cache-control": "no-cache",
      "content-security-policy": "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; connect-src 'self' ws://weft.test; require-trusted-types-for 'script'; trusted-types 'none'",
      "content-type": "text/javascript; charset=utf-8",
      "cross-origin-opener-policy": "same-origin",
      "cross-origin-resource-policy": "same-origin",
      "etag": ""eZKjnWzeXgUOt4RhqL-a2Y"",
      "origin-agent-cluster": "?1",
      "permissions-policy": "camera=(self), microphone=(self), clipboard-write=(self), publickey-credentials-get=(self), publickey-credentials-create=(self), geolocation=(), payment=(), usb=(), serial=(), hid=(), display-capture=()",
      "referrer-policy": "no-referrer",
      "status": 200,
      "vary": "Accept-Encoding",
      "x-content-type-options": "nosniff",
    }
  `)
})

test('headers of the provider worker', async () => {
  expect(await headersOf('/assets/provider.worker-Ab3dE6gH.js')).toMatchInlineSnapshot(`
    {
      "accept-ranges": "bytes",
      "cache-control": "no-cache",
      "content-security-policy": "default-src 'none'; script-src 'self'; connect-src 'self' https: http://localhost:* http://127.0.0.1:*; require-trusted-types-for 'script'; trusted-types 'none'",
      "content-type": "text/javascript; charset=utf-8",
      "cross-origin-opener-policy": "same-origin",
      "cross-origin-resource-policy": "same-origin",
      "etag": ""eZKjnWzeXgUOt4RhqL-a2Y"",
      "origin-agent-cluster": "?1",
      "permissions-policy": "camera=(self), microphone=(self), clipboard-write=(self), publickey-credentials-get=(self), publickey-credentials-create=(self), geolocation=(), payment=(), usb=(), serial=(), hid=(), display-capture=()",
      "referrer-policy": "no-referrer",
      "status": 200,
      "vary": "Accept-Encoding",
      "x-content-type-options": "nosniff",
    }
  `)
})

test('headers of a worker that only computes', async () => {
  expect(await headersOf('/assets/highlight.worker-Ab3dE6gH.js')).toMatchInlineSnapshot(`
    {
      "accept-ranges": "bytes",
      "cache-control": "no-cache",
      "content-security-policy": "default-src 'none'; script-src 'self'; connect-src 'none'; require-trusted-types-for 'script'; trusted-types 'none'",
      "content-type": "text/javascript; charset=utf-8",
      "cross-origin-opener-policy": "same-origin",
      "cross-origin-resource-policy": "same-origin",
      "etag": ""eZKjnWzeXgUOt4RhqL-a2Y"",
      "origin-agent-cluster": "?1",
      "permissions-policy": "camera=(self), microphone=(self), clipboard-write=(self), publickey-credentials-get=(self), publickey-credentials-create=(self), geolocation=(), payment=(), usb=(), serial=(), hid=(), display-capture=()",
      "referrer-policy": "no-referrer",
      "status": 200,
      "vary": "Accept-Encoding",
      "x-content-type-options": "nosniff",
    }
  `)
})

test('headers of the service worker', async () => {
  expect(await headersOf('/sw.js')).toMatchInlineSnapshot(`
    {
      "accept-ranges": "bytes",
      "cache-control": "no-cache",
      "content-security-policy": "default-src 'none'; script-src 'self'; connect-src 'self'; require-trusted-types-for 'script'; trusted-types 'none'",
      "content-type": "text/javascript; charset=utf-8",
      "cross-origin-opener-policy": "same-origin",
      "cross-origin-resource-policy": "same-origin",
      "etag": ""89ezXd-dV6CZUpkDn_s5-R"",
      "origin-agent-cluster": "?1",
      "permissions-policy": "camera=(self), microphone=(self), clipboard-write=(self), publickey-credentials-get=(self), publickey-credentials-create=(self), geolocation=(), payment=(), usb=(), serial=(), hid=(), display-capture=()",
      "referrer-policy": "no-referrer",
      "status": 200,
      "vary": "Accept-Encoding",
      "x-content-type-options": "nosniff",
    }
  `)
})

test('headers of a script that is no worker', async () => {
  expect(await headersOf(scriptPath)).toMatchInlineSnapshot(`
    {
      "accept-ranges": "bytes",
      "cache-control": "public, max-age=31536000, immutable",
      "content-security-policy": "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
      "content-type": "text/javascript; charset=utf-8",
      "cross-origin-opener-policy": "same-origin",
      "cross-origin-resource-policy": "same-origin",
      "etag": ""fsLC7olMYH8MAyQR1URGwq"",
      "origin-agent-cluster": "?1",
      "permissions-policy": "camera=(self), microphone=(self), clipboard-write=(self), publickey-credentials-get=(self), publickey-credentials-create=(self), geolocation=(), payment=(), usb=(), serial=(), hid=(), display-capture=()",
      "referrer-policy": "no-referrer",
      "status": 200,
      "vary": "Accept-Encoding",
      "x-content-type-options": "nosniff",
    }
  `)
})

test('a script that resembles a worker is inert', async () => {
  const answer = await headersOf('/assets/provider.worker-extra-Ab3dE6gH.js')
  expect(answer['content-security-policy']).toBe(
    "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
  )
})

test('headers of the manifest', async () => {
  expect(await headersOf('/manifest.webmanifest')).toMatchInlineSnapshot(`
    {
      "accept-ranges": "bytes",
      "cache-control": "no-cache",
      "content-security-policy": "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
      "content-type": "application/manifest+json; charset=utf-8",
      "cross-origin-opener-policy": "same-origin",
      "cross-origin-resource-policy": "same-origin",
      "etag": ""d5gPQa7-esT8gzi_axTzVU"",
      "origin-agent-cluster": "?1",
      "permissions-policy": "camera=(self), microphone=(self), clipboard-write=(self), publickey-credentials-get=(self), publickey-credentials-create=(self), geolocation=(), payment=(), usb=(), serial=(), hid=(), display-capture=()",
      "referrer-policy": "no-referrer",
      "status": 200,
      "vary": "Accept-Encoding",
      "x-content-type-options": "nosniff",
    }
  `)
})

test('headers of a drawing', async () => {
  expect(await headersOf('/favicon.svg')).toMatchInlineSnapshot(`
    {
      "accept-ranges": "bytes",
      "cache-control": "no-cache",
      "content-security-policy": "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'; sandbox",
      "content-type": "image/svg+xml",
      "cross-origin-opener-policy": "same-origin",
      "cross-origin-resource-policy": "same-origin",
      "etag": ""-5H5oDwgLF8WDu9kTaby9w"",
      "origin-agent-cluster": "?1",
      "permissions-policy": "camera=(self), microphone=(self), clipboard-write=(self), publickey-credentials-get=(self), publickey-credentials-create=(self), geolocation=(), payment=(), usb=(), serial=(), hid=(), display-capture=()",
      "referrer-policy": "no-referrer",
      "status": 200,
      "vary": "Accept-Encoding",
      "x-content-type-options": "nosniff",
    }
  `)
})

test('headers of a missing file', async () => {
  expect(await headersOf('/assets/gone-Ab3dE6gH.js')).toMatchInlineSnapshot(`
    {
      "cache-control": "no-store",
      "content-security-policy": "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
      "content-type": "application/problem+json; charset=utf-8",
      "cross-origin-opener-policy": "same-origin",
      "cross-origin-resource-policy": "same-origin",
      "origin-agent-cluster": "?1",
      "permissions-policy": "camera=(self), microphone=(self), clipboard-write=(self), publickey-credentials-get=(self), publickey-credentials-create=(self), geolocation=(), payment=(), usb=(), serial=(), hid=(), display-capture=()",
      "referrer-policy": "no-referrer",
      "status": 404,
      "x-content-type-options": "nosniff",
    }
  `)
})

test('an unsound host does not reach the policy', async () => {
  const { ask } = await runServer()
  const { headers } = await ask('/', { Host: 'a;script-src' })
  expect(headers['content-security-policy']).toContain("connect-src 'self';")
  expect(headers['content-security-policy']).not.toContain('a;script-src')
})

test('no answer lets another origin in', async () => {
  const { ask } = await runServer()
  for (const path of ['/', scriptPath, '/api/v1/x', '/healthz']) {
    const { headers } = await ask(path, { Origin: 'https://other.example' })
    expect(Object.keys(headers).filter(name => name.startsWith('access-control'))).toEqual([])
  }
  const preflight = await ask('/', { Origin: 'https://other.example' }, 'OPTIONS')
  expect(preflight.status).toBe(405)
  expect(preflight.headers['access-control-allow-origin']).toBeUndefined()
})

test.each(['/', '/index.html', '/threads/thr_abc', '/settings/providers?tab=1', '/apix'])(
  'a navigation to %s gets the shell',
  async path => {
    const { ask } = await runServer()
    const answer = await ask(path, navigation)
    expect(answer.status).toBe(200)
    expect(answer.headers['content-type']).toBe('text/html; charset=utf-8')
    expect(answer.body.toString()).toBe(shell)
  },
)

test.each([
  '/assets/gone-Ab3dE6gH.js',
  '/assets/',
  '/assets/folder',
  '/missing.png',
  '/threads/page.html',
  '/.env',
  '/.vite/manifest.json',
  '/assets/index-Ab3dE6gH.js.map',
  '/assets/index-Ab3dE6gH.js.br',
  '/assets/index-Ab3dE6gH.js.gz',
])('a navigation to %s gets a 404, not the shell', async path => {
  const { ask } = await runServer()
  const answer = await ask(path, navigation)
  expect(answer.status).toBe(404)
  expect(answer.headers['content-type']).toBe('application/problem+json; charset=utf-8')
  expect(answer.headers['cache-control']).toBe('no-store')
})

test('a script that asks for an address of the page gets a 404', async () => {
  const { ask } = await runServer()
  expect((await ask('/threads/thr_abc', { 'Sec-Fetch-Dest': 'empty' })).status).toBe(404)
  expect((await ask('/threads/thr_abc', { Accept: 'application/json' })).status).toBe(404)
})

test.each([
  '/../../etc/passwd',
  '/assets/../../../etc/passwd',
  '/..%2f..%2fetc%2fpasswd',
  '/%2e%2e/%2e%2e/etc/passwd',
  '/..\\..\\etc\\passwd',
  '/assets/%2e%2e/index',
  '/a%00b',
  '//etc/passwd/..',
])('%s leads nowhere', async path => {
  const { ask } = await runServer()
  expect((await ask(path, navigation)).status).toBe(404)
})

test('other methods than GET and HEAD are refused', async () => {
  const { ask } = await runServer()
  for (const method of ['POST', 'PUT', 'DELETE', 'PATCH', 'TRACE']) {
    const answer = await ask('/', {}, method)
    expect(answer.status).toBe(405)
    expect(answer.headers.allow).toBe('GET, HEAD')
  }
})

test('HEAD has the headers of GET and no body', async () => {
  const { ask } = await runServer()
  const encoded = { 'Accept-Encoding': 'br' }
  for (const [path, headers] of [
    [scriptPath, encoded],
    [scriptPath, {}],
    ['/', {}],
  ] as const) {
    const get = await ask(path, headers)
    const head = await ask(path, headers, 'HEAD')
    expect(head.status).toBe(200)
    expect(head.body).toHaveLength(0)
    for (const name of ['content-length', 'etag', 'content-encoding', 'content-type']) {
      expect(head.headers[name]).toBe(get.headers[name])
    }
  }
})

test('texts are compressed as the client likes best, brotli before gzip', async () => {
  const { ask } = await runServer()
  const brotli = await ask(scriptPath, { 'Accept-Encoding': 'gzip, deflate, br, zstd' })
  expect(brotli.headers['content-encoding']).toBe('br')
  expect(brotliDecompressSync(brotli.body).toString()).toBe(script)
  expect(brotli.body.length).toBeLessThan(script.length / 2)

  const zipped = await ask(scriptPath, { 'Accept-Encoding': 'gzip, br;q=0' })
  expect(zipped.headers['content-encoding']).toBe('gzip')
  expect(gunzipSync(zipped.body).toString()).toBe(script)

  const plain = await ask(scriptPath)
  expect(plain.headers['content-encoding']).toBeUndefined()
  expect(plain.body.toString()).toBe(script)

  const validators = [brotli, zipped, plain].map(answer => answer.headers.etag)
  expect(new Set(validators).size).toBe(3)
  expect(brotli.headers.vary).toBe('Accept-Encoding')
})

test('what the build did not compress is sent as it is', async () => {
  const { ask } = await runServer()
  for (const path of ['/icon-192.png', '/', '/assets/archive.gz']) {
    const answer = await ask(path, { 'Accept-Encoding': 'br' })
    expect(answer.headers['content-encoding']).toBeUndefined()
  }
})

test.each(['br', 'gzip', 'identity'])('what the client has already (%s) is answered 304', async encoding => {
  const { ask } = await runServer()
  const first = await ask(scriptPath, { 'Accept-Encoding': encoding })
  const again = await ask(scriptPath, {
    'Accept-Encoding': encoding,
    'If-None-Match': first.headers.etag ?? '',
  })
  expect(again.status).toBe(304)
  expect(again.body).toHaveLength(0)
  expect(again.headers['content-security-policy']).toBe(first.headers['content-security-policy'])
  const other = await ask(scriptPath, { 'Accept-Encoding': encoding, 'If-None-Match': '"other"' })
  expect(other.status).toBe(200)
})

test('a range is cut from the file itself, also for clients that compress', async () => {
  const { ask } = await runServer()
  const answer = await ask(scriptPath, { Range: 'bytes=7-19', 'Accept-Encoding': 'br' })
  expect(answer.status).toBe(206)
  expect(answer.headers['content-range']).toBe(`bytes 7-19/${script.length}`)
  expect(answer.headers['content-length']).toBe('13')
  expect(answer.body.toString()).toBe(script.slice(7, 20))

  const end = await ask(scriptPath, { Range: 'bytes=-5' })
  expect(end.body.toString()).toBe(script.slice(-5))
})

test('a range beyond the end is refused with the size', async () => {
  const { ask } = await runServer()
  const answer = await ask(scriptPath, { Range: `bytes=${script.length}-` })
  expect(answer.status).toBe(416)
  expect(answer.headers['content-range']).toBe(`bytes */${script.length}`)
})

test.each(['bytes=0-1,5-6', 'lines=0-1', 'bytes=nonsense'])(
  'the range %s gets the whole file',
  async range => {
    const { ask } = await runServer()
    const answer = await ask(scriptPath, { Range: range })
    expect(answer.status).toBe(200)
    expect(answer.body.toString()).toBe(script)
  },
)

test('a range of an older version gets the whole new one', async () => {
  const { ask } = await runServer()
  const current = (await ask(scriptPath)).headers.etag ?? ''
  expect((await ask(scriptPath, { Range: 'bytes=0-1', 'If-Range': '"older"' })).status).toBe(200)
  expect((await ask(scriptPath, { Range: 'bytes=0-1', 'If-Range': current })).status).toBe(206)
})

test('a range of what the client has already is answered 304, without a part', async () => {
  const { ask } = await runServer()
  const etag = (await ask(scriptPath)).headers.etag ?? ''
  const answer = await ask(scriptPath, { Range: 'bytes=0-1', 'If-None-Match': etag })
  expect(answer.status).toBe(304)
  expect(answer.headers['content-range']).toBeUndefined()
})
