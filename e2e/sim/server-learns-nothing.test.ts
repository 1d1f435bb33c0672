/**
 * The search of `browser/canary.spec.ts` over a session of two devices in one process: silent over what is sealed, and loud
 * over a sealing that does nothing. A canary that could not fail would say nothing.
 */
import { expect, test } from 'vitest'
import type { OpenSocket } from '../../app/src/core/sync/socket-end.ts'
import { createTwoDevices } from '../../app/src/core/sync/testing/two-devices.ts'
import type { Sealer } from '../../shared/src/crypto/sealer.ts'
import { ok } from '../../shared/src/result.ts'
import { createPlaintextSearch } from '../stack/plaintext-search.ts'

const canary = 'quill9zfeath'
const short = `${canary} in few words`
/** A record of this length is deflated. */
const long = `${canary} in a long text. `.repeat(100)

const unsealed: Sealer = {
  scope: () => ({
    seal: (_map, _key, plaintext) => plaintext.slice(),
    open: (_map, _key, sealed) => ok(sealed.slice()),
  }),
  blob: () => ({
    seal: (_place, plaintext) => plaintext.slice(),
    open: (_place, sealed) => ok(sealed.slice()),
  }),
  blobId: (_workspaceId, digest) => digest.slice(0, 16),
}

interface Session {
  /** What went over the sockets, both ways. */
  readonly frames: readonly Uint8Array[]
  /** What POST /sync was sent and answered. */
  readonly bulk: readonly Uint8Array[]
  readonly rows: readonly Uint8Array[]
}

const runSession = async (
  options: Parameters<typeof createTwoDevices>[0],
  text: string,
): Promise<Session> => {
  const frames: Uint8Array[] = []
  const bulk: Uint8Array[] = []

  async function* noting<Piece extends Uint8Array>(pieces: AsyncIterable<Piece>): AsyncGenerator<Piece> {
    for await (const piece of pieces) {
      bulk.push(piece.slice())
      yield piece
    }
  }

  const throughSocket =
    (open: OpenSocket): OpenSocket =>
    events => {
      const socket = open({
        ...events,
        received: bytes => {
          frames.push(bytes)
          events.received(bytes)
        },
      })
      return {
        ...socket,
        send: bytes => {
          frames.push(bytes)
          socket.send(bytes)
        },
      }
    }

  const world = createTwoDevices({
    ...options,
    throughSocket,
    throughExchange: exchange => ({
      ...exchange,
      post: async (request, signal) => {
        const answer = await exchange.post(noting(request), signal)
        return answer.ok ? ok(noting(answer.value)) : answer
      },
    }),
  })
  const { workspace, thread, server, settle } = world
  const [first, second] = world.devices
  await first.write(workspace, 'before', text)
  await first.write(thread, 'offline', text)
  await settle()
  await second.write(thread, 'live', text)
  await first.tab.execute('note.title', { ...thread, title: text })
  void first.tab.sync?.publishEphemeral(thread, new TextEncoder().encode(text))
  await settle()
  for (const { notes, waiting } of world.devices) {
    expect(notes(thread)).toHaveLength(2)
    expect(await waiting()).toBe(0)
  }
  const rooms = server.rooms(workspace.workspaceId)
  await world.close()
  // A text may lie across two pieces of a stream.
  return {
    frames,
    bulk: [Buffer.concat(bulk)],
    rows: rooms.flatMap(room => room.rows.map(({ bytes }) => bytes)),
  }
}

const { find } = createPlaintextSearch([canary])
const findAny = (pieces: readonly Uint8Array[]): readonly string[] =>
  pieces.flatMap(piece => find(piece).map(({ form }) => form))

test.each([
  ['short', short],
  ['long', long],
])('a %s text is nowhere where it is sealed', async (_length, text) => {
  const { frames, bulk, rows } = await runSession({}, text)
  for (const pieces of [frames, bulk, rows]) {
    expect(Buffer.concat(pieces).length).toBeGreaterThan(200)
    expect(findAny(pieces)).toEqual([])
  }
})

test.each([
  ['short', short, 'utf8'],
  ['long', long, 'record > utf8'],
])('a %s text is found everywhere where sealing does nothing', async (_length, text, form) => {
  const { frames, bulk, rows } = await runSession({ sealerOf: () => unsealed }, text)
  for (const pieces of [frames, bulk, rows]) expect(findAny(pieces)).toContain(form)
})
