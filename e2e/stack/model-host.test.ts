import { createHash } from 'node:crypto'
import { request } from 'node:http'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import type { Hold } from './download-faults.ts'
import { startModelHost, type ModelHost } from './model-host.ts'
import { emptyWasm, notWasm } from './webllm-repository.ts'

const weights = Uint8Array.from({ length: 300_000 }, (_, at) => (at * 31 + (at >> 8)) % 256)
const config = new TextEncoder().encode('{"model_type":"llama"}')
const file = 'weft/tiny/onnx/model.onnx'

let host: ModelHost

beforeAll(async () => {
  host = await startModelHost()
})
afterAll(() => host.close())
beforeEach(() => {
  host.reset()
  host.add(
    'weft/tiny',
    new Map([
      ['config.json', config],
      ['onnx/model.onnx', weights],
    ]),
  )
})

const addressOf = (path: string): string => `${host.url}/weft/tiny/resolve/main/${path}`

const download = async (range?: string): Promise<{ response: Response; bytes: Uint8Array }> => {
  const response = await fetch(
    addressOf('onnx/model.onnx'),
    range === undefined ? {} : { headers: { range } },
  )
  return { response, bytes: new Uint8Array(await response.arrayBuffer()) }
}

/** A download that has come to the hold. */
const startDownload = async (hold: Hold): Promise<{ readonly ended: Promise<unknown> }> => {
  const ended = download()
  // It may fail before anybody waits for it.
  ended.catch(() => undefined)
  await hold.reached
  return { ended }
}

const sha256 = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex')

test('serves a file whole, says its size and hash, and lets pages read it', async () => {
  const { response, bytes } = await download()
  expect(response.status).toBe(200)
  expect(bytes).toEqual(weights)
  expect(Object.fromEntries(response.headers)).toMatchObject({
    'content-length': '300000',
    'accept-ranges': 'bytes',
    'access-control-allow-origin': '*',
    etag: `"${sha256(weights)}"`,
  })
  const small = await fetch(addressOf('config.json'))
  expect(await small.json()).toEqual({ model_type: 'llama' })
  expect(small.headers.get('etag')).toBe('"0972e95c1405cc1507c19dcbe784f7a36c930907"')
})

test('a HEAD says the same and sends nothing', async () => {
  const response = await fetch(addressOf('onnx/model.onnx'), { method: 'HEAD' })
  expect(response.headers.get('content-length')).toBe('300000')
  expect(host.sent(file)).toBe(0)
})

test.each([
  ['bytes=1000-1999', 1_000, 2_000],
  ['bytes=299990-', 299_990, 300_000],
  ['bytes=299990-999999', 299_990, 300_000],
  ['bytes=-10', 299_990, 300_000],
])('sends the part %s, and says so', async (range, from, end) => {
  const { response, bytes } = await download(range)
  expect(response.status).toBe(206)
  expect(response.headers.get('content-range')).toBe(`bytes ${from}-${end - 1}/300000`)
  expect(bytes).toEqual(weights.subarray(from, end))
  expect(host.requestsFor(file)).toMatchObject([{ method: 'GET', range }])
  expect(host.sent(file)).toBe(end - from)
})

test('has no part beyond the end, and sends the whole of what has changed', async () => {
  expect((await download('bytes=300000-')).response.status).toBe(416)
  const changed = await fetch(addressOf('onnx/model.onnx'), {
    headers: { range: 'bytes=10-19', 'if-range': '"another"' },
  })
  expect([changed.status, (await changed.arrayBuffer()).byteLength]).toEqual([200, 300_000])
})

test('without ranges everything is sent again', async () => {
  host.offer({ ranges: false })
  const { response, bytes } = await download('bytes=10-19')
  expect([response.status, bytes.length]).toEqual([200, 300_000])
  expect(response.headers.has('accept-ranges')).toBe(false)
})

test('lists a repository with its folders, and large files with their hash', async () => {
  const tree = `${host.url}/api/models/weft/tiny/tree/main?recursive=true`
  expect(await (await fetch(tree)).json()).toMatchObject([
    { type: 'directory', path: 'onnx', size: 0 },
    { type: 'file', path: 'config.json', size: 22, oid: '0972e95c1405cc1507c19dcbe784f7a36c930907' },
    { type: 'file', path: 'onnx/model.onnx', size: 300_000, lfs: { oid: sha256(weights), size: 300_000 } },
  ])
  expect((await fetch(tree.replace('tiny', 'other'))).status).toBe(401)
  host.offer({ tree: false })
  expect((await fetch(tree)).status).toBe(404)
})

test('tells a file that is not there from a repository that is not', async () => {
  expect((await fetch(addressOf('onnx/other.onnx'))).status).toBe(404)
  expect((await fetch(`${host.url}/weft/other/resolve/main/config.json`)).status).toBe(401)
  expect((await fetch(`${host.url}/weft/tiny/config.json`)).status).toBe(404)
})

