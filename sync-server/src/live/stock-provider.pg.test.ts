/** The unmodified provider of y-websocket on `/rooms/…`, on the whole server with a real database. */

import { createId } from '@weft/shared/ids.ts'
import { systemRandom } from '@weft/shared/env.ts'
import { noOpEveryMilliseconds } from '@weft/shared/protocol/limits.ts'
import { encodeRoomFrame } from '@weft/shared/protocol/room-frame.ts'
import { afterEach, expect, onTestFinished, test, vi } from 'vitest'
import { WebSocket } from 'ws'
import { WebsocketProvider } from 'y-websocket'
import * as Y from 'yjs'
import type { RoomRef } from '../rooms/room-log.ts'
import { originOf } from '../testing/device-socket.ts'
import { type LiveServer, runLiveServer } from '../testing/live-server.ts'
import { join, type Member, workspaceBody } from '../testing/person.ts'

afterEach(() => void vi.restoreAllMocks())

const newMember = async (server: LiveServer): Promise<Member> => {
  const member = await join(server.browser(), 'ada@example.org')
  await member.browser.done('attach-workspace', {
    params: { workspaceId: member.workspaceId },
    body: await workspaceBody(member),
  })
  return member
}

interface Stock {
  readonly doc: Y.Doc
  readonly provider: WebsocketProvider
  readonly socket: () => WebSocket
}

/** A stock provider whose page fetches tickets ahead: each connection takes the next. */
const connectStock = async (server: LiveServer, { browser }: Member, room: RoomRef): Promise<Stock> => {
  // What our own types make it say is not what is looked at here.
  vi.spyOn(console, 'error').mockReturnValue(undefined)
  const tickets: string[] = []
  for (let index = 0; index < 6; index += 1)
    tickets.push(String((await browser.done('create-socket-ticket'))['ticket']))
  class PageSocket extends WebSocket {
    constructor(url: string) {
      super(url, ['weft.v1', `t.${tickets.shift()}`], { origin: originOf(server.port) })
    }
  }
  const doc = new Y.Doc()
  const provider = new WebsocketProvider(
    `ws://localhost:${server.port}/rooms`,
    `${room.workspaceId}.${room.roomId}`,
    doc,
    {
      WebSocketPolyfill: PageSocket as unknown as typeof globalThis.WebSocket,
      disableBc: true,
      maxBackoffTime: 100,
    },
  )
  onTestFinished(() => provider.destroy())
  return {
    doc,
    provider,
    socket: () => provider.ws as unknown as WebSocket,
  }
}

const synced = (provider: WebsocketProvider): Promise<void> =>
  new Promise(resolve => {
    if (provider.synced) return resolve()
    const look = (isSynced: boolean): void => {
      if (!isSynced) return
      provider.off('sync', look)
      resolve()
    }
    provider.on('sync', look)
  })

const holds = (doc: Y.Doc, key: string): Promise<void> =>
  new Promise(resolve => {
    const map = doc.getMap('m')
    const look = (): void => {
      if (!map.has(key)) return
      map.unobserve(look)
      resolve()
    }
    map.observe(look)
    look()
  })

const set = (doc: Y.Doc, key: string): void => void doc.getMap('m').set(key, Uint8Array.of(1, 2, 3))

test('F2: two of them meet, by what they wrote before and after, and by awareness', async () => {
  const server = await runLiveServer()
  const ada = await newMember(server)
  const room: RoomRef = { workspaceId: ada.workspaceId, roomId: createId(systemRandom, 'thr') }
  const first = await connectStock(server, ada, room)
  set(first.doc, 'before')
  await synced(first.provider)
  const second = await connectStock(server, ada, room)
  await holds(second.doc, 'before')
  set(second.doc, 'after')
  await holds(first.doc, 'after')
  const met = new Promise(resolve =>
    first.provider.awareness.on('change', () => {
      if (first.provider.awareness.getStates().get(second.doc.clientID)?.['name'] === 'ada') resolve(true)
    }),
  )
  second.provider.awareness.setLocalStateField('name', 'ada')
  expect(await met).toBe(true)
})

