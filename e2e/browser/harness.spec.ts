/** The tools of the other specs, tried on a page that misbehaves: a watch that sees nothing proves nothing. */
import { startPageServer, type PageServer } from '../stack/page-server.ts'
import { createWatch } from './watch.ts'
import { expect, test } from './fixtures.ts'

const strict = "default-src 'self'; script-src 'self' 'unsafe-inline'; require-trusted-types-for 'script'"

let server: PageServer

test.beforeAll(async () => {
  server = await startPageServer({
    '/': { body: '<!doctype html><title>Page</title><p>Quiet' },
    '/strict': { body: '<!doctype html><title>Page</title><p>Strict', policy: strict },
    '/worker.js': {
      type: 'text/javascript',
      body: "onmessage = () => fetch('https://worker.example/leak').catch(() => postMessage('refused'))",
    },
    '/sw.js': {
      type: 'text/javascript',
      body: "oninstall = event => event.waitUntil(fetch('https://service-worker.example/leak').catch(() => undefined))",
    },
  })
})

test.afterAll(() => server.close())

test('what a page, a worker and a service worker ask of the world is seen and refused', async ({
  browser,
  egress,
}) => {
  const context = await browser.newContext()
  const page = await context.newPage()
  await page.goto(server.url)
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
  await page.goto(`${server.url}/strict`)
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
    // oxlint-disable-next-line no-console -- the fault that the harness must see
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
  await page.goto(server.url)
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
  await again.goto(server.url)
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
