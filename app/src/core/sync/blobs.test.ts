/** Devices, a server that fails at any request, and processes that end at any of them. Seeded. */

import 'fake-indexeddb/auto'
import { blobPieceBytes, pieceCapacity } from '@weft/shared/blob-size.ts'
import { importSecret } from '@weft/shared/crypto/hkdf.ts'
import { createWebSealer } from '@weft/shared/crypto/web-sealer.ts'
import type { AttachmentId, WorkspaceId } from '@weft/shared/ids.ts'
import { ok, type Result } from '@weft/shared/result.ts'
import { testEnv, testRandom } from '@weft/shared/testing/env.ts'
import { liveQuery } from 'dexie'
import * as fc from 'fast-check'
import { expect, it } from 'vitest'
import { createBlobs } from '../blobs.ts'
import { createDatabase } from '../database.ts'
import { createDexieStore } from '../dexie-store.ts'
import { createDexieConnection } from '../dexie-connection.ts'
import { blobsToMark, blobTables, dropBlob, forgetMarks } from '../dexie-blob-marks.ts'
import { createDexieBlobStore } from '../dexie-blob-store.ts'
import { unsyncedBlobs } from '../dexie-unsynced-blobs.ts'
import { injectFaults } from '../testing/dexie-under-test.ts'
import { createFakeBlobServer, type FakeBlobServer } from '../testing/fake-blob-server.ts'
import { type MarkQueue, sendMarks } from './blob-marks.ts'
import { type Ask, createBlobServer } from './blob-server.ts'
import { createBlobDownloads } from './blob-downloads.ts'
import { createBlobUploads } from './blob-uploads.ts'

const workspaceId = 'wsp_aaaaaaaaaaaaaaaaaaaaaaaaaa' as WorkspaceId
const workspaceKey = testRandom(7).bytes(32)
const runs = Number(process.env['BLOB_RUNS'] ?? 4)

let devices = 0

const createDevice = async () => {
  devices += 1
  const database = createDatabase({ first: {} }, `blob-sync-${devices}`)
  let failIn: number | null = null
  injectFaults(database, () => {
    if (failIn === null) return undefined
    failIn -= 1
    return failIn < 0 ? new Error('injected') : undefined
  })
  await database.open()
  const env = testEnv(devices)
  const sealer = createWebSealer(await importSecret(workspaceKey), env.random)
  const store = createDexieBlobStore(createDexieConnection(database, env))
  const blobs = createBlobs({ store, sealerOf: () => sealer, clock: env.clock })
  return {
    database,
    store,
    blobs,
    sealer,
    /** A process that starts now. */
    start: (fake: FakeBlobServer) => {
      const stopping = new AbortController()
      const { signal } = stopping
      const server = createBlobServer({ ask: fake.ask, signal })
      const uploads = createBlobUploads({ workspaceId, store, blobs, server, env, signal })
      const downloads = createBlobDownloads({ store, blobs, server, clock: env.clock })
      const download = (id: AttachmentId, size: number) =>
        downloads.download({ workspaceId, id }, size, { signal, progress: () => undefined })
      return { ...uploads, ...downloads, download, stop: () => stopping.abort() }
    },
    failIn: (requests: number | null) => {
      failIn = requests
    },
  }
}

const valueOf = <T>(result: Result<T, unknown>): T => {
  if (!result.ok) throw new Error(JSON.stringify(result.error))
  return result.value
}

const fileOf = (size: number): Uint8Array =>
  Uint8Array.from({ length: size }, (_, at) => (at * 7 + size) % 251)

const sizes = fc.uniqueArray(
  fc.oneof(
    fc.integer({ min: 0, max: 5_000 }),
    fc.integer({ min: 0, max: 6 }).map(pieces => pieces * pieceCapacity),
    fc.integer({ min: 1, max: 3 * pieceCapacity }),
  ),
  { minLength: 1, maxLength: 4 },
)

