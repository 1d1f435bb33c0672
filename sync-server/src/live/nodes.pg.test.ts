/** Two nodes over one PostgreSQL: what ends on one ends on the other, and frames cross over. */

import { type ClientRequest, type IncomingMessage, request as httpRequest } from 'node:http'
import { pieceCapacity } from '@weft/shared/blob-size.ts'
import { apiRoot } from '@weft/shared/protocol/accounts/wire.ts'
import { bulkContentType, encodeBulkUp } from '@weft/shared/protocol/bulk.ts'
import { maxEphemeralBytes, relayedFramesBurst } from '@weft/shared/protocol/limits.ts'
import { wireVersion } from '@weft/shared/protocol/version.ts'
import { expect, onTestFinished, test } from 'vitest'
import { askAgainMilliseconds } from '../sessions/session-watch.ts'
import { syncPath } from '../sync/sync-route.ts'
import type { Browser } from '../testing/account-server.ts'
import { createFragileLink } from '../testing/fragile-link.ts'
import { connect, newDevice, newMember, newRoom, set, writer } from '../testing/live-member.ts'
import { type LiveServer, runLiveServer } from '../testing/live-server.ts'
import { type Member, passwordBody, revokeBody, text } from '../testing/person.ts'
import { beginBody, placeOf, sealedBlob, upload } from '../testing/sealed-blob.ts'

const twoNodes = async () => {
  const here = await runLiveServer()
  const link = await createFragileLink(here.database.connection)
  const there = await runLiveServer({
    database: here.database,
    // Hints come by it; statements do not.
    through: database => ({ ...database, connection: link.connection }),
  })
  return { here, there, link }
}

const closedOf = ({ closed }: { readonly closed: Promise<{ readonly code: number }> }) =>
  closed.then(({ code }) => code)

/** Resolves with how long it took. */
const timed = async (work: Promise<unknown>): Promise<number> => {
  const started = performance.now()
  await work
  return performance.now() - started
}

interface Long {
  /** It is being answered, or its bytes have been taken. */
  readonly begun: Promise<unknown>
  /** Reads what there is, and resolves when the connection is gone. */
  readonly end: () => Promise<'cut' | 'whole'>
}

/** Reads nothing of the answer before it shall end: nobody sees a connection end that he does not read from. */
const toLong = (request: ClientRequest): Long => {
  let answer: IncomingMessage | undefined
  const begun = new Promise<void>(resolve =>
    request.once('response', response => {
      answer = response.on('error', () => undefined)
      resolve()
    }),
  )
  const closed = new Promise<void>(resolve => request.once('close', resolve))
  return {
    begun,
    end: async () => {
      answer?.resume()
      await closed
      return answer?.complete ? 'whole' : 'cut'
    },
  }
}

const ask = (
  { port }: LiveServer,
  browser: Browser,
  method: string,
  path: string,
  headers: Readonly<Record<string, string>> = {},
): ClientRequest => {
  const request = httpRequest({
    host: '127.0.0.1',
    port,
    method,
    path,
    agent: false,
    headers: {
      Host: `localhost:${port}`,
      Origin: `http://localhost:${port}`,
      Cookie: browser.cookie() ?? '',
      ...headers,
    },
  })
  request.on('error', () => undefined)
  onTestFinished(() => void request.destroy())
  return request
}

/** A /sync that has begun and goes on for as long as it may. */
const longSync = (node: LiveServer, { workspaceId }: Member, browser: Browser) => {
  const request = ask(node, browser, 'POST', syncPath, { 'Content-Type': bulkContentType(wireVersion) })
  request.write(
    encodeBulkUp({ type: 'begin', version: wireVersion, workspaceId, epoch: '', cursor: 0, done: [] }),
  )
  return { ...toLong(request), finish: () => void request.end(encodeBulkUp({ type: 'end' })) }
}

/** An upload of which a piece has come and the rest has not. */
const longUpload = async (node: LiveServer, member: Member, browser: Browser): Promise<Long> => {
  const blob = sealedBlob(3 * pieceCapacity)
  const params = placeOf(member, blob)
  await browser.done('begin-blob', { params, body: beginBody(blob) })
  const path = `${apiRoot}/workspaces/${params.workspaceId}/blobs/${params.blobId}?offset=0`
  const request = ask(node, browser, 'PATCH', path, {
    'Content-Type': 'application/octet-stream',
    'Content-Length': String(blob.bytes.length),
  })
  request.write(blob.bytes.subarray(0, blob.bytes.length - 1_000))
  const { db } = node.database
  const isHere = async () =>
    (await db.selectFrom('blobs').select('received').where('id', '=', blob.id).executeTakeFirst())?.received
  await expect.poll(isHere).toBeGreaterThan(0)
  return { ...toLong(request), begun: Promise.resolve() }
}

/** A download that nobody reads on. */
const longDownload = async (node: LiveServer, member: Member, browser: Browser): Promise<Long> => {
  const blob = sealedBlob(40 * pieceCapacity)
  await upload({ ...member, browser }, blob)
  const { workspaceId, blobId } = placeOf(member, blob)
  const request = ask(node, browser, 'GET', `${apiRoot}/workspaces/${workspaceId}/blobs/${blobId}`)
  request.end()
  return toLong(request)
}

