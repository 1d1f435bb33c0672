/** A session with everything behind it but a network and a database. */

import { err } from '@weft/shared/result.ts'
import {
  accessAgainMilliseconds,
  helloWithinMilliseconds,
  maxBufferedBytes,
  maxBufferedBytesAtAll,
  pingEveryMilliseconds,
} from '@weft/shared/protocol/limits.ts'
import { wireVersion } from '@weft/shared/protocol/version.ts'
import { expect, test } from 'vitest'
import * as Y from 'yjs'
import type { RoomLog } from '../rooms/room-log.ts'
import { deviceId, roomId } from '../testing/ids.ts'
import { rest, runHeldServer, testRoom } from '../testing/held-session.ts'

/** The update that sets one value in a document. */
const write = (doc: Y.Doc, key = 'a', value: unknown = Uint8Array.of(1)): Uint8Array => {
  const before = Y.encodeStateVector(doc)
  doc.getMap('m').set(key, value)
  return Y.encodeStateAsUpdate(doc, before)
}

const step1 = { type: 'sync-step1', stateVector: Uint8Array.of(0) } as const

test('M1: hello and open may come in one go; they wait for the ticket', async () => {
  const server = await runHeldServer()
  const session = await server.join()
  expect(session.heard).toEqual([
    { type: 'welcome', version: wireVersion, epoch: 'epoch' },
    { type: 'opened', joinId: 1, head: 0 },
  ])
  expect(session.isPaused()).toBe(false)
})

test('M1: a socket that says nothing is closed after five seconds', async () => {
  const server = await runHeldServer()
  const session = server.connect()
  server.clock.advance(helloWithinMilliseconds - 1)
  session.tick()
  expect(session.closedWith()).toBeUndefined()
  server.clock.advance(1)
  session.tick()
  expect(session.closedWith()).toBe(4508)
})

/** The room is registered before its head is read, so what commits in between is told. */
test('M10: register before read', async () => {
  const other = new Y.Doc()
  let between: (() => Promise<unknown>) | undefined
  const server = await runHeldServer({
    through: memory => ({
      ...memory,
      readRooms: async (...asked) => {
        const read = await memory.readRooms(...asked)
        await between?.()
        between = undefined
        return read
      },
    }),
  })
  between = () => server.hub.append([{ ...testRoom, deviceId: deviceId(3), bytes: write(other) }])
  const session = await server.join()
  expect(session.heard.slice(1)).toEqual([
    { type: 'opened', joinId: 1, head: 0 },
    { type: 'room', joinId: 1, seq: 1, frame: expect.anything() },
  ])
})

test('M10: between a SyncStep1 and its answer nothing is lost either', async () => {
  const other = new Y.Doc()
  let between: (() => Promise<unknown>) | undefined
  const server = await runHeldServer({
    through: memory => ({
      ...memory,
      readRooms: async (...asked) => {
        const read = await memory.readRooms(...asked)
        await between?.()
        between = undefined
        return read
      },
    }),
  })
  const session = await server.join()
  between = () => server.hub.append([{ ...testRoom, deviceId: deviceId(3), bytes: write(other) }])
  session.sayFrame(1, step1)
  await rest()
  const read = new Y.Doc()
  for (const frame of session.frames())
    if (frame.type === 'sync-step2' || frame.type === 'sync-update') Y.applyUpdate(read, frame.update)
  expect(read.getMap('m').has('a')).toBe(true)
})

test('J11: an ack follows the commit, and holds all of a commit', async () => {
  const held = Promise.withResolvers<void>()
  const server = await runHeldServer({
    through: memory => ({
      ...memory,
      append: updates => held.promise.then(() => memory.append(updates)),
    }),
  })
  const doc = new Y.Doc()
  const session = await server.join(1, [doc.clientID])
  for (const key of ['a', 'b', 'c']) session.sayFrame(1, { type: 'sync-update', update: write(doc, key) })
  await rest()
  expect(session.frames()).toEqual([])
  held.resolve()
  await rest()
  expect(session.frames()).toEqual([
    {
      type: 'ack',
      settled: [
        { seq: 1, number: 1 },
        { seq: 2, number: 2 },
        { seq: 3, number: 3 },
      ],
    },
  ])
})

