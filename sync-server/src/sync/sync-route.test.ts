/** What POST /sync refuses, bounds and survives. */

import { connect } from 'node:net'
import { type BulkUp, encodeBulkUp } from '@weft/shared/protocol/bulk.ts'
import { maxBulkItemBytes } from '@weft/shared/protocol/limits.ts'
import { wireVersion } from '@weft/shared/protocol/version.ts'
import { err, ok } from '@weft/shared/result.ts'
import { systemClock } from '@weft/shared/env.ts'
import { testRandom } from '@weft/shared/testing/env.ts'
import { expect, test } from 'vitest'
import * as Y from 'yjs'
import type { Folder } from '../rooms/fold-in-worker.ts'
import { createMemoryRoomLog } from '../rooms/memory-room-log.ts'
import { valueOf } from '../rooms/room-log.contract.ts'
import type { RoomLog } from '../rooms/room-log.ts'
import { threadLimits } from '../rooms/watched-thread.ts'
import { deviceId, roomId, workspaceId } from '../testing/ids.ts'
import { exchange } from '../testing/sync-client.ts'
import { createSyncDevice, type SyncDevice } from '../testing/sync-device.ts'
import { runSyncWorld, type SyncWorld } from '../testing/sync-world.ts'
import type { SyncLimits } from './sync-limits.ts'
import { createTrials } from './trials.ts'

const workspace = workspaceId(1)

const start = async (
  options: Partial<Parameters<typeof runSyncWorld>[0]> & { readonly limits?: Partial<SyncLimits> } = {},
): Promise<SyncWorld> => {
  const log = options.log ?? createMemoryRoomLog()
  valueOf(await log.createWorkspace(workspace))
  return runSyncWorld({ ...options, log })
}

const deviceOf = (index: number): SyncDevice =>
  createSyncDevice({ id: deviceId(index), workspaceId: workspace, random: testRandom(index) })

const begin: BulkUp = {
  type: 'begin',
  version: wireVersion,
  workspaceId: workspace,
  epoch: '',
  cursor: 0,
  done: [],
}
const bodyOf = (...items: readonly BulkUp[]): Buffer => Buffer.concat(items.map(encodeBulkUp))
const nothing = bodyOf(begin, { type: 'end' })

/** Numbers as the wire has them. */
const numbers = (...values: readonly number[]): Uint8Array =>
  Uint8Array.from(
    values.flatMap(value => {
      const bytes: number[] = []
      let rest = value
      for (; rest > 127; rest = Math.floor(rest / 128)) bytes.push((rest % 128) + 128)
      return [...bytes, rest]
    }),
  )

const docOf = (clientId: number): Y.Doc => {
  const doc = new Y.Doc()
  doc.clientID = clientId
  return doc
}

const setIn = (doc: Y.Doc, key: string, bytes: Uint8Array = Uint8Array.of(1)): Uint8Array => {
  const before = Y.encodeStateVector(doc)
  doc.getMap('m').set(key, bytes)
  return Y.encodeStateAsUpdate(doc, before)
}

test.each([
  ['a foreign page', { Origin: 'http://localhost.example.org' }, 403, 'origin-refused'],
  ['no origin', { Origin: '' }, 403, 'origin-refused'],
  ['a form', { 'Content-Type': 'text/plain' }, 415, 'content-type-unsupported'],
  [
    'more than the type',
    { 'Content-Type': 'application/vnd.weft.sync; version=1; a=b' },
    415,
    'content-type-unsupported',
  ],
  ['B7 a newer version', { 'Content-Type': 'application/vnd.weft.sync; version=2' }, 503, 'client-too-new'],
  ['B7 an older version', { 'Content-Type': 'application/vnd.weft.sync; version=0' }, 426, 'client-too-old'],
  ['plain HTTP elsewhere', { Host: 'chat.example.org' }, 403, 'connection-not-secure'],
  ['nobody', { Cookie: '' }, 401, 'session-missing'],
  ['a token that is unknown', { Cookie: `weft=${'x'.repeat(43)}` }, 401, 'session-missing'],
])('H1: %s is refused unread, by a problem', async (_, headers, status, problem) => {
  const world = await start()
  const answered = await exchange({ ...world.target(1), headers }, nothing)
  expect(answered).toMatchObject({ status, problem })
  expect(answered.headers).toMatchObject({
    'cache-control': 'no-store',
    'content-type': 'application/problem+json; charset=utf-8',
  })
})

