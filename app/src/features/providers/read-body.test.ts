import { describe, expect, it } from 'vitest'
import { readBody } from './read-body.ts'
import { createEndlessBody } from './testing/endless-body.ts'

const inPieces = (bytes: Uint8Array, length: number): Response => {
  let at = 0
  return new Response(
    new ReadableStream<Uint8Array>({
      pull: controller => {
        if (at >= bytes.length) return controller.close()
        controller.enqueue(bytes.slice(at, at + length))
        at += length
      },
    }),
  )
}

describe('a body', () => {
  it('is read whole, wherever its characters are torn apart', async () => {
    const text = '\u0997\u09be\u09dc\u09bf \u2013 \u{1f9f6}'
    expect(await readBody(inPieces(new TextEncoder().encode(text), 1), 100)).toBe(text)
    // Torn at the very end.
    expect(await readBody(inPieces(Uint8Array.of(0x61, 0xe2, 0x82), 1), 100)).toBe('a\ufffd')
  })

  it('may be as long as the limit and no longer', async () => {
    expect(await readBody(new Response('abc'), 3)).toBe('abc')
    expect(await readBody(new Response('abcd'), 3)).toBeUndefined()
  })

  it('may be none', async () => {
    expect(await readBody(new Response(null), 3)).toBe('')
  })

  it('without an end is given up', async () => {
    const endless = createEndlessBody()
    expect(await readBody(endless.response, 3 * 1024 * 1024)).toBeUndefined()
    expect(endless.isCancelled()).toBe(true)
  })

  it('that breaks rejects', async () => {
    const broken = new ReadableStream({ start: controller => controller.error(new TypeError('gone')) })
    await expect(readBody(new Response(broken), 3)).rejects.toThrow('gone')
  })
})
