/** The unmodified provider of y-websocket on one end, our frames on the other. */

import { WebsocketProvider } from 'y-websocket'
import { afterEach, expect, it, vi } from 'vitest'
import * as Y from 'yjs'
import { must } from '../assert.ts'
import { encodeRoomFrame, parseRoomFrame, type RoomFrame } from './room-frame.ts'

/** What a provider needs of a socket; the test is the server. */
class HeldSocket {
  static readonly all: HeldSocket[] = []
  readonly OPEN = 1
  readyState = 0
  binaryType = ''
  onopen: (() => void) | null = null
  onmessage: ((event: { readonly data: ArrayBuffer }) => void) | null = null
  onclose: ((event: { readonly code: number; readonly reason: string }) => void) | null = null
  onerror: (() => void) | null = null
  readonly sent: RoomFrame[] = []

  constructor() {
    HeldSocket.all.push(this)
  }

  send(bytes: Uint8Array): void {
    const parsed = parseRoomFrame(bytes)
    if (!parsed.ok) throw new Error(parsed.error.type)
    this.sent.push(parsed.value)
  }

  close(): void {
    this.readyState = 3
  }

  open(): void {
    this.readyState = 1
    this.onopen?.()
  }

  deliver(frame: RoomFrame): void {
    this.onmessage?.({ data: new Uint8Array(encodeRoomFrame(frame)).buffer })
  }

  closeWith(code: number): void {
    this.onclose?.({ code, reason: '' })
  }
}

const providers: WebsocketProvider[] = []

const connect = (doc: Y.Doc): { readonly provider: WebsocketProvider; readonly socket: HeldSocket } => {
  const provider = new WebsocketProvider('ws://weft', 'room', doc, {
    WebSocketPolyfill: HeldSocket as unknown as typeof WebSocket,
    disableBc: true,
  })
  providers.push(provider)
  provider.awareness.setLocalState(null)
  const socket = must(HeldSocket.all.at(-1), 'a socket')
  socket.open()
  return { provider, socket }
}

afterEach(() => {
  for (const provider of providers.splice(0)) provider.destroy()
  vi.restoreAllMocks()
})

it('F2: the provider says SyncStep1, answers ours with SyncStep2, and sends what is written after', () => {
  const doc = new Y.Doc()
  doc.getMap('m').set('before', Uint8Array.of(1))
  const { provider, socket } = connect(doc)
  expect(socket.sent.map(({ type }) => type)).toEqual(['sync-step1'])
  socket.deliver({ type: 'sync-step2', update: Y.encodeStateAsUpdate(new Y.Doc()) })
  expect(provider.synced).toBe(true)
  doc.getMap('m').set('early', Uint8Array.of(2))
  socket.deliver({ type: 'sync-step1', stateVector: Y.encodeStateVector(new Y.Doc()) })
  expect(socket.sent.map(({ type }) => type)).toEqual(['sync-step1', 'sync-update', 'sync-step2'])
})

it('J2: the early update alone does not hold what its join’s SyncStep2 holds', () => {
  const doc = new Y.Doc()
  doc.getMap('m').set('before', Uint8Array.of(1))
  const { socket } = connect(doc)
  doc.getMap('m').set('early', Uint8Array.of(2))
  const server = new Y.Doc()
  for (const frame of socket.sent) if (frame.type === 'sync-update') Y.applyUpdate(server, frame.update)
  expect(server.getMap('m').size).toBe(0)
  socket.deliver({ type: 'sync-step1', stateVector: Y.encodeStateVector(server) })
  for (const frame of socket.sent) if (frame.type === 'sync-step2') Y.applyUpdate(server, frame.update)
  expect([...server.getMap('m').keys()].toSorted()).toEqual(['before', 'early'])
})

it('F6: a stock provider is told nothing new by our types, and goes on', () => {
  const ignored = vi.spyOn(console, 'error').mockReturnValue(undefined)
  const { provider, socket } = connect(new Y.Doc())
  const ours: readonly RoomFrame[] = [
    { type: 'ack', settled: [{ seq: 1, number: 1 }] },
    { type: 'ephemeral', sealed: Uint8Array.of(1) },
    { type: 'head-moved', head: 3 },
    { type: 'reject', seq: 1, reason: 'clock-jump' },
    { type: 'no-op' },
    { type: 'use-bulk' },
  ]
  for (const frame of ours) socket.deliver(frame)
  expect(ignored).toHaveBeenCalledTimes(ours.length)
  expect(socket.sent).toHaveLength(1)
  expect(provider.wsconnected).toBe(true)
})

it('F6: a provider that was given our handlers hears them', () => {
  const { provider, socket } = connect(new Y.Doc())
  const heard: number[] = []
  for (let type = 100; type <= 105; type += 1) provider.messageHandlers[type] = () => heard.push(type)
  socket.deliver({ type: 'no-op' })
  socket.deliver({ type: 'head-moved', head: 3 })
  expect(heard).toEqual([104, 102])
})

it.each([
  [4403, false],
  [1012, true],
  [1006, true],
])('M7: after %i the provider wants to come back: %s', (code, comesBack) => {
  const { provider, socket } = connect(new Y.Doc())
  socket.closeWith(code)
  expect(provider.shouldConnect).toBe(comesBack)
})
