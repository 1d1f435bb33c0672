/** Uploads over real connections that are cut, and what is seen of them before, after and meanwhile. */

import { request as httpRequest } from 'node:http'
import { connect, type Socket } from 'node:net'
import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { blobPieceBytes, pieceCapacity } from '@weft/shared/blob-size.ts'
import { blobPieceWithinMilliseconds } from '@weft/shared/protocol/limits.ts'
import { type AccountServer, runAccountServer } from '../testing/account-server.ts'
import { join, type Member, workspaceBody } from '../testing/person.ts'
import { append, beginBody, placeOf, sealedBlob, type SealedBlob, upload } from '../testing/sealed-blob.ts'

const member = async (server: AccountServer, name = 'ada'): Promise<Member> => {
  const person = await join(server.browser(), `${name}@example.org`)
  const params = { workspaceId: person.workspaceId }
  await person.browser.done('attach-workspace', { params, body: await workspaceBody(person) })
  return person
}

const begin = (person: Member, blob: SealedBlob) =>
  person.browser.done('begin-blob', { params: placeOf(person, blob), body: beginBody(blob) })

const read = (person: Member, blob: SealedBlob, headers = {}) =>
  person.browser.ask('read-blob', { params: placeOf(person, blob), headers })

const pathOf = (person: Member, blob: SealedBlob): string =>
  `/api/v1/workspaces/${person.workspaceId}/blobs/${blob.id}`

/** Says that it sends everything from `offset` on, sends `length` bytes of it, and hangs up. */
const cutAfter = (server: AccountServer, person: Member, blob: SealedBlob, offset: number, length: number) =>
  new Promise<void>(resolve => {
    const request = httpRequest({
      host: '127.0.0.1',
      port: server.port,
      method: 'PATCH',
      path: `${pathOf(person, blob)}?offset=${offset}`,
      headers: {
        Host: `localhost:${server.port}`,
        Origin: `http://localhost:${server.port}`,
        Cookie: person.browser.cookie(),
        'Content-Type': 'application/octet-stream',
        'Content-Length': String(blob.bytes.length - offset),
      },
      agent: false,
    })
    request.on('error', () => resolve())
    request.on('close', () => resolve())
    request.write(blob.bytes.subarray(offset, offset + length), () => request.destroy())
  })

const runs = Number(process.env['BLOB_RUNS'] ?? 8)

test('A7, A8: cut at any bytes, an upload goes on where its last whole piece ended, and is seen when it is whole', async () => {
  const server = await runAccountServer()
  const ada = await member(server)
  const cuts = fc.array(fc.integer({ min: 0, max: 700_000 }), { maxLength: 4 })
  await fc.assert(
    fc.asyncProperty(fc.integer({ min: 0, max: 3 * pieceCapacity }), cuts, async (size, lengths) => {
      const blob = sealedBlob(size)
      for (const length of lengths) {
        const { received, complete } = await begin(ada, blob)
        expect(Number(received) % blobPieceBytes === 0 || complete).toBe(true)
        if (complete) break
        expect((await read(ada, blob)).problem).toBe('not-found')
        // Never the whole: what is still being stored when this returns cannot complete it.
        const most = blob.bytes.length - Number(received) - 1
        await cutAfter(server, ada, blob, Number(received), Math.min(length, most))
      }
      // What was cut may still be on its way into the database: whoever comes too early is told where it ends.
      for (;;) {
        const { received, complete } = await begin(ada, blob)
        if (complete) break
        const appended = await append(ada, blob, Number(received))
        expect([200, 409]).toContain(appended.status)
      }
      const whole = await read(ada, blob)
      expect(Buffer.compare(whole.bytes, blob.bytes)).toBe(0)
      expect((await append(ada, blob, 0)).problem).toBe('upload-moved')
    }),
    { seed: 3, numRuns: runs, endOnFailure: true },
  )
}, 60_000)

test('A6: two devices bring the same blob at once, and it is whole once', async () => {
  const server = await runAccountServer()
  const ada = await member(server)
  const blob = sealedBlob(6 * pieceCapacity)
  const device = async () => {
    for (;;) {
      const { received, complete } = await begin(ada, blob)
      if (complete) return
      const to = Math.min(blob.bytes.length, Number(received) + 2 * blobPieceBytes)
      expect([200, 409]).toContain((await append(ada, blob, Number(received), to)).status)
    }
  }
  await Promise.all([device(), device()])
  expect(Buffer.compare((await read(ada, blob)).bytes, blob.bytes)).toBe(0)
  expect(await ada.browser.done('read-blob-usage')).toEqual({ bytes: blob.bytes.length, quota: null })
})

test('A6, A8: what is not what its checksum says leaves nothing; another begin replaces it, and a whole one stays', async () => {
  const server = await runAccountServer()
  const ada = await member(server)
  const blob = sealedBlob(2 * pieceCapacity)
  const lied = { ...blob, checksum: Buffer.alloc(32) }
  await begin(ada, lied)
  expect((await append(ada, blob, 0)).problem).toBe('blob-damaged')
  expect(await begin(ada, lied)).toEqual({ received: 0, complete: false })
  await append(ada, blob, 0, blobPieceBytes)
  expect(await begin(ada, lied)).toEqual({ received: blobPieceBytes, complete: false })
  expect(await begin(ada, blob)).toEqual({ received: 0, complete: false })
  await upload(ada, blob)
  const differs = await ada.browser.ask('begin-blob', { params: placeOf(ada, blob), body: beginBody(lied) })
  expect(differs.problem).toBe('blob-differs')
  expect(await begin(ada, blob)).toEqual({ received: blob.bytes.length, complete: true })
  const { rows } = await server.database.pool.query('select upload_id from departed_uploads')
  expect(rows.length).toBe(2)
  await server.sweep()
  const pieces = await server.database.pool.query('select upload_id from blob_pieces')
  expect(pieces.rows.length).toBe(2)
})