test('T14: a workspace that is not yours is one that there is not', async () => {
  const world = await start()
  const target = world.target(1)
  for (const id of [workspaceId(2), workspaceId(3)]) {
    valueOf(await world.log.createWorkspace(workspaceId(2)))
    const answered = await exchange(target, bodyOf({ ...begin, workspaceId: id }, { type: 'end' }))
    expect(answered).toMatchObject({ status: 404, problem: 'not-found' })
  }
})

test.each([
  ['noise', Uint8Array.of(9, 9, 9)],
  ['no begin', bodyOf({ type: 'end' })],
  ['nothing', new Uint8Array(0)],
  ['another version inside', bodyOf({ ...begin, version: 0 })],
])('B1 B4: a body that begins wrongly is refused: %s', async (_, body) => {
  const world = await start()
  const answered = await exchange(world.target(1), body)
  expect(answered.status).toBeGreaterThanOrEqual(400)
  expect(answered.problem).toBeDefined()
})

test('a session without a device reads and does not write', async () => {
  const world = await start()
  const [writer, reader] = [deviceOf(1), deviceOf(2)]
  writer.write(roomId(1), 'k')
  await writer.sync(world.target(1))
  const row = reader.write(roomId(1), 'l')
  await reader.sync(world.target(null))
  expect(reader.rejected.get(row.localNumber)).toBe('write-forbidden')
  expect(reader.value(roomId(1), 'k')).toBeDefined()
})

test('U1 U8 C2 C3 C6: a push is refused by name, and the others of its request are stored', async () => {
  const world = await start()
  const other = deviceOf(2)
  const theirs = other.write(roomId(1), 'k')
  await other.sync(world.target(2))
  world.grant(7, workspace)
  const device = deviceOf(1)
  const place = { roomId: roomId(1), clientIds: [5] }
  const text = docOf(5)
  text.getText('t').insert(0, 'plain')
  const pushes = [
    device.push({ ...place, update: Uint8Array.of(1, 2, 3) }),
    device.push({ ...place, update: Y.encodeStateAsUpdate(text) }),
    device.push({ ...place, clientIds: [...theirs.clientIds], update: theirs.update }),
    device.push({ ...place, update: setIn(docOf(6), 'a') }),
    device.push({
      ...place,
      // A delete set alone: of client 5 from clock 0 on, so many.
      update: numbers(0, 1, 5, 1, 0, 60_000),
    }),
    device.push({ ...place, update: setIn(docOf(5), 'fine') }),
  ]
  const answered = await device.sync(world.target(1, 7))
  expect(answered.whole).toBe(true)
  expect(pushes.map(({ localNumber }) => device.rejected.get(localNumber))).toEqual([
    'update-unsound',
    'shape-foreign',
    'client-id-taken',
    'client-id-foreign',
    'delete-ahead',
    undefined,
  ])
  expect(device.acked.get(6)).toBe(2)
})

test('nothing is refused on old news: what another device wrote meanwhile is known before a final word', async () => {
  const log = createMemoryRoomLog()
  let afterFirstRead: (() => Promise<unknown>) | undefined
  const world = await start({
    log: {
      ...log,
      readRooms: async (...asked) => {
        const read = await log.readRooms(...asked)
        await afterFirstRead?.()
        afterFirstRead = undefined
        return read
      },
    },
  })
  const [a, b] = [docOf(5), docOf(6)]
  const first = setIn(a, 'k')
  afterFirstRead = () =>
    log.append([{ workspaceId: workspace, roomId: roomId(1), deviceId: deviceId(1), bytes: first }])
  valueOf(await log.claimClientIds({ workspaceId: workspace, roomId: roomId(1) }, deviceId(1), [5]))
  world.target(1, 7)
  Y.applyUpdate(b, first)
  const device = deviceOf(2)
  // It deletes what the server did not hold when the exchange first looked.
  const place = { roomId: roomId(1), clientIds: [6] }
  device.push({ ...place, update: setIn(b, 'other') })
  device.push({ ...place, update: setIn(b, 'k') })
  await device.sync(world.target(2))
  expect([...device.rejected]).toEqual([])
  expect(device.acked.size).toBe(2)
})

