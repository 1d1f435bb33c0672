import { expect, test } from 'vitest'
import { answerKind, readHost, securityHeaders } from './headers.ts'

test.each([
  ['/index.html', 'page'],
  ['/sw.js', 'service-worker'],
  ['/assets/main.worker-Ab3-E_gH.js', 'engine-worker'],
  ['/assets/provider.worker-Ab3dE6gH.js', 'provider-worker'],
  ['/assets/image.worker-Ab3dE6gH.js', 'image-worker'],
  ['/assets/download.worker-Ab3dE6gH.js', 'download-worker'],
  ['/assets/model.worker-Ab3dE6gH.js', 'model-worker'],
  ['/assets/vectors.worker-Ab3dE6gH.js', 'vectors-worker'],
  ['/assets/highlight.worker-Ab3dE6gH.js', 'computing-worker'],
  ['/assets/index-Ab3dE6gH.js', 'asset'],
  ['/favicon.svg', 'drawing'],
  ['/manifest.webmanifest', 'asset'],
])('%s is served as %s', (path, kind) => {
  expect(answerKind(path)).toBe(kind)
})

test.each([
  '/assets/provider.worker-extra-Ab3dE6gH.js',
  '/assets/provider.worker.js',
  '/assets/index.worker.extra-Ab3dE6gH.js',
  '/assets/x/provider.worker-Ab3dE6gH.js',
  '/provider.worker-Ab3dE6gH.js',
  '/assets/sw.js',
])('%s does not get the rights of a worker', path => {
  expect(answerKind(path)).toBe('asset')
})

test.each(['localhost', 'localhost:8787', 'chat.example.org', '192.168.1.5:8787', '[::1]:8787', 'a'])(
  'the host %s is taken over',
  host => {
    expect(readHost(host)).toBe(host)
  },
)

test.each([
  undefined,
  '',
  "a 'unsafe-inline'",
  'a;script-src *',
  'a:b',
  'a:123456',
  '*.example.org',
  'a/b',
  'user@host',
  '-a',
  '[::1]:8787;',
  'a'.repeat(300),
])('the host %s is not', host => {
  expect(readHost(host)).toBeUndefined()
})

test('the search by meaning may compile what it computes with, and reaches nobody', () => {
  const policy = securityHeaders('vectors-worker', { secure: true, host: 'localhost' })[
    'Content-Security-Policy'
  ]
  expect(policy).toContain("script-src 'self' 'wasm-unsafe-eval'")
  expect(policy).toContain("connect-src 'none'")
})
