/** The tools of the other specs, tried on a page that misbehaves: a watch that sees nothing proves nothing. */
import { createServer, type Server } from 'node:http'
import { createWatch } from './watch.ts'
import { expect, test } from './fixtures.ts'

const policy = "default-src 'self'; script-src 'self' 'unsafe-inline'; require-trusted-types-for 'script'"

const pages: Readonly<Record<string, string>> = {
  '/': '<!doctype html><title>Page</title><p>Quiet',
  '/strict': '<!doctype html><title>Page</title><p>Strict',
  '/worker.js': "onmessage = () => fetch('https://worker.example/leak').catch(() => postMessage('refused'))",
  '/sw.js':
    "oninstall = event => event.waitUntil(fetch('https://service-worker.example/leak').catch(() => undefined))",
}

let server: Server
let url: string

test.beforeAll(async () => {
  server = createServer((request, response) => {
    const path = request.url ?? '/'
    response.writeHead(path in pages ? 200 : 404, {
      'content-type': path.endsWith('.js') ? 'text/javascript' : 'text/html',
      ...(path === '/strict' ? { 'content-security-policy': policy } : {}),
    })
    response.end(pages[path] ?? '')
  })
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  url = typeof address === 'object' && address !== null ? `http://localhost:${address.port}/` : ''
})

test.afterAll(() => new Promise<void>(resolve => void server.close(() => resolve())))

test('what a page, a worker and a service worker ask of the world is seen and refused', async ({
  browser,
  egress,
}) => {
  const context = await browser.newContext()
  const page = await context.newPage()
  await page.goto(url)
  await page.evaluate(async () => {
    const worker = new Worker('/worker.js')
    const refused = new Promise(resolve => {
      worker.onmessage = resolve
    })
    worker.postMessage('go')
    await refused
    await navigator.serviceWorker.register('/sw.js')
    await navigator.serviceWorker.ready
  })
  const hosts = egress.attempts.map(attempt => attempt.split(':', 1)[0])
  expect(hosts).toEqual(expect.arrayContaining(['worker.example', 'service-worker.example']))
  egress.reset()
  await context.close()
})

test('violations of the policy, console errors and page errors are complaints', async ({ browser }) => {
  const context = await browser.newContext()
  const watch = createWatch()
  await watch.attach(context)
  const page = await context.newPage()
  await page.goto(`${url}strict`)
  expect(watch.complaints()).toEqual([])
  await page.evaluate(async () => {
    const image = document.createElement('img')
    image.src = 'https://image.example/pixel.png'
    document.body.append(image)
    try {
      document.body.innerHTML = '<b>bold</b>'
    } catch {
      // Trusted Types refuse it; the violation is what is looked for.
    }
    console.error('a fault of ours')
    setTimeout(() => {
      throw new Error('uncaught')
    })
  })
  await expect.poll(() => watch.complaints().join('\n')).toMatch(/img-src/)
  const all = () => watch.complaints().join('\n')
  expect(all()).toMatch(/require-trusted-types-for/)
  await expect.poll(all).toMatch(/a fault of ours/)
  await expect.poll(all).toMatch(/page error: Error: uncaught/)
  watch.allow(/./)
  expect(watch.complaints()).toEqual([])
  await context.close()
})

test('a profile keeps what was written before the browser was killed', async ({ profile }) => {
  const page = profile.page()
  await page.goto(url)
  await page.evaluate(async () => {
    const opening = indexedDB.open('kept', 1)
    opening.onupgradeneeded = () => opening.result.createObjectStore('words')
    await new Promise(resolve => {
      opening.onsuccess = resolve
    })
    const transaction = opening.result.transaction('words', 'readwrite', { durability: 'strict' })
    transaction.objectStore('words').put('still here', 1)
    await new Promise(resolve => {
      transaction.oncomplete = resolve
    })
  })
  await profile.kill()
  const again = await profile.reopen()
  await again.goto(url)
  const words = await again.evaluate(async () => {
    const opening = indexedDB.open('kept', 1)
    await new Promise(resolve => {
      opening.onsuccess = resolve
    })
    const reading = opening.result.transaction('words').objectStore('words').get(1)
    await new Promise(resolve => {
      reading.onsuccess = resolve
    })
    return reading.result as unknown
  })
  expect(words).toBe('still here')
})