test('A7: bytes at another place than the end, and more of them than the blob has, are refused', async () => {
  const server = await runAccountServer()
  const ada = await member(server)
  const blob = sealedBlob(2 * pieceCapacity)
  expect((await append(ada, blob, 0)).problem).toBe('not-found')
  await begin(ada, blob)
  expect((await append(ada, blob, blobPieceBytes)).problem).toBe('upload-moved')
  const longer = { ...blob, bytes: Buffer.concat([blob.bytes, Buffer.alloc(1)]) }
  expect((await append(ada, longer, 0)).problem).toBe('body-too-large')
  const json = { 'Content-Type': 'application/json' }
  const params = placeOf(ada, blob)
  const typed = await ada.browser.ask('append-blob', { params, query: { offset: '0' }, headers: json })
  expect(typed.problem).toBe('content-type-unsupported')
})

test('A13: a range is answered as one, with its place and the checksum', async () => {
  const server = await runAccountServer()
  const ada = await member(server)
  const blob = sealedBlob(2 * pieceCapacity + 10)
  await upload(ada, blob)
  const whole = await read(ada, blob)
  expect([whole.status, whole.headers['etag']]).toEqual([200, `"${blob.checksum.toString('base64url')}"`])
  expect(whole.headers).toMatchObject({ 'content-disposition': 'attachment', 'accept-ranges': 'bytes' })
  const { length } = blob.bytes
  await fc.assert(
    fc.asyncProperty(fc.nat(length - 1), fc.nat(length), async (from, more) => {
      const to = Math.min(length, from + more + 1)
      const part = await read(ada, blob, { Range: `bytes=${from}-${from + more}` })
      expect([part.status, part.headers['content-range']]).toEqual([206, `bytes ${from}-${to - 1}/${length}`])
      expect(Buffer.compare(part.bytes, blob.bytes.subarray(from, to))).toBe(0)
    }),
    { seed: 4, numRuns: 15 },
  )
  expect((await read(ada, blob, { Range: `bytes=${length}-` })).problem).toBe('range-unsatisfiable')
})

/** Says that it sends everything, and leaves that to the caller. */
const startSending = (server: AccountServer, person: Member, blob: SealedBlob) => {
  const socket = connect(server.port, '127.0.0.1')
  socket.write(
    `PATCH ${pathOf(person, blob)}?offset=0 HTTP/1.1\r\nHost: localhost:${server.port}\r\n` +
      `Origin: http://localhost:${server.port}\r\nCookie: ${person.browser.cookie()}\r\n` +
      `Content-Type: application/octet-stream\r\nContent-Length: ${blob.bytes.length}\r\n\r\n`,
  )
  return socket
}

const until = async (condition: () => Promise<boolean>): Promise<void> => {
  while (!(await condition())) await new Promise(resolve => setImmediate(resolve))
}

test('A15: a sender that stops is told so, keeps its whole pieces, and its place is free', async () => {
  const server = await runAccountServer()
  const ada = await member(server)
  const blob = sealedBlob(3 * pieceCapacity)
  await begin(ada, blob)
  const socket = startSending(server, ada, blob)
  const answered = new Promise<string>(resolve => {
    let text = ''
    socket.on('data', chunk => {
      text += String(chunk)
    })
    socket.on('close', () => resolve(text))
  })
  socket.write(blob.bytes.subarray(0, blobPieceBytes + 1_000))
  let answer: string | undefined
  void answered.then(text => {
    answer = text
  })
  await until(async () => {
    if ((await begin(ada, blob))['received'] === blobPieceBytes)
      server.clock.advance(blobPieceWithinMilliseconds)
    return answer !== undefined
  })
  expect(answer).toContain('urn:weft:problem:upload-too-slow')
  expect(await begin(ada, blob)).toEqual({ received: blobPieceBytes, complete: false })
})

test('A15: nobody takes all the places, and whoever hangs up gives theirs back', async () => {
  const server = await runAccountServer()
  const ada = await member(server)
  const eve = await member(server, 'eve')
  const blob = sealedBlob(2 * pieceCapacity)
  await begin(ada, blob)
  await upload(eve, blob)
  const sockets = new Set<Socket>()
  const hold = (): void => {
    const socket = startSending(server, ada, blob)
    sockets.add(socket)
    // Refused: what asks below had the place for a moment.
    socket.once('data', () => {
      sockets.delete(socket)
      socket.destroy()
      hold()
    })
  }
  for (let place = 0; place < 8; place += 1) hold()
  await until(async () => (await append(ada, blob, 0, 0)).problem === 'server-busy')
  expect((await read(eve, blob)).status).toBe(200)
  for (const socket of sockets) socket.destroy()
  await until(async () => (await append(ada, blob, 0, 0)).status === 200)
})