test('M15 T15: a device that is revoked on one node is closed on the other within a second, and its /sync and transfers are cut', async () => {
  const { here, there } = await twoNodes()
  const ada = await newMember(here)
  const lost = await newDevice(here, ada)
  const [stays, goes] = [await connect(there, ada), await connect(there, lost)]
  await goes.open(1, newRoom(ada))
  const long = [
    longSync(there, ada, lost.browser),
    await longUpload(there, ada, lost.browser),
    await longDownload(there, ada, lost.browser),
  ]
  const kept = longSync(there, ada, ada.browser)
  await Promise.all([...long, kept].map(({ begun }) => begun))

  const { body } = await revokeBody(lost.after, lost.device.id)
  await ada.browser.done('revoke-device', { params: { deviceId: lost.device.id }, body })
  const ends = Promise.all(long.map(({ end }) => end()))
  expect(await timed(Promise.all([goes.closed, ends]))).toBeLessThan(1_000)
  expect([await closedOf(goes), await ends]).toEqual([4401, ['cut', 'cut', 'cut']])
  stays.say({ type: 'ping', token: 1 })
  await stays.hear(message => (message.type === 'pong' ? true : undefined))
  kept.finish()
  expect(await kept.end()).toBe('whole')
})

test.each([
  ['sign-out', async ({ browser }: Member) => browser.done('sign-out')],
  [
    'delete-account',
    async ({ browser, authKey }: Member) =>
      browser.done('delete-account', { body: { of: 'password', proof: text(authKey) } }),
  ],
])('M15: %s on one node closes the socket on the other', async (_, end) => {
  const { here, there } = await twoNodes()
  const ada = await newMember(here)
  const socket = await connect(there, ada)
  await end(ada)
  expect(await timed(socket.closed)).toBeLessThan(1_000)
  expect(await closedOf(socket)).toBe(4401)
})

test('M15: a new password closes the sockets of every other session, on the other node too', async () => {
  const { here, there } = await twoNodes()
  const ada = await newMember(here)
  const second = await newDevice(here, ada)
  const [own, other] = [await connect(there, second), await connect(there, ada)]
  const { body } = await passwordBody({ ...ada, ...second.after }, 'a wholly new password')
  await second.browser.done('change-password', { body })
  expect(await timed(other.closed)).toBeLessThan(1_000)
  own.say({ type: 'ping', token: 1 })
  await own.hear(message => (message.type === 'pong' ? true : undefined))
})

test('M15: where the hint is lost the question ends it; after a new connection it is asked at once', async () => {
  const { here, there, link } = await twoNodes()
  const ada = await newMember(here)
  const second = await newDevice(here, ada)
  const socket = await connect(there, second)
  link.cut()
  await second.browser.done('sign-out')
  there.clock.advance(askAgainMilliseconds)
  expect(await closedOf(socket)).toBe(4401)

  // Or the ticket is too old.
  here.clock.advance(askAgainMilliseconds)
  const another = await connect(there, ada)
  await ada.browser.done('sign-out')
  link.mend()
  // As far as the wait before the next attempt, and no further.
  there.clock.advance(10_000)
  expect(await closedOf(another)).toBe(4401)
})

test('M15: the id of a session, which other nodes are told, is no way in', async () => {
  const { here } = await twoNodes()
  const ada = await newMember(here)
  const { id } = await here.database.db.selectFrom('sessions').select('id').executeTakeFirstOrThrow()
  const stranger = here.browser()
  for (const cookie of [`weft=${id}`, `weft=${id.padEnd(43, 'A')}`]) {
    stranger.setCookie(cookie)
    expect((await stranger.ask('read-session')).problem).toBe('session-missing')
  }
  expect((await ada.browser.ask('read-session')).status).toBe(200)
})

test('M14: live frames cross over, both ways, as they were', async () => {
  const { here, there } = await twoNodes()
  const ada = await newMember(here)
  const room = newRoom(ada)
  const [first, second] = [await connect(here, ada), await connect(there, ada)]
  await first.open(1, room)
  await second.open(1, room)
  const sealed = new Uint8Array(maxEphemeralBytes).fill(9)
  first.sayFrame(1, { type: 'ephemeral', sealed })
  const told = await second.hearFrame(1, 'ephemeral')
  expect([told.seq, Uint8Array.from(told.frame.sealed)]).toEqual([0, sealed])
  second.sayFrame(1, { type: 'ephemeral', sealed: Uint8Array.of(1) })
  expect(Uint8Array.from((await first.hearFrame(1, 'ephemeral')).frame.sealed)).toEqual(Uint8Array.of(1))
})

test('M14: of more frames than may cross some are dropped, and no row waits for them', async () => {
  const { here, there } = await twoNodes()
  const ada = await newMember(here)
  const [room, quiet] = [newRoom(ada), newRoom(ada)]
  const [talker, device] = [await connect(here, ada), await connect(here, ada)]
  const listener = await connect(there, ada)
  const doc = writer(device, 1)
  await device.open(1, quiet, [doc.clientID])
  await talker.open(1, room)
  await listener.open(1, room)
  await listener.open(2, quiet)
  for (let frame = 0; frame < relayedFramesBurst; frame += 1)
    talker.sayFrame(1, { type: 'ephemeral', sealed: new Uint8Array(16_384) })
  const rows = 40
  const waits: number[] = []
  for (let number = 1; number <= rows; number += 1) {
    set(doc, `key${number}`)
    const acked = device.hearFrame(
      1,
      'ack',
      ({ frame }) => frame.type === 'ack' && frame.settled.some(each => each.number === number),
    )
    waits.push(await timed(acked))
  }
  // Of a machine that has other work as well; alone it is some ten milliseconds.
  expect(Math.max(...waits)).toBeLessThan(2_000)
  await listener.hearFrame(2, 'sync-update', ({ seq }) => seq === rows)
  const heard = listener.frames().filter(({ frame }) => frame.type === 'ephemeral').length
  expect(heard).toBeGreaterThan(0)
  expect(heard).toBeLessThan(relayedFramesBurst)
})
