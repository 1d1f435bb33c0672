/** Whatever happened before, no blob is given back that the server does not hold, and each comes back as it was. */

import 'fake-indexeddb/auto'
import { importSecret } from '@weft/shared/crypto/hkdf.ts'
import { createWebSealer } from '@weft/shared/crypto/web-sealer.ts'
import type { AttachmentId, WorkspaceId } from '@weft/shared/ids.ts'
import { ok, type Result } from '@weft/shared/result.ts'
import { testEnv, testRandom } from '@weft/shared/testing/env.ts'
import * as fc from 'fast-check'
import { expect, it } from 'vitest'
import { createBlobs } from '../blobs.ts'
import { createDatabase } from '../database.ts'
import { blobsElsewhere, blobsToMark, blobTables, dropBlob } from '../dexie-blob-marks.ts'
import { createDexieBlobStore } from '../dexie-blob-store.ts'
import { createDexieConnection } from '../dexie-connection.ts'
import { createHeldBlobs } from '../dexie-held-blobs.ts'
import { createFakeBlobServer, type FakeBlobServer } from '../testing/fake-blob-server.ts'
import { createBlobDownloads } from './blob-downloads.ts'
import { createBlobServer } from './blob-server.ts'
import { createBlobUploads } from './blob-uploads.ts'
import { giveBackBlobs } from './give-back-blobs.ts'

const workspaceId = 'wsp_aaaaaaaaaaaaaaaaaaaaaaaaaa' as WorkspaceId
const { signal } = new AbortController()
const fileOf = (number: number): Uint8Array => testRandom(number).bytes(300 + number)

let devices = 0

const createDevice = async (fake: FakeBlobServer) => {
  devices += 1
  const env = testEnv(devices)
  const database = createDatabase({ first: {} }, `give-back-${devices}`)
  await database.open()
  const connection = createDexieConnection(database, env)
  const sealer = createWebSealer(await importSecret(testRandom(7).bytes(32)), env.random)
  const store = createDexieBlobStore(connection)
  const blobs = createBlobs({ store, sealerOf: () => sealer, clock: env.clock })
  const server = createBlobServer({ ask: fake.ask, signal })
  const held = createHeldBlobs(connection)
  return {
    database,
    store,
    blobs,
    held,
    send: createBlobUploads({ workspaceId, store, blobs, server, env, signal }).sendWaiting,
    download: createBlobDownloads({ store, blobs, server, clock: env.clock }).download,
    giveBack: () => giveBackBlobs({ held, server }, workspaceId),
    enterEpoch: (epoch: string) =>
      database.cursors.put({ workspaceId, epoch, number: 1, done: [], syncedAt: null }),
    heldIds: async () => (await database.blobs.toCollection().primaryKeys()).map(([, id]) => id),
  }
}

const valueOf = <T>(result: Result<T, unknown>): T => {
  if (!result.ok) throw new Error(JSON.stringify(result.error))
  return result.value
}

type Step = 'add' | 'send' | 'give-back' | 'name' | 'download' | 'restore-server' | 'refuse'

