import { testClock } from '@weft/shared/testing/env.ts'
import { expect, it } from 'vitest'
import { fetchImage } from './fetch-image.ts'

const clock = testClock()

const answering =
  (response: () => Response, asked: RequestInit[] = []) =>
  async (_url: string, init: RequestInit): Promise<Response> => {
    asked.push(init)
    return response()
  }

it('gives the bytes of a picture and carries nothing of ours', async () => {
  const asked: RequestInit[] = []
  const fetch = answering(() => new Response('picture'), asked)
  const image = await fetchImage('https://images.example/a.png', { fetch, clock })
  expect(await image?.text()).toBe('picture')
  expect(asked).toMatchObject([{ credentials: 'omit', referrerPolicy: 'no-referrer' }])
})

it.each([
  'http://192.168.1.1/reboot',
  'http://images.example/a.png',
  'javascript:alert(1)',
  'data:image/png;base64,AAAA',
  'blob:https://weft.example/x',
  'not an address',
  7,
  null,
])('never asks for %s', async address => {
  const asked: RequestInit[] = []
  expect(await fetchImage(address, { fetch: answering(() => new Response('x'), asked), clock })).toBeNull()
  expect(asked).toEqual([])
})

it('a refusal and a broken connection give nothing', async () => {
  const refused = answering(() => new Response('no', { status: 403 }))
  expect(await fetchImage('https://images.example/a.png', { fetch: refused, clock })).toBeNull()
  const broken = (): Promise<Response> => Promise.reject(new TypeError('Failed to fetch'))
  expect(await fetchImage('https://images.example/a.png', { fetch: broken, clock })).toBeNull()
})

it('stops reading what is larger than any picture', async () => {
  let given = 0
  let cancelled = false
  const endless = (): Response =>
    new Response(
      new ReadableStream({
        pull: controller => {
          given += 1
          controller.enqueue(new Uint8Array(1024 * 1024))
        },
        cancel: () => {
          cancelled = true
        },
      }),
    )
  expect(await fetchImage('https://images.example/a.png', { fetch: answering(endless), clock })).toBeNull()
  expect(cancelled).toBe(true)
  expect(given).toBeLessThan(15)
})

it('gives up on a host that never ends', async () => {
  const hanging = (_url: string, { signal }: RequestInit): Promise<Response> =>
    new Promise((_resolve, reject) =>
      signal?.addEventListener('abort', () => reject(new DOMException('aborted', 'AbortError'))),
    )
  const image = fetchImage('https://images.example/a.png', { fetch: hanging, clock })
  clock.advance(30_000)
  expect(await image).toBeNull()
})
