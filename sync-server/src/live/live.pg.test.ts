/** Sockets on the whole server with a real database. */

import { maxBufferedBytesAtAll } from '@weft/shared/protocol/limits.ts'
import { expect, test } from 'vitest'
import * as Y from 'yjs'
import { createPostgresRoomLog } from '../rooms/postgres-room-log.ts'
import { connect, newDevice, newMember, newRoom, set, writer } from '../testing/live-member.ts'
import { runLiveServer } from '../testing/live-server.ts'
import { revokeBody } from '../testing/person.ts'
import { headMovedEveryMilliseconds } from './head-moved.ts'
import { compareHeadsEveryMilliseconds } from './hub.ts'

test('two devices meet: what one writes is acknowledged to it, told to the other and not echoed', async () => {
  const server = await runLiveServer()
  const ada = await newMember(server)
  const room = newRoom(ada)
  const [first, second] = [await connect(server, ada), await connect(server, ada)]
  const doc = writer(first, 1)
  expect(await first.open(1, room, [doc.clientID])).toBe(0)
  expect(await second.open(1, room)).toBe(0)

  set(doc, 'a')
  const { frame: ack } = await first.hearFrame(1, 'ack')
  expect(ack.settled).toEqual([{ seq: 1, number: 1 }])
  const told = await second.hearFrame(1, 'sync-update')
  expect(told.seq).toBe(1)
  const read = new Y.Doc()
  Y.applyUpdate(read, told.frame.update)
  expect([...read.getMap('m').keys()]).toEqual(['a'])
  first.say({ type: 'ping', token: 1 })
  await first.hear(message => (message.type === 'pong' ? true : undefined))
  expect(first.frames().map(({ frame }) => frame.type)).toEqual(['ack'])
})

test('SyncStep1 is answered from what is stored, and what comes back already stored is no row', async () => {
  const server = await runLiveServer()
  const ada = await newMember(server)
  const room = newRoom(ada)
  const first = await connect(server, ada)
  const doc = writer(first, 1)
  await first.open(1, room, [doc.clientID])
  set(doc, 'a')
  set(doc, 'a')
  set(doc, 'b')
  await first.hearFrame(
    1,
    'ack',
    ({ frame }) => frame.type === 'ack' && frame.settled.some(each => each.number === 3),
  )

  const second = await connect(server, ada)
  expect(await second.open(1, room)).toBe(3)
  const read = new Y.Doc()
  second.sayFrame(1, { type: 'sync-step1', stateVector: Y.encodeStateVector(read) })
  Y.applyUpdate(read, (await second.hearFrame(1, 'sync-step2')).frame.update)
  expect(Y.encodeStateAsUpdate(read)).toEqual(Y.encodeStateAsUpdate(doc))
  const { stateVector } = (await second.hearFrame(1, 'sync-step1')).frame
  expect(Uint8Array.from(stateVector)).toEqual(Y.encodeStateVector(doc))
  // As a provider answers: no structs, and every deletion that it knows.
  second.sayFrame(1, { type: 'sync-step2', update: Y.encodeStateAsUpdate(read, stateVector) })
  expect((await second.hearFrame(1, 'ack')).frame.settled).toEqual([{ seq: 2, number: 0 }])
  expect(await server.database.db.selectFrom('updates').select('seq').execute()).toHaveLength(3)
})

test('T15: a revoked device is closed at once, and no later frame reaches it', async () => {
  const server = await runLiveServer()
  const ada = await newMember(server)
  const room = newRoom(ada)
  const lost = await newDevice(server, ada)
  const [own, other] = [await connect(server, ada), await connect(server, lost)]
  const doc = writer(own, 1)
  await own.open(1, room, [doc.clientID])
  await other.open(1, room)
  set(doc, 'before')
  await other.hearFrame(1, 'sync-update')

  const revoked = await revokeBody(lost.after, lost.device.id)
  const started = performance.now()
  await ada.browser.done('revoke-device', { params: { deviceId: lost.device.id }, body: revoked.body })
  set(doc, 'after')
  await own.hearFrame(
    1,
    'ack',
    ({ frame }) => frame.type === 'ack' && frame.settled.some(each => each.number === 2),
  )
  expect((await other.closed).code).toBe(4401)
  expect(performance.now() - started).toBeLessThan(1_000)
  expect(other.frames().map(({ frame }) => frame.type)).toEqual(['sync-update'])
})