test('B13: the cursor does not pass what somebody else has written between the list and the own pushes', async () => {
  const log = createMemoryRoomLog()
  const theirs = {
    workspaceId: workspace,
    roomId: roomId(9),
    deviceId: deviceId(9),
    bytes: new Uint8Array(2),
  }
  const world = await start({
    log: {
      ...log,
      append: updates =>
        log
          .append([theirs, ...updates])
          .then(appended => (appended.ok ? ok(appended.value.slice(1)) : appended)),
    },
  })
  const device = deviceOf(1)
  device.write(roomId(1), 'k')
  await device.sync(world.target(1))
  expect([...device.acked.values()]).toEqual([2])
  expect(device.cursor()).toBe(0)
})

test('B5: an item above its limit is refused by its header, and what came before it is stored', async () => {
  const world = await start()
  const device = deviceOf(1)
  const row = device.write(roomId(1), 'k')
  const huge = numbers(2, maxBulkItemBytes * 2)
  const answered = await exchange(
    world.target(1),
    Buffer.concat([bodyOf(begin, { type: 'push', ...row }), huge, new Uint8Array(1000)]),
  )
  expect(answered.whole).toBe(false)
  expect(valueOf(await world.log.heads([workspace])).get(workspace)?.headSeq).toBe(1)
  expect(world.logged()).toContain('item-too-large')
})

test('B9 C4: under a new epoch the cursor is void, and a device brings back what others wrote', async () => {
  const world = await start({ epoch: 'epoch-2' })
  const lost = setIn(docOf(5), 'k')
  const row = { roomId: roomId(1), localNumber: 1, clientIds: [], update: lost }
  const ask = (epoch: string) =>
    exchange(
      world.target(1),
      bodyOf({ ...begin, epoch, cursor: 50 }, { type: 'push', ...row }, { type: 'end' }),
    )
  // Without an epoch of before there is nothing to bring back.
  expect((await ask('')).items[1]).toEqual({ type: 'reject', localNumber: 1, reason: 'client-id-foreign' })
  const refilled = await ask('epoch-1')
  expect(refilled.items[0]).toMatchObject({ epoch: 'epoch-2', head: 0 })
  expect(refilled.items[1]).toEqual({ type: 'ack', localNumber: 1, number: 1 })
  expect(refilled.items.at(-1)).toEqual({ type: 'end', cursor: 1, more: false })
  // Never below the clock that the server holds.
  const forged = { ...row, update: setIn(docOf(5), 'other') }
  const again = await exchange(
    world.target(1),
    bodyOf({ ...begin, epoch: 'epoch-1' }, { type: 'push', ...forged }, { type: 'end' }),
  )
  expect(again.items[1]).toEqual({ type: 'reject', localNumber: 1, reason: 'client-id-foreign' })
})

test('a cursor above the head is void too: its numbers will be given again', async () => {
  const world = await start()
  const writer = deviceOf(1)
  writer.write(roomId(1), 'k')
  await writer.sync(world.target(1))
  const answered = await exchange(
    world.target(2),
    bodyOf({ ...begin, epoch: 'epoch-1', cursor: 9, done: [{ from: 1, through: 9 }] }, { type: 'end' }),
  )
  expect(answered.items.map(({ type }) => type)).toEqual(['begin', 'room', 'update', 'end'])
  expect(answered.items.at(-1)).toMatchObject({ cursor: 1 })
})

test('a push into a deleted room is refused for now, never stored', async () => {
  const world = await start()
  valueOf(await world.log.deleteRoom({ workspaceId: workspace, roomId: roomId(1) }))
  const device = deviceOf(1)
  device.write(roomId(1), 'k')
  const { items } = await device.sync(world.target(1))
  expect([...device.rejected.values()]).toEqual(['write-forbidden'])
  expect(items.map(({ type }) => type)).toEqual(['begin', 'reject', 'room', 'end'])
})