it('whatever happens, what is given back is on the server, and comes back the same', async () => {
  const steps = fc.array(
    fc.record({
      step: fc.constantFrom<Step>(
        'add',
        'add',
        'send',
        'send',
        'send',
        'send',
        'give-back',
        'give-back',
        'name',
        'download',
        'restore-server',
        'refuse',
      ),
      pick: fc.nat(5),
    }),
    { minLength: 10, maxLength: 30 },
  )
  let given = 0
  await fc.assert(
    fc.asyncProperty(steps, fc.nat(), async (script, seed) => {
      const fake = createFakeBlobServer(testRandom(seed), 1_200)
      const device = await createDevice(fake)
      const files = new Map<AttachmentId, Uint8Array>()
      let epoch = 1
      await device.enterEpoch('epoch 1')
      for (const { step, pick } of script) {
        const [id, file] = [...files][pick % Math.max(1, files.size)] ?? []
        if (step === 'add') {
          const bytes = fileOf(pick)
          files.set(valueOf(await device.blobs.add(workspaceId, bytes)), bytes)
        }
        if (step === 'send') await device.send()
        if (step === 'give-back') await device.giveBack()
        if (step === 'name' && id) valueOf(await device.store.queue(workspaceId, [id], 1))
        if (step === 'download' && id && file)
          await device.download({ workspaceId, id }, file.length, { signal, progress: () => undefined })
        // The server says that it is another database, and may have lost what the last one had.
        if (step === 'restore-server') await device.enterEpoch(`epoch ${(epoch += 1)}`)
        if (step === 'refuse' && id) valueOf(await device.store.refuse(workspaceId, id, 'quota-exceeded'))
        const here = new Set(await device.heldIds())
        for (const each of files.keys())
          if (!here.has(each)) expect(fake.uploads.get(each)?.complete).toBe(true)
        expect(await blobsToMark(device.database, workspaceId)).toEqual([])
      }
      fake.heal()
      for (const [id, bytes] of files) {
        if ((await device.heldIds()).includes(id)) continue
        given += 1
        const asker = { signal, progress: () => undefined }
        valueOf(await device.download({ workspaceId, id }, bytes.length, asker))
        expect(Buffer.compare(valueOf(await device.blobs.read(workspaceId, id)), bytes)).toBe(0)
      }
      expect(await blobsElsewhere(device.database)).toEqual([])
    }),
    { seed: 20_261_129, numRuns: 40 },
  )
  expect(given).toBeGreaterThan(10)
}, 30_000)

const confirmed = async () => {
  const fake = createFakeBlobServer(testRandom(1))
  fake.heal()
  const device = await createDevice(fake)
  await device.enterEpoch('first')
  const id = valueOf(await device.blobs.add(workspaceId, fileOf(1)))
  valueOf(await device.send())
  return { fake, device, id }
}

it('goes with its pieces, is remembered as held elsewhere, and leaves no mark', async () => {
  const { fake, device, id } = await confirmed()
  valueOf(await device.giveBack())
  expect(await device.heldIds()).toEqual([])
  expect(await device.database.blobPieces.count()).toBe(0)
  expect(await blobsElsewhere(device.database)).toMatchObject([{ workspaceId, id }])
  expect(fake.marked.size).toBe(0)
  await device.database.transaction('rw', blobTables(device.database), async () => {
    await dropBlob(device.database, workspaceId, id)
  })
  expect(await blobsElsewhere(device.database)).toEqual([])
  expect(await blobsToMark(device.database, workspaceId)).toEqual([id])
})

it('is kept where the server does not hold it any more, although it had confirmed it', async () => {
  const { device, id } = await confirmed()
  const server = { known: async () => ok({ complete: [], marked: [] }) }
  valueOf(await giveBackBlobs({ held: device.held, server }, workspaceId))
  expect(await device.heldIds()).toEqual([id])
})

it('is kept where the server has marked it, or a message has named it since it was listed', async () => {
  const { device, id } = await confirmed()
  const marking = { known: async () => ok({ complete: [id], marked: [id] }) }
  valueOf(await giveBackBlobs({ held: device.held, server: marking }, workspaceId))
  expect(await device.heldIds()).toEqual([id])
  const naming = {
    known: async () => {
      valueOf(await device.store.queue(workspaceId, [id], 1))
      return ok({ complete: [id], marked: [] })
    },
  }
  valueOf(await giveBackBlobs({ held: device.held, server: naming }, workspaceId))
  expect(await device.heldIds()).toEqual([id])
})

it('is kept where no server was ever synced with', async () => {
  const { device, id } = await confirmed()
  await device.database.cursors.clear()
  valueOf(await device.giveBack())
  expect(await device.heldIds()).toEqual([id])
})
