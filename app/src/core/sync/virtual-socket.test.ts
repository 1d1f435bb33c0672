import { must } from '@weft/shared/assert.ts'
import { encodeRoomFrame, parseRoomFrame, type RoomFrame } from '@weft/shared/protocol/room-frame.ts'
import { afterEach, describe, expect, it, vi } from 'vitest'
import * as Y from 'yjs'
import { startProvider } from './document-provider.ts'
import type { VirtualSocket } from './virtual-socket.ts'

const stops: (() => void)[] = []
afterEach(() => {
  for (const stop of stops.splice(0)) stop()
  vi.restoreAllMocks()
})

const setUp = () => {
  const doc = new Y.Doc()
  const sockets: VirtualSocket[] = []
  const sent: RoomFrame['type'][] = []
  let left = 0
  const stop = startProvider(doc, {
    made: socket => sockets.push(socket),
    sent: frame => {
      const parsed = parseRoomFrame(frame)
      sent.push(parsed.ok ? parsed.value.type : 'no-op')
    },
    left: () => {
      left += 1
    },
  })
  stops.push(stop)
  return { doc, sent, sockets, stop, socket: must(sockets[0], 'a socket'), lefts: () => left }
}

const write = (doc: Y.Doc, key: string): void => void doc.getMap('m').set(key, Uint8Array.of(1))

describe('M7: the virtual socket under an unmodified provider', () => {
  it('is CONNECTING at first, and takes nothing', () => {
    const { doc, sent, sockets } = setUp()
    write(doc, 'a')
    expect(sent).toEqual([])
    expect(sockets).toHaveLength(1)
  })

  it('says SyncStep1 each time it opens, and sends what is written while it is open', () => {
    const { doc, sent, socket, sockets } = setUp()
    socket.open()
    write(doc, 'a')
    socket.suspend()
    write(doc, 'b')
    socket.open()
    write(doc, 'c')
    expect(sent).toEqual(['sync-step1', 'sync-update', 'sync-step1', 'sync-update'])
    expect(sockets).toHaveLength(1)
  })

  it('after 44xx the provider stops; it makes no new socket', () => {
    const { sent, doc, socket, sockets } = setUp()
    vi.useFakeTimers()
    socket.open()
    socket.end(4403, '')
    vi.advanceTimersByTime(60_000)
    vi.useRealTimers()
    write(doc, 'a')
    expect(sockets).toHaveLength(1)
    expect(sent).toEqual(['sync-step1'])
  })

  it('sends no awareness, and hears our own frames in silence', () => {
    const logged = vi.spyOn(console, 'error')
    const { sent, socket } = setUp()
    socket.open()
    const frames: readonly RoomFrame[] = [{ type: 'no-op' }, { type: 'head-moved', head: 1 }]
    for (const frame of frames) socket.deliver(encodeRoomFrame(frame))
    expect(logged).not.toHaveBeenCalled()
    expect(sent).toEqual(['sync-step1'])
  })

  it('is left when the provider goes', () => {
    const { stop, lefts, socket, sent } = setUp()
    socket.open()
    stop()
    stops.length = 0
    expect(lefts()).toBe(1)
    socket.deliver(encodeRoomFrame({ type: 'no-op' }))
    // What a leaving provider says last is about awareness, which the room's side never sends on.
    expect(sent).toEqual(['sync-step1', 'awareness'])
  })
})