test('B8: what could not be stored is not acknowledged; the response is cut', async () => {
  const log = createMemoryRoomLog()
  let works = true
  const failing: RoomLog = {
    ...log,
    append: async updates => {
      if (works) return log.append(updates)
      return err({ type: 'outcome-unknown', cause: 'the connection broke' })
    },
  }
  const world = await start({ log: failing })
  const device = deviceOf(1)
  device.write(roomId(1), 'k')
  works = false
  expect(await device.sync(world.target(1))).toMatchObject({ whole: false })
  expect(device.acked.size).toBe(0)
  works = true
  expect(await device.sync(world.target(1))).toMatchObject({ whole: true })
  expect(device.acked.size).toBe(1)
})

test('a database that does not answer is a problem while nothing was answered', async () => {
  const log = createMemoryRoomLog()
  const world = await start({
    log: { ...log, changedRooms: async () => err({ type: 'log-unavailable', cause: '' }) },
  })
  expect(await deviceOf(1).sync(world.target(1))).toMatchObject({
    status: 503,
    problem: 'database-unavailable',
    headers: { 'retry-after': '5' },
  })
})

test('U9: an item that its room cannot take in time is refused for now; one that throws, for good', {
  timeout: 30_000,
}, async () => {
  const large = (clientId: number): Uint8Array => setIn(docOf(clientId), 'k', new Uint8Array(600_000))
  const outcome = async (folded: Awaited<ReturnType<Folder['fold']>>) => {
    const folder = { fold: async () => folded, stop: async () => undefined }
    const world = await start({ trials: createTrials(systemClock, threadLimits, folder) })
    const device = deviceOf(1)
    device.push({ roomId: roomId(1), clientIds: [5], update: large(5) })
    await device.sync(world.target(1))
    return [...device.rejected.values(), ...device.acked.values()]
  }
  const bytes = new Uint8Array(0)
  expect(await outcome(err({ type: 'fold-timeout' }))).toEqual(['room-full'])
  expect(await outcome(ok({ seq: 1, bytes, unreadable: [1] }))).toEqual(['update-unsound'])
  expect(await outcome(ok({ seq: 1, bytes, unreadable: [] }))).toEqual([1])
})

test('R11: a reader that takes nothing holds a page and no more, and is cut', {
  timeout: 30_000,
}, async () => {
  const log = createMemoryRoomLog()
  let read = 0
  const counting: RoomLog = {
    ...log,
    readRooms: async (...asked) => {
      const contents = await log.readRooms(...asked)
      read += valueOf(contents).reduce(
        (sum, room) => sum + room.rows.reduce((all, row) => all + row.bytes.length, 0),
        0,
      )
      return contents
    },
  }
  const world = await start({ log: counting, limits: { readerPatience: 250 } })
  const mebi = 1024 * 1024
  for (let room = 0; room < 64; room += 1)
    await log.append([
      { workspaceId: workspace, roomId: roomId(room), deviceId: deviceId(9), bytes: new Uint8Array(mebi) },
    ])
  const socket = connect(world.port, '127.0.0.1')
  socket.pause()
  const head = `POST /api/v1/sync HTTP/1.1\r\nHost: localhost:${world.port}\r\nOrigin: http://localhost:${world.port}\r\nCookie: ${world.target(1).cookie}\r\nContent-Type: application/vnd.weft.sync; version=1\r\nContent-Length: ${nothing.length}\r\n\r\n`
  socket.write(Buffer.concat([Buffer.from(head), nothing]))
  socket.on('error', () => undefined)
  await expect.poll(() => world.logged(), { timeout: 20_000 }).toContain('reader-slow')
  expect(read).toBeLessThan(32 * mebi)
  socket.destroy()
})

test('R11: a sender that falls silent, or dribbles, is cut, and what it sent is stored', {
  timeout: 30_000,
}, async () => {
  const world = await start({ limits: { senderPatience: 60, senderGrace: 100, senderPace: 1_000 } })
  const row = deviceOf(1).write(roomId(1), 'k')
  const send = (pieces: readonly Uint8Array[], every: number) =>
    new Promise<void>(resolve => {
      const socket = connect(world.port, '127.0.0.1')
      socket
        .on('error', () => undefined)
        .on('close', () => resolve())
        .resume()
      socket.write(
        `POST /api/v1/sync HTTP/1.1\r\nHost: localhost:${world.port}\r\nOrigin: http://localhost:${world.port}\r\nCookie: ${world.target(1).cookie}\r\nContent-Type: application/vnd.weft.sync; version=1\r\nContent-Length: 100000\r\n\r\n`,
      )
      let next = 0
      const timer = setInterval(() => {
        const piece = pieces[next]
        next += 1
        if (piece === undefined || socket.destroyed) clearInterval(timer)
        else socket.write(piece)
      }, every)
    })
  await send([bodyOf(begin, { type: 'push', ...row })], 1)
  expect(valueOf(await world.log.heads([workspace])).get(workspace)?.headSeq).toBe(1)
  const dribble = Array.from(bodyOf(begin, { type: 'push', ...row }), byte => Uint8Array.of(byte))
  await send(dribble, 20)
  expect(world.logged()).toContain('"status":408')
})

