/**
 * The search of `browser/canary.spec.ts` over a session of two devices in one process: silent over what is sealed, and loud
 * over a sealing that does nothing. A canary that could not fail would say nothing.
 */
import { expect, test } from 'vitest'
import type { OpenSocket } from '../../app/src/core/sync/socket-end.ts'
import {
  createTwoDevices,
  type TestDevice,
  type TwoDevices,
} from '../../app/src/core/sync/testing/two-devices.ts'
import { createCredentialStore } from '../../app/src/features/providers/credential-store.ts'
import { keyOfMemoryRow } from '../../app/src/features/testing/memory-engine.ts'
import { workspaceCommands } from '../../app/src/features/workspace/commands.ts'
import { workspaceRowMaker } from '../../app/src/features/workspace/rows.ts'
import type { Sealer } from '../../shared/src/crypto/sealer.ts'
import { createId, type ProviderId } from '../../shared/src/ids.ts'
import { ok } from '../../shared/src/result.ts'
import { testRandom } from '../../shared/src/testing/env.ts'
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

type Options = Parameters<typeof createTwoDevices>[0]

const runSession = async (options: Options, play: (world: TwoDevices) => Promise<void>): Promise<Session> => {
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
  await play(world)
  for (const { waiting } of world.devices) expect(await waiting()).toBe(0)
  const rooms = world.server.rooms(world.workspace.workspaceId)
  await world.close()
  // A text may lie across two pieces of a stream.
  return {
    frames,
    bulk: [Buffer.concat(bulk)],
    rows: rooms.flatMap(room => room.rows.map(({ bytes }) => bytes)),
  }
}

/** What two devices say in a workspace and a thread, offline, in bulk and live. */
const talk =
  (text: string) =>
  async ({ workspace, thread, settle, devices }: TwoDevices): Promise<void> => {
    const [first, second] = devices
    await first.write(workspace, 'before', text)
    await first.write(thread, 'offline', text)
    await settle()
    await second.write(thread, 'live', text)
    await first.tab.execute('note.title', { ...thread, title: text })
    void first.tab.sync?.publishEphemeral(thread, new TextEncoder().encode(text))
    await settle()
    for (const { notes } of devices) expect(notes(thread)).toHaveLength(2)
  }

const providerId: ProviderId = createId(testRandom(3), 'prv')
const provider = {
  id: providerId,
  dialect: 'openai-compatible',
  preset: 'custom',
  name: 'Workshop',
  baseUrl: 'https://one.example/v1',
}
const secret = {
  apiKey: `sk-${canary}-0123`,
  headers: [{ name: 'X-Team', value: `${canary} team` }],
}

/** Of the credential store this needs only the sealing. */
const noStorage = (): Promise<never> => Promise.reject(new Error('no database'))
const noDatabase = { run: noStorage, open: noStorage, makeRoomBy: () => undefined }

/** A key with a secret header goes from one device to the other, is used there, and is taken back there. */
const syncKey = async ({ workspace, settle, devices }: TwoDevices): Promise<void> => {
  const [first, second] = devices
  const execute = async ({ tab }: TestDevice, name: string, args: object): Promise<void> =>
    expect(await tab.execute(name, { ...workspace, ...args })).toBeNull()
  const rowOn = ({ disk }: TestDevice): unknown => [...disk.rowsOf('providers').values()][0]
  const { workspaceId } = workspace
  const store = createCredentialStore(noDatabase, () => first.sealer)
  const key = await store.sealForSync(workspaceId, provider, secret)
  await execute(first, 'workspace.found', { createdAt: 1 })
  await execute(first, 'provider.save', { provider, createdAt: 1 })
  await execute(first, 'provider.sync-key', { providerId, key })
  await settle()
  expect(rowOn(second)).toHaveProperty('syncedKey', key)
  await execute(second, 'provider.sync-key', { providerId, key: null })
  await settle()
  expect(rowOn(first)).toHaveProperty('name', provider.name)
  expect(rowOn(first)).not.toHaveProperty('syncedKey')
}

const withProviders: Options = {
  features: [{ commands: workspaceCommands, rowMaker: workspaceRowMaker }],
  keyOfRow: keyOfMemoryRow,
}

const { find } = createPlaintextSearch([canary])
const findAny = (pieces: readonly Uint8Array[]): readonly string[] =>
  pieces.flatMap(piece => find(piece).map(({ form }) => form))

test.each([
  ['short', short],
  ['long', long],
])('a %s text is nowhere where it is sealed', async (_length, text) => {
  const { frames, bulk, rows } = await runSession({}, talk(text))
  for (const pieces of [frames, bulk, rows]) {
    expect(Buffer.concat(pieces).length).toBeGreaterThan(200)
    expect(findAny(pieces)).toEqual([])
  }
})

test.each([
  ['short', short, 'utf8'],
  ['long', long, 'record > utf8'],
])('a %s text is found everywhere where sealing does nothing', async (_length, text, form) => {
  const { frames, bulk, rows } = await runSession({ sealerOf: () => unsealed }, talk(text))
  for (const pieces of [frames, bulk, rows]) expect(findAny(pieces)).toContain(form)
})

test('a key that syncs, and its secret header, are nowhere', async () => {
  const { frames, bulk, rows } = await runSession(withProviders, syncKey)
  for (const pieces of [frames, bulk, rows]) expect(findAny(pieces)).toEqual([])
  expect(Buffer.concat([...frames, ...bulk]).length).toBeGreaterThan(1_000)
})

test('a key that syncs is found where sealing does nothing', async () => {
  const { frames, bulk, rows } = await runSession({ ...withProviders, sealerOf: () => unsealed }, syncKey)
  expect(findAny([...frames, ...bulk])).not.toEqual([])
  expect(findAny(rows)).not.toEqual([])
})
