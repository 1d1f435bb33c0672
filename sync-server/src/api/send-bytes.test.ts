import { createServer } from 'node:http'
import { Duplex } from 'node:stream'
import { blobPieceWithinMilliseconds } from '@weft/shared/protocol/limits.ts'
import { testClock } from '@weft/shared/testing/env.ts'
import express from 'express'
import { expect, test } from 'vitest'
import { sendBytes } from './send-bytes.ts'

const piece = 256 * 1024

/** A connection whose other side takes `takes` writes and no more. */
const connectionOf = (takes: number) => {
  let taken = 0
  let bytes = 0
  const socket = new Duplex({
    read: () => undefined,
    write: (chunk: Uint8Array, _encoding, done) => {
      taken += 1
      bytes += chunk.length
      if (taken <= takes) done()
    },
  })
  const closed = new Promise<void>(resolve => socket.once('close', () => resolve()))
  return { socket, closed, bytes: () => bytes }
}

interface Sending {
  readonly clock: ReturnType<typeof testClock>
  readonly pulled: () => number
  readonly ended: Promise<void>
}

const sendTo = (socket: Duplex, pieces: number): Sending => {
  const clock = testClock()
  let pulled = 0
  const chunks = async function* (): AsyncGenerator<Uint8Array> {
    for (; pulled < pieces; ) {
      pulled += 1
      yield new Uint8Array(piece)
    }
  }
  const app = express()
  const ended = new Promise<void>((resolve, reject) => {
    app.get('/', (request, response) => {
      const answer = { status: 200, headers: {}, chunks: chunks(), close: () => undefined } as const
      sendBytes(request, response, answer, clock).then(resolve, reject)
    })
  })
  createServer(app).emit('connection', socket)
  socket.push('GET / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n')
  return { clock, pulled: () => pulled, ended }
}

const settle = () => new Promise(resolve => setTimeout(resolve, 20))

test('A15: a reader that takes everything gets everything', async () => {
  const { socket, bytes } = connectionOf(Number.POSITIVE_INFINITY)
  await sendTo(socket, 5).ended
  await settle()
  expect(bytes()).toBeGreaterThan(5 * piece)
})

test('A15: for a reader that stops no more than one piece is read, and after its time it is cut', async () => {
  const { socket, closed } = connectionOf(1)
  const { clock, pulled, ended } = sendTo(socket, 100)
  await settle()
  expect(pulled()).toBeLessThanOrEqual(2)
  clock.advance(blobPieceWithinMilliseconds - 1)
  await settle()
  expect(socket.destroyed).toBe(false)
  clock.advance(1)
  await Promise.all([ended, closed])
  expect(pulled()).toBeLessThanOrEqual(2)
})

test('a reader that is gone ends it', async () => {
  const { socket } = connectionOf(1)
  const { ended } = sendTo(socket, 100)
  await settle()
  socket.destroy()
  await ended
})