test('T15 R17: a session that ends is cut in the middle, and nothing later is sent', async () => {
  const log = createMemoryRoomLog()
  const hooks: { page?: () => void } = {}
  let pages = 0
  const world = await start({
    log: {
      ...log,
      readRooms: async (...asked) => {
        pages += 1
        hooks.page?.()
        return log.readRooms(...asked)
      },
    },
    limits: { pageRooms: 1 },
  })
  const writer = deviceOf(1)
  for (const index of [1, 2, 3]) writer.write(roomId(index), 'k')
  await writer.sync(world.target(1))
  const target = world.target(2)
  pages = 0
  hooks.page = () => world.events.announce([world.sessionOf(target)])
  expect(await deviceOf(2).sync(target)).toMatchObject({ whole: false })
  expect(pages).toBe(1)
})

test('T15: permission that was lost elsewhere is noticed when it has grown old', async () => {
  const log = createMemoryRoomLog()
  const hooks: { page?: () => void } = {}
  const world = await start({
    log: { ...log, readRooms: async (...asked) => (hooks.page?.(), log.readRooms(...asked)) },
    limits: { pageRooms: 1, accessAge: 0 },
  })
  const writer = deviceOf(1)
  for (const index of [1, 2, 3]) writer.write(roomId(index), 'k')
  await writer.sync(world.target(1))
  hooks.page = () => world.revoke(0, workspace)
  const { items, whole } = await deviceOf(2).sync(world.target(2))
  expect(whole).toBe(false)
  expect(items.filter(({ type }) => type === 'room').length).toBeLessThanOrEqual(1)
})

test('R22: a server that stops ends the page at hand in order, and says that there is more', async () => {
  const log = createMemoryRoomLog()
  const hooks: { page?: () => void } = {}
  const world = await start({
    log: { ...log, readRooms: async (...asked) => (hooks.page?.(), log.readRooms(...asked)) },
    limits: { pageRooms: 1 },
  })
  const writer = deviceOf(1)
  for (const index of [1, 2, 3]) writer.write(roomId(index), 'k')
  await writer.sync(world.target(1))
  hooks.page = () => world.stop()
  const { items, whole } = await deviceOf(2).sync(world.target(2))
  expect(whole).toBe(true)
  expect(items.filter(({ type }) => type === 'room')).toHaveLength(1)
  expect(items.at(-1)).toEqual({ type: 'end', cursor: 0, more: true })
  expect(await deviceOf(3).sync(world.target(3))).toMatchObject({ status: 503, problem: 'server-stopping' })
})

test('one session and all together sync only so often at once', async () => {
  const world = await start({ limits: { perSession: 1, atOnce: 2, senderPatience: 400 } })
  const open = (device: number) => {
    const socket = connect(world.port, '127.0.0.1')
    socket.on('error', () => undefined)
    socket.write(
      `POST /api/v1/sync HTTP/1.1\r\nHost: localhost:${world.port}\r\nOrigin: http://localhost:${world.port}\r\nCookie: ${world.target(device).cookie}\r\nContent-Type: application/vnd.weft.sync; version=1\r\nContent-Length: 100\r\n\r\n`,
    )
    return socket
  }
  const held = [open(1), open(2)]
  const ask = async (device: number) => (await exchange(world.target(device), nothing)).problem
  await expect.poll(() => ask(1)).toBe('too-many-syncs')
  await expect.poll(() => ask(3)).toBe('server-busy')
  for (const socket of held) socket.destroy()
  await expect.poll(() => ask(1)).toBeUndefined()
})