it('A7, A9: whatever is lost on the way, every blob is on the server in the end, and comes out the same elsewhere', async () => {
  await fc.assert(
    fc.asyncProperty(sizes, fc.nat(), fc.array(fc.nat(30), { maxLength: 6 }), async (given, seed, faults) => {
      const fake = createFakeBlobServer(testRandom(seed))
      const here = await createDevice()
      const ids: AttachmentId[] = []
      for (const size of given) ids.push(valueOf(await here.blobs.add(workspaceId, fileOf(size))))
      for (const requests of faults) {
        here.failIn(requests)
        await here.start(fake).sendWaiting()
        here.failIn(null)
        // What the device calls synced is whole on the server, at every moment.
        const unsynced = await unsyncedBlobs(here.database, workspaceId, ids)
        for (const id of ids) if (!unsynced.has(id)) expect(fake.uploads.get(id)?.complete).toBe(true)
      }
      fake.heal()
      expect(await here.start(fake).sendWaiting()).toMatchObject({ ok: true })
      expect((await unsyncedBlobs(here.database, workspaceId, ids)).size).toBe(0)

      const there = await createDevice()
      const broken = { ...fake, ask: createFlaky(fake, seed) }
      for (const [index, id] of ids.entries()) {
        const size = given[index] ?? 0
        for (const requests of faults) {
          there.failIn(requests)
          await there.start(broken).download(id, size)
          there.failIn(null)
          const read = await there.blobs.read(workspaceId, id)
          if (read.ok) expect(Buffer.compare(read.value, fileOf(size))).toBe(0)
        }
        valueOf(await there.start(fake).download(id, size))
        expect(Buffer.compare(valueOf(await there.blobs.read(workspaceId, id)), fileOf(size))).toBe(0)
      }
      expect(valueOf(await there.store.waiting(workspaceId))).toEqual([])
    }),
    { seed: 20_261_128, numRuns: runs, endOnFailure: true },
  )
}, 60_000)

/** The same server over a network that breaks. */
const createFlaky = (fake: FakeBlobServer, seed: number): Ask => {
  const random = testRandom(seed + 1)
  return async (address, init) => {
    if (random.fraction() < 0.3) throw new TypeError('no network')
    const answered = await fake.ask(address, init)
    if (answered.body === null || random.fraction() < 0.5) return answered
    let left = Math.floor(random.fraction() * 800_000)
    const cut = new TransformStream<Uint8Array, Uint8Array>({
      transform: (chunk, controller) => {
        controller.enqueue(chunk.subarray(0, left))
        left -= chunk.length
        if (left < 0) controller.error(new Error('cut'))
      },
    })
    return new Response(answered.body.pipeThrough(cut), answered)
  }
}

it('A3: what one device began another with the same file ends, and less than all of it is sent again', async () => {
  const fake = createFakeBlobServer(testRandom(1))
  fake.heal()
  const [one, other] = [await createDevice(), await createDevice()]
  const file = fileOf(6 * pieceCapacity)
  const id = valueOf(await one.blobs.add(workspaceId, file))
  expect(valueOf(await other.blobs.add(workspaceId, file))).toBe(id)
  const first = one.start(fake)
  let requests = 0
  const ask: Ask = async (address, init) => {
    requests += 1
    if (requests > 3) throw new TypeError('no network')
    return fake.ask(address, init)
  }
  const stopped = { ...fake, ask }
  expect(await one.start(stopped).sendWaiting()).toMatchObject({
    ok: false,
    error: { type: 'server-unreachable' },
  })
  valueOf(await other.start(fake).sendWaiting())
  expect(fake.taken()).toBe(fake.uploads.get(id)?.size)
  valueOf(await first.sendWaiting())
  expect(valueOf(await one.store.waiting(workspaceId))).toEqual([])
})

it('A12: what the quota refuses is set aside by name, and the rest goes on', async () => {
  const fake = createFakeBlobServer(testRandom(1), 1_000)
  fake.heal()
  const device = await createDevice()
  const large = valueOf(await device.blobs.add(workspaceId, fileOf(5_000)))
  const small = valueOf(await device.blobs.add(workspaceId, fileOf(50)))
  valueOf(await device.start(fake).sendWaiting())
  expect(valueOf(await device.store.refused())).toMatchObject([{ id: large, refused: 'quota-exceeded' }])
  expect([...(await unsyncedBlobs(device.database, workspaceId, [large, small]))]).toEqual([large])
  expect(valueOf(await device.store.waiting(workspaceId))).toEqual([])
  valueOf(await device.store.retryRefused())
  expect(valueOf(await device.store.waiting(workspaceId))).toMatchObject([{ id: large }])
})