test('M7: after a restart of the server it comes back by itself, and what was written meanwhile is sent', async () => {
  const server = await runLiveServer()
  const ada = await newMember(server)
  const room: RoomRef = { workspaceId: ada.workspaceId, roomId: createId(systemRandom, 'thr') }
  const first = await connectStock(server, ada, room)
  await synced(first.provider)
  const gone = new Promise(resolve => first.provider.once('connection-close', resolve))
  await server.stop()
  expect(await gone).toMatchObject({ code: 1012 })
  set(first.doc, 'meanwhile')
  const again = await runLiveServer({ database: server.database, port: server.port })
  await synced(first.provider)
  const second = await connectStock(again, ada, room)
  await holds(second.doc, 'meanwhile')
})

test('L2: it stays when nobody writes, since a no-op comes in time', async () => {
  const server = await runLiveServer()
  const ada = await newMember(server)
  const room: RoomRef = { workspaceId: ada.workspaceId, roomId: createId(systemRandom, 'thr') }
  const first = await connectStock(server, ada, room)
  await synced(first.provider)
  const heard = new Promise(resolve =>
    first.socket().on('message', (data: ArrayBuffer) => resolve([...new Uint8Array(data)])),
  )
  server.clock.advance(noOpEveryMilliseconds + 1_000)
  expect(await heard).toEqual([...encodeRoomFrame({ type: 'no-op' })])
})

test('F6: a type that nobody knows does no harm, either way', async () => {
  const server = await runLiveServer()
  const ada = await newMember(server)
  const room: RoomRef = { workspaceId: ada.workspaceId, roomId: createId(systemRandom, 'thr') }
  const [first, second] = [await connectStock(server, ada, room), await connectStock(server, ada, room)]
  await synced(first.provider)
  await synced(second.provider)
  first.socket().send(Uint8Array.of(77, 1, 2, 3))
  set(first.doc, 'later')
  await holds(second.doc, 'later')
  expect(first.provider.wsconnected).toBe(true)
})

test('M1: a ticket opens one socket; a second is told for good that it is refused', async () => {
  const server = await runLiveServer()
  const ada = await newMember(server)
  const { ticket } = await ada.browser.done('create-socket-ticket')
  const room = `${ada.workspaceId}.${createId(systemRandom, 'thr')}`
  const open = () =>
    new WebSocket(`ws://localhost:${server.port}/rooms/${room}`, ['weft.v1', `t.${String(ticket)}`], {
      origin: originOf(server.port),
    })
  const first = open()
  await new Promise(resolve => first.once('open', resolve))
  expect(first.protocol).toBe('weft.v1')
  const answered = new Promise(resolve => first.once('message', resolve))
  first.send(encodeRoomFrame({ type: 'sync-step1', stateVector: Uint8Array.of(0) }))
  await answered
  const second = open()
  expect(await new Promise(resolve => second.once('close', resolve))).toBe(4401)
  first.terminate()
})

test.each([
  ['none', undefined],
  ['null', 'null'],
  ['another site', 'https://evil.example'],
  ['our name as a beginning', 'http://localhost:PORT.evil.example'],
  ['our name as an end', 'http://evil-localhost:PORT'],
  ['a host below ours', 'http://a.localhost:PORT'],
  ['another port', 'http://localhost:1'],
  ['another scheme', 'https://localhost:PORT'],
])('T19: an upgrade whose Origin is %s is refused', async (_what, origin) => {
  const server = await runLiveServer()
  const headers = origin === undefined ? {} : { Origin: origin.replace('PORT', String(server.port)) }
  for (const path of ['socket', `rooms/wsp_${'a'.repeat(26)}.thr_${'b'.repeat(26)}`]) {
    const socket = new WebSocket(`ws://localhost:${server.port}/${path}`, ['weft.v1', 't.x'], { headers })
    const status = await new Promise(resolve =>
      socket.once('unexpected-response', (_request, response) => resolve(response.statusCode)),
    )
    expect(status).toBe(403)
  }
})