test('a slow reader is not told what may be lost, and is given up above the bound; others go on', async () => {
  const server = await runLiveServer()
  const ada = await newMember(server)
  const room = newRoom(ada)
  const [fast, slow, third] = [
    await connect(server, ada),
    await connect(server, ada),
    await connect(server, ada),
  ]
  const doc = writer(fast, 1)
  await fast.open(1, room, [doc.clientID])
  await slow.open(1, room)
  await third.open(1, room)
  slow.websocket.pause()
  const each = 400_000
  // What the kernel's buffers hold comes on top.
  const updates = Math.ceil(maxBufferedBytesAtAll / each) * 2
  for (let index = 1; index <= updates; index += 1) {
    set(doc, `key${index}`, each)
    await fast.hearFrame(
      1,
      'ack',
      ({ frame }) => frame.type === 'ack' && frame.settled.some(({ seq }) => seq === index),
    )
  }
  await third.hearFrame(1, 'sync-update', ({ seq }) => seq === updates)
  server.clock.advance(1_000)
  slow.websocket.resume()
  expect((await slow.closed).code).not.toBe(1000)
  expect(slow.frames().length).toBeLessThan(updates)
  expect(third.frames().filter(({ frame }) => frame.type === 'sync-update')).toHaveLength(updates)
})

test('two nodes over one database: by hint', async () => {
  const server = await runLiveServer()
  const other = await runLiveServer({ database: server.database })
  const ada = await newMember(server)
  const room = newRoom(ada)
  const first = await connect(server, ada)
  const second = await connect(other, ada)
  const doc = writer(first, 1)
  await first.open(1, room, [doc.clientID])
  await second.open(1, room)
  set(doc, 'a')
  expect((await second.hearFrame(1, 'sync-update')).seq).toBe(1)
})

test('two nodes over one database: a lost hint is made good by the comparison of heads', async () => {
  const server = await runLiveServer()
  const other = await runLiveServer({ database: server.database })
  const ada = await newMember(server)
  const [room, unjoined] = [newRoom(ada), newRoom(ada)]
  const second = await connect(other, ada)
  await second.open(1, room)
  // Stored by somebody who tells nobody.
  const log = createPostgresRoomLog({ database: server.database, node: null })
  const doc = new Y.Doc()
  set(doc, 'a')
  for (const each of [room, unjoined])
    await log.append([{ ...each, deviceId: ada.device.id, bytes: Y.encodeStateAsUpdate(doc) }])
  other.clock.advance(compareHeadsEveryMilliseconds)
  expect((await second.hearFrame(1, 'sync-update')).seq).toBe(1)
  other.clock.advance(headMovedEveryMilliseconds)
  expect((await second.hearFrame(1, 'head-moved')).frame.head).toBe(2)
})

test('R22: what is under way at the stop is stored and acknowledged, what was not read is neither, and the socket says when to come back', async () => {
  const server = await runLiveServer()
  const ada = await newMember(server)
  const room = newRoom(ada)
  const first = await connect(server, ada)
  const doc = writer(first, 1)
  await first.open(1, room, [doc.clientID])
  // A commit that takes long: somebody else holds the workspace's counter.
  const { pool } = server.database
  const other = await pool.connect()
  await other.query('begin')
  await other.query('select 1 from workspaces for update')
  set(doc, 'under way')
  const waiting = `select 1 from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`
  while ((await pool.query(waiting)).rows.length === 0);
  const stopped = server.stop()
  for (let index = 0; index < 50; index += 1) set(doc, `key${index}`)
  await pool.query('select 1')
  await other.query('rollback')
  other.release()

  const { code, reason } = await first.closed
  expect(code).toBe(1012)
  expect(reason).toMatch(/^retry-after-ms=\d{1,4}$/)
  const acked = first
    .frames()
    .flatMap(({ frame }) => (frame.type === 'ack' ? frame.settled.map(({ number }) => number) : []))
  const rows = await server.database.db.selectFrom('updates').select('seq').orderBy('seq').execute()
  expect(acked).toEqual(rows.map(({ seq }) => seq))
  expect(acked[0]).toBe(1)
  await stopped
})