it('A4: what a server makes up is not stored, and says why', async () => {
  const fake = createFakeBlobServer(testRandom(1))
  fake.heal()
  const [one, other] = [await createDevice(), await createDevice()]
  const size = 2 * pieceCapacity
  const id = valueOf(await one.blobs.add(workspaceId, fileOf(size)))
  valueOf(await one.start(fake).sendWaiting())
  fake.lie(bytes => bytes.with(300_000, (bytes[300_000] ?? 0) ^ 1))
  expect(await other.start(fake).download(id, size)).toMatchObject({ error: { type: 'seal-tampered' } })
  expect(valueOf(await other.store.heldPieces({ workspaceId, id }))).toBe(1)
  expect(await other.blobs.read(workspaceId, id)).toMatchObject({ error: { type: 'blob-missing' } })
  // A message that names another size than the blob has.
  expect(await other.start(fake).download(id, pieceCapacity)).toMatchObject({
    error: { type: 'blob-truncated' },
  })
  fake.lie(bytes => bytes)
  valueOf(await other.start(fake).download(id, size))
})

it('a blob that version 1 sealed whole is read as it is, and goes to the server in pieces under its id', async () => {
  const fake = createFakeBlobServer(testRandom(3))
  fake.heal()
  const [old, other] = [await createDevice(), await createDevice()]
  const file = fileOf(400_000)
  const id = valueOf(await other.blobs.add(workspaceId, file))
  const scope = { purpose: 'blob', workspaceId, roomId: '', epoch: 0 } as const
  const sealed = await (await old.sealer.scope(scope)).seal('blob', id, file)
  await old.database.blobs.put({ workspaceId, id, sealed, size: file.length, createdAt: 1 })
  valueOf(await old.store.queue(workspaceId, [id], 1))
  expect(Buffer.compare(valueOf(await old.blobs.read(workspaceId, id)), file)).toBe(0)
  valueOf(await old.start(fake).sendWaiting())
  expect(fake.uploads.get(id)?.complete).toBe(true)
  expect(Buffer.compare(valueOf(await old.blobs.read(workspaceId, id)), file)).toBe(0)
  const row = valueOf(await old.store.find({ workspaceId, id }))
  expect([row?.sealed, row?.createdAt]).toEqual([undefined, 1])
})

const confirmAll = async (device: Awaited<ReturnType<typeof createDevice>>, fake: FakeBlobServer) =>
  valueOf(await device.start(fake).sendWaiting())

const enterEpoch = async ({ database }: Awaited<ReturnType<typeof createDevice>>, epoch: string) => {
  await database.cursors.put({ workspaceId, epoch, number: 1, done: [], syncedAt: null })
}

/** A device whose file one server has confirmed, and the server that comes after, which has nothing. */
const confirmedBefore = async () => {
  const [before, after] = [createFakeBlobServer(testRandom(1)), createFakeBlobServer(testRandom(2))]
  before.heal()
  after.heal()
  const device = await createDevice()
  const lost = valueOf(await device.blobs.add(workspaceId, fileOf(700)))
  await enterEpoch(device, 'first')
  await confirmAll(device, before)
  return { device, lost, after }
}

it('A16: what a restored server has lost goes up again, and the rest is not sent twice', async () => {
  const { device, lost, after } = await confirmedBefore()
  await confirmAll(device, after)
  expect(after.uploads.size).toBe(0)
  await enterEpoch(device, 'second')
  await confirmAll(device, after)
  expect(after.uploads.get(lost)?.complete).toBe(true)
  const taken = after.taken()
  await enterEpoch(device, 'third')
  await confirmAll(device, after)
  expect(after.taken()).toBe(taken)
  expect((await unsyncedBlobs(device.database, workspaceId, [lost])).size).toBe(0)
})

it('what a workspace that begins anew on the same server has lost goes up again', async () => {
  const { device, lost, after } = await confirmedBefore()
  const log = createDexieStore(createDexieConnection(device.database, testEnv(1)), [])
  expect(valueOf(await log.enterEpoch(workspaceId, { epoch: 'first', head: { number: 3, asked: 3 } }))).toBe(
    false,
  )
  await confirmAll(device, after)
  expect(after.uploads.size).toBe(0)
  // The account was deleted, and the workspace given to another one: its numbers start over.
  expect(valueOf(await log.enterEpoch(workspaceId, { epoch: 'first', head: { number: 0, asked: 1 } }))).toBe(
    true,
  )
  await confirmAll(device, after)
  expect(after.uploads.get(lost)?.complete).toBe(true)
})