test('without CORS it answers as it does otherwise, and nothing allows a page to read it', async () => {
  host.offer({ cors: false })
  const { response } = await download()
  expect(response.status).toBe(200)
  expect(response.headers.has('access-control-allow-origin')).toBe(false)
  expect((await fetch(addressOf('config.json'), { method: 'OPTIONS' })).status).toBe(403)
})

test('large files may come from elsewhere', async () => {
  host.offer({ redirects: true })
  const { response, bytes } = await download('bytes=5-9')
  expect(response.url).toBe(`${host.url}/stored/weft/tiny/onnx/model.onnx`)
  expect(bytes).toEqual(weights.subarray(5, 10))
  expect((await fetch(addressOf('config.json'))).redirected).toBe(false)
})

test('libraries have addresses of their own', async () => {
  const address = host.addLibrary('tiny-webgpu.wasm', emptyWasm)
  const bytes = await (await fetch(address)).arrayBuffer()
  expect(WebAssembly.validate(bytes)).toBe(true)
  expect(WebAssembly.validate(notWasm)).toBe(false)
  expect(host.sent('lib/tiny-webgpu.wasm')).toBe(8)
})

test.each([404, 429, 500])('answers %i once, and then the file', async status => {
  host.once(file, { tag: 'status', status, headers: { 'retry-after': '1' } })
  await fetch(addressOf('onnx/model.onnx'), { method: 'HEAD' })
  const { response } = await download()
  expect([response.status, response.headers.get('retry-after')]).toEqual([status, '1'])
  expect((await download()).bytes).toEqual(weights)
})

test('a fault that lasts lasts until the reset', async () => {
  host.always(file, { tag: 'status', status: 503 })
  expect((await download()).response.status).toBe(503)
  expect((await download()).response.status).toBe(503)
  host.reset()
  expect((await download()).response.status).toBe(200)
})

test('a connection may end without a word', async () => {
  host.once(file, { tag: 'status', status: 0 })
  await expect(download()).rejects.toThrow()
  expect((await download()).response.status).toBe(200)
})

test('one byte arrives broken, in the part that holds it', async () => {
  host.once(file, { tag: 'corrupt', at: 150_000 })
  expect((await download('bytes=0-99999')).bytes).toEqual(weights.subarray(0, 100_000))
  const { bytes } = await download('bytes=100000-199999')
  const differing = [...bytes].flatMap((byte, at) => (byte === weights[100_000 + at] ? [] : [100_000 + at]))
  expect(differing).toEqual([150_000])
  expect((await download('bytes=100000-199999')).bytes).toEqual(weights.subarray(100_000, 200_000))
})

test('a held download has sent what comes before, and goes on when it is let go', async () => {
  const hold = host.hold(file, 200_000)
  const response = await fetch(addressOf('onnx/model.onnx'))
  const reader = response.body?.getReader()
  if (reader === undefined) throw new Error('No body')
  const read = async (upTo: number): Promise<number> => {
    let length = 0
    while (length < upTo) {
      const { value, done } = await reader.read()
      if (done) break
      length += value.length
    }
    return length
  }
  expect(await read(200_000)).toBe(200_000)
  await hold.reached
  expect(host.sent(file)).toBe(200_000)
  hold.release()
  expect(await read(100_000)).toBe(100_000)
})

test('a held download is cut, and the next one asks for what is missing', async () => {
  const hold = host.hold(file, 200_000)
  const { ended } = await startDownload(hold)
  hold.cut()
  await expect(ended).rejects.toThrow()
  await host.requestsFor(file)[0]?.ended
  expect((await download('bytes=200000-')).bytes).toEqual(weights.subarray(200_000))
  expect(host.requestsFor(file).map(each => each.sent())).toEqual([200_000, 100_000])
  expect(host.sent(file)).toBe(300_000)
})

test('a download is cut by itself, as often as it comes there', async () => {
  host.always(file, { tag: 'cut', at: 70_000 })
  await expect(download()).rejects.toThrow()
  await expect(download('bytes=60000-')).rejects.toThrow()
  expect((await download('bytes=70001-')).response.status).toBe(206)
  expect(host.requestsFor(file).map(each => each.sent())).toEqual([70_000, 10_000, 229_999])
})

test('a trickle comes in the pieces it was told', async () => {
  host.always(file, { tag: 'trickle', bytes: 50_000, milliseconds: 20 })
  const start = performance.now()
  expect((await download()).bytes).toEqual(weights)
  expect(performance.now() - start).toBeGreaterThan(5 * 20 - 5)
})

test('whoever leaves in the middle ends the download', async () => {
  const hold = host.hold(file, 100_000)
  const leaving = request(addressOf('onnx/model.onnx'))
  leaving.on('error', () => undefined)
  leaving.end()
  await hold.reached
  leaving.destroy()
  await host.requestsFor(file)[0]?.ended
  hold.release()
  expect(host.sent(file)).toBe(100_000)
})

test('a reset ends what is under way', async () => {
  const hold = host.hold(file, 100_000)
  const { ended } = await startDownload(hold)
  host.reset()
  await expect(ended).rejects.toThrow()
  expect(host.requests).toEqual([])
})