test.each(['log-unavailable', 'log-timeout', 'log-full', 'log-failed', 'outcome-unknown'] as const)(
  'M10: %s closes the socket, and nothing is acknowledged or relayed',
  async type => {
    const server = await runHeldServer({
      through: memory => ({ ...memory, append: async () => err({ type, cause: '' }) }),
    })
    const doc = new Y.Doc()
    const session = await server.join(1, [doc.clientID])
    const reader = await server.join(1)
    session.sayFrame(1, { type: 'sync-update', update: write(doc) })
    await rest()
    expect(session.closedWith()).toBe(4500)
    expect([...session.frames(), ...reader.frames()]).toEqual([])
    expect(reader.closedWith()).toBeUndefined()
  },
)

test('a full queue of the log stops the reading, and loses nothing', async () => {
  const held = Promise.withResolvers<void>()
  const server = await runHeldServer({
    through: memory => ({ ...memory, append: updates => held.promise.then(() => memory.append(updates)) }),
    limits: { batchRows: 1, batchBytes: 1e6, queuedRows: 2, queuedBytes: 1e6 },
  })
  const doc = new Y.Doc()
  const session = await server.join(1, [doc.clientID])
  for (let index = 0; index < 8; index += 1)
    session.sayFrame(1, { type: 'sync-update', update: write(doc, `key${index}`) })
  await rest()
  expect(session.isPaused()).toBe(true)
  held.resolve()
  await rest()
  await rest()
  const acked = session.frames().flatMap(frame => (frame.type === 'ack' ? frame.settled : []))
  expect(new Set(acked.map(({ seq }) => seq))).toEqual(new Set([1, 2, 3, 4, 5, 6, 7, 8]))
  expect(session.isPaused()).toBe(false)
})

test('U, C: what may not be stored is refused with its reason, and the join goes on', async () => {
  const server = await runHeldServer()
  const [mine, foreign] = [new Y.Doc(), new Y.Doc()]
  const eve = await server.join(2, [foreign.clientID])
  eve.sayFrame(1, { type: 'sync-update', update: write(foreign, 'hers') })
  const session = await server.join(1, [mine.clientID])
  const text = new Y.Doc()
  text.getText('t').insert(0, 'plain')
  const sayAll: readonly Uint8Array[] = [
    Uint8Array.of(9, 9, 9),
    Y.encodeStateAsUpdate(text),
    write(foreign, 'forged'),
    write(mine),
  ]
  for (const update of sayAll) session.sayFrame(1, { type: 'sync-update', update })
  await rest()
  expect(session.frames().filter(({ type }) => type === 'reject' || type === 'ack')).toEqual([
    { type: 'reject', seq: 1, reason: 'update-unsound' },
    { type: 'reject', seq: 2, reason: 'shape-foreign' },
    { type: 'reject', seq: 3, reason: 'client-id-foreign' },
    { type: 'ack', settled: [{ seq: 4, number: 2 }] },
  ])
})

test('C2: an id that another device writes under cannot be announced', async () => {
  const server = await runHeldServer()
  await server.join(1, [77])
  const other = await server.join(3, [77])
  expect(other.heard.at(-1)).toMatchObject({ type: 'closed', code: 4409 })
})

test('C6: what another node has stored may be deleted, though this node had not seen it', async () => {
  const server = await runHeldServer()
  const [theirs, mine] = [new Y.Doc(), new Y.Doc()]
  await server.log.claimClientIds(testRoom, deviceId(3), [theirs.clientID])
  await server.log.append([{ ...testRoom, deviceId: deviceId(3), bytes: write(theirs) }])
  Y.applyUpdate(mine, Y.encodeStateAsUpdate(theirs))
  const session = await server.join(1, [mine.clientID])
  session.sayFrame(1, { type: 'sync-update', update: write(mine) })
  await rest()
  expect(session.frames()).toEqual([{ type: 'ack', settled: [{ seq: 1, number: 2 }] }])
})

test('who may only read is told so for each update', async () => {
  const server = await runHeldServer({ may: action => action === 'read' })
  const session = await server.join()
  session.sayFrame(1, { type: 'sync-update', update: write(new Y.Doc()) })
  await rest()
  expect(session.frames()).toEqual([{ type: 'reject', seq: 1, reason: 'write-forbidden' }])
})

test('T15: access is asked again, and a join that lost it ends', async () => {
  let allowed = true
  const server = await runHeldServer({ may: () => allowed })
  const session = await server.join()
  allowed = false
  server.clock.advance(accessAgainMilliseconds)
  session.tick()
  await rest()
  expect(session.heard.at(-1)).toMatchObject({ type: 'closed', joinId: 1, code: 4403 })
})

test('a room that was deleted cannot be joined', async () => {
  const server = await runHeldServer()
  await server.log.deleteRoom(testRoom)
  expect((await server.join()).heard.at(-1)).toMatchObject({ type: 'closed', code: 4410 })
})

