import { expect, it } from 'vitest'
import { must } from '@weft/shared/assert.ts'
import { openWebSocket } from './socket-end.ts'

/** Of the browser's WebSocket what is used. */
class HeldWebSocket extends EventTarget {
  static last: HeldWebSocket | null = null
  binaryType = 'blob'
  closed = false
  readonly sent: Uint8Array[] = []
  readonly url: string

  constructor(url: string) {
    super()
    this.url = url
    HeldWebSocket.last = this
  }

  send(bytes: Uint8Array): void {
    this.sent.push(bytes)
  }

  close(): void {
    this.closed = true
  }
}

it('a browser’s socket carries bytes, and takes a text for none', () => {
  const events: unknown[] = []
  const end = openWebSocket(
    HeldWebSocket as unknown as typeof WebSocket,
    'wss://weft.example/live',
  )({
    opened: () => events.push('opened'),
    received: bytes => events.push([...bytes]),
    closed: code => events.push(code),
  })
  const socket = must(HeldWebSocket.last, 'a socket')
  expect([socket.url, socket.binaryType]).toEqual(['wss://weft.example/live', 'arraybuffer'])
  socket.dispatchEvent(new Event('open'))
  socket.dispatchEvent(new MessageEvent('message', { data: Uint8Array.of(1, 2).buffer }))
  socket.dispatchEvent(new MessageEvent('message', { data: 'text' }))
  socket.dispatchEvent(Object.assign(new Event('close'), { code: 4503 }))
  end.send(Uint8Array.of(7))
  end.close()
  expect(events).toEqual(['opened', [1, 2], [], 4503])
  expect(socket.sent).toEqual([Uint8Array.of(7)])
  expect(socket.closed).toBe(true)
})