it('A10: what nothing names is marked once, what is named again is touched, and nothing is marked meanwhile', async () => {
  const fake = createFakeBlobServer(testRandom(1))
  fake.heal()
  const device = await createDevice()
  const { database } = device
  const server = createBlobServer({ ask: fake.ask, signal: new AbortController().signal })
  const [dropped, kept] = [
    valueOf(await device.blobs.add(workspaceId, fileOf(10))),
    valueOf(await device.blobs.add(workspaceId, fileOf(20))),
  ]
  await confirmAll(device, fake)
  await database.transaction('rw', blobTables(database), async () => {
    for (const id of [dropped, kept]) await dropBlob(database, workspaceId, id)
  })
  const marks: MarkQueue = {
    read: async of => ok(await blobsToMark(database, of)),
    forget: async (of, ids) => ok(await forgetMarks(database, of, ids)),
    // A message that names it has come before this was asked.
    unnamed: async ids => ok(ids.filter(id => id !== kept)),
  }
  valueOf(await sendMarks(workspaceId, marks, server))
  expect([...fake.marked]).toEqual([dropped])
  expect(await blobsToMark(database, workspaceId)).toEqual([kept])
  // Said again in a new message: whether it is here or not, the server is asked for it.
  valueOf(await device.store.queue(workspaceId, [dropped, kept], 1))
  await confirmAll(device, fake)
  expect(fake.marked.size).toBe(0)
  expect(await blobsToMark(database, workspaceId)).toEqual([])
  expect(valueOf(await device.store.waiting(workspaceId))).toEqual([])
})

it('A9: a live query of the blobs of a message says when the last of them is on the server', async () => {
  const fake = createFakeBlobServer(testRandom(1))
  fake.heal()
  const device = await createDevice()
  const ids = [
    valueOf(await device.blobs.add(workspaceId, fileOf(30))),
    valueOf(await device.blobs.add(workspaceId, fileOf(40))),
  ]
  const seen: number[] = []
  const subscription = liveQuery(() => unsyncedBlobs(device.database, workspaceId, ids)).subscribe(unsynced =>
    seen.push(unsynced.size),
  )
  await expect.poll(() => seen.at(-1)).toBe(2)
  await confirmAll(device, fake)
  await expect.poll(() => seen.at(-1)).toBe(0)
  subscription.unsubscribe()
})

it('a download that everybody has left stops, and the next one goes on from what came', async () => {
  const fake = createFakeBlobServer(testRandom(4))
  fake.heal()
  const [one, other] = [await createDevice(), await createDevice()]
  const size = 8 * pieceCapacity
  const id = valueOf(await one.blobs.add(workspaceId, fileOf(size)))
  await confirmAll(one, fake)
  const { store, blobs } = other
  const signal = new AbortController().signal
  const reads: number[] = []
  const reading: (AbortSignal | null | undefined)[] = []
  const server = createBlobServer({
    ask: (address, init) => {
      reading.push(init.signal)
      reads.push(Number(/\d+/.exec(new Headers(init.headers).get('Range') ?? '0')?.[0]))
      return fake.ask(address, init)
    },
    signal,
  })
  const { download } = createBlobDownloads({ store, blobs, server, clock: testEnv(1).clock })
  const ref = { workspaceId, id }
  const [first, second] = [new AbortController(), new AbortController()]
  const seen: number[] = []
  const asked = [
    download(ref, size, { signal: first.signal, progress: () => first.abort() }),
    download(ref, size, {
      signal: second.signal,
      progress: ({ done }) => {
        seen.push(done)
        if (seen.length === 3) second.abort()
      },
    }),
  ]
  expect(await Promise.all(asked)).toMatchObject([
    { error: { type: 'download-stopped' } },
    { error: { type: 'download-stopped' } },
  ])
  expect(reads).toEqual([0])
  expect(reading[0]?.aborted).toBe(true)
  const held = valueOf(await store.heldPieces(ref))
  valueOf(await download(ref, size, { signal, progress: () => undefined }))
  expect(reads).toHaveLength(2)
  expect(reads[1]).toBeGreaterThanOrEqual(held * blobPieceBytes)
  expect(Buffer.compare(valueOf(await blobs.read(workspaceId, id)), fileOf(size))).toBe(0)
})

it('a blob whose pieces have gone meanwhile is not called whole', async () => {
  const device = await createDevice()
  const id = valueOf(await device.blobs.add(workspaceId, fileOf(9)))
  await device.database.blobPieces.clear()
  const row = { workspaceId, id, size: 9, createdAt: 1 }
  expect(await device.store.complete(row, false)).toMatchObject({ ok: false })
})