test('a database that throws ends the socket, and not the process', async () => {
  const broken = (memory: RoomLog): RoomLog => ({
    ...memory,
    claimClientIds: () => Promise.reject(new Error('the disk is on fire')),
  })
  const server = await runHeldServer({ through: broken })
  expect((await server.join(1, [4])).closedWith()).toBe(4500)
})

test('R11: a slow reader is not read from, then not told what may be lost, then given up', async () => {
  const server = await runHeldServer()
  const doc = new Y.Doc()
  const writer = await server.join(1, [doc.clientID])
  const slow = await server.join(1)
  const before = slow.heard.length
  slow.setBuffered(maxBufferedBytes + 1)
  writer.sayFrame(1, { type: 'ephemeral', sealed: Uint8Array.of(1) })
  expect(slow.heard).toHaveLength(before)
  writer.sayFrame(1, { type: 'sync-update', update: write(doc) })
  await rest()
  expect(slow.heard).toHaveLength(before + 1)
  expect(slow.isPaused()).toBe(true)
  slow.setBuffered(0)
  expect(slow.isPaused()).toBe(false)
  slow.setBuffered(maxBufferedBytesAtAll)
  writer.sayFrame(1, { type: 'sync-update', update: write(doc, 'b') })
  await rest()
  expect(slow.closedWith()).toBe(4529)
  server.clock.advance(1_000)
  expect(slow.isTerminated()).toBe(true)
  expect(writer.closedWith()).toBeUndefined()
})

test('a connection that answers no ping is ended', async () => {
  const server = await runHeldServer()
  const session = await server.join()
  const wait = (): void => {
    server.clock.advance(pingEveryMilliseconds)
    session.tick()
  }
  wait()
  session.notePong()
  wait()
  wait()
  expect([session.pings(), session.isTerminated()]).toEqual([3, false])
  wait()
  expect(session.isTerminated()).toBe(true)
})

test('M13: settling reads nothing more and resolves when what was read has its answer', async () => {
  const held = Promise.withResolvers<void>()
  const server = await runHeldServer({
    through: memory => ({ ...memory, append: updates => held.promise.then(() => memory.append(updates)) }),
  })
  const doc = new Y.Doc()
  const session = await server.join(1, [doc.clientID])
  session.sayFrame(1, { type: 'sync-update', update: write(doc, 'read') })
  let settled = false
  const settling = session.settle().then(() => {
    settled = true
  })
  session.sayFrame(1, { type: 'sync-update', update: write(doc, 'not read') })
  await rest()
  expect([settled, session.isPaused()]).toEqual([false, true])
  held.resolve()
  await settling
  expect(session.frames()).toEqual([{ type: 'ack', settled: [{ seq: 1, number: 1 }] }])
})

test('after its end a session hears and does nothing', async () => {
  const server = await runHeldServer()
  const doc = new Y.Doc()
  const [session, writer] = [await server.join(1), await server.join(1, [doc.clientID])]
  const before = session.heard.length
  session.end('ticketRefused')
  writer.sayFrame(1, { type: 'sync-update', update: write(doc) })
  session.sayFrame(1, step1)
  await rest()
  expect(session.heard).toHaveLength(before)
  expect(server.hub.isEmpty(testRoom)).toBe(false)
  writer.gone()
  expect(server.hub.isEmpty(testRoom)).toBe(true)
})

test('Q1 Q2: an update over the quota is refused by name, the join goes on, and once there is room it is stored', async () => {
  const server = await runHeldServer({ quota: 500 })
  const doc = new Y.Doc()
  const session = await server.join(1, [doc.clientID])
  const room = { ...testRoom, roomId: roomId(2) }
  await server.log.append([{ ...room, deviceId: deviceId(3), bytes: new Uint8Array(400) }])
  const large = write(doc, 'large', new Uint8Array(200))
  for (const update of [large, write(doc, 'small')]) session.sayFrame(1, { type: 'sync-update', update })
  await rest()
  await server.log.deleteRoom(room)
  session.sayFrame(1, { type: 'sync-update', update: large })
  await rest()
  expect(session.frames().filter(({ type }) => type === 'reject' || type === 'ack')).toEqual([
    { type: 'reject', seq: 1, reason: 'quota-exceeded' },
    { type: 'ack', settled: [{ seq: 2, number: 2 }] },
    { type: 'ack', settled: [{ seq: 3, number: 4 }] },
  ])
})
