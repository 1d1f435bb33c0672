/** What a person frees: only while signed in, without what waits, and the server hears of it when nothing names it any more. */

import 'fake-indexeddb/auto'
import { importSecret } from '@weft/shared/crypto/hkdf.ts'
import { createWebSealer } from '@weft/shared/crypto/web-sealer.ts'
import type { MessageId, RoomId, ThreadId, WorkspaceId } from '@weft/shared/ids.ts'
import { ok, type Result } from '@weft/shared/result.ts'
import { testEnv, testRandom } from '@weft/shared/testing/env.ts'
import { expect, it } from 'vitest'
import { createBlobs } from '../core/blobs.ts'
import { createDatabase } from '../core/database.ts'
import { blobsToMark } from '../core/dexie-blob-marks.ts'
import { createDexieBlobStore } from '../core/dexie-blob-store.ts'
import { createDexieConnection } from '../core/dexie-connection.ts'
import { createBlobServer } from '../core/sync/blob-server.ts'
import { createBlobUploads } from '../core/sync/blob-uploads.ts'
import { createFakeBlobServer } from '../core/testing/fake-blob-server.ts'
import { deviceAccountName } from '../features/account/device-account.ts'
import { featureTables } from '../features/tables.ts'
import { freeRoom } from './free-room.ts'
import { forgetElsewhere } from './unnamed-blobs.ts'

const workspaceId = 'wsp_aaaaaaaaaaaaaaaaaaaaaaaaaa' as WorkspaceId
const roomId = 'wsd_aaaaaaaaaaaaaaaaaaaaaaaaaa' as RoomId
const week = 7 * 24 * 3_600_000

let devices = 0

const valueOf = <T>(result: Result<T, unknown>): T => {
  if (!result.ok) throw new Error(JSON.stringify(result.error))
  return result.value
}

const createDevice = async () => {
  devices += 1
  const env = testEnv(devices)
  const fake = createFakeBlobServer(testRandom(1))
  fake.heal()
  const database = createDatabase(featureTables, `free-room-${devices}`)
  await database.open()
  const connection = createDexieConnection(database, env)
  const sealer = createWebSealer(await importSecret(testRandom(7).bytes(32)), env.random)
  const store = createDexieBlobStore(connection)
  const blobs = createBlobs({ store, sealerOf: () => sealer, clock: env.clock })
  const { signal } = new AbortController()
  const server = createBlobServer({ ask: fake.ask, signal })
  const uploads = createBlobUploads({ workspaceId, store, blobs, server, env, signal })
  const identity = { workspaceId, roomId, slot: 'a', workspaces: [{ workspaceId, roomId }] }
  const done: string[] = []
  await database.cursors.put({ workspaceId, epoch: 'first', number: 1, done: [], syncedAt: null })
  const id = valueOf(await blobs.add(workspaceId, testRandom(3).bytes(5_000)))
  await database.table('messages').put({
    workspaceId,
    roomId: 'thr_aaaaaaaaaaaaaaaaaaaaaaaaaa' as ThreadId,
    id: 'msg_aaaaaaaaaaaaaaaaaaaaaaaaaa' as MessageId,
    parentKey: '',
    stamp: '1',
    parts: [],
    attachmentIds: [id],
  })
  return {
    database,
    done,
    env,
    id,
    send: async () => valueOf(await uploads.sendWaiting()),
    signIn: () => database.table('device').put({ name: deviceAccountName, value: { session: 'open' } }),
    free: (kind: 'search' | 'attachments') =>
      freeRoom(kind, {
        // As much of the workspaces as is looked at; the rest is never reached.
        parts: { connection, workspaces: { identity: () => identity } } as unknown as Parameters<
          typeof freeRoom
        >[1]['parts'],
        database,
        ask: fake.ask,
        search: {
          makeTexts: async () => void done.push('texts'),
          rebuild: async () => ok(void done.push('rebuild')),
        },
      }),
  }
}

it('is nothing while nobody is signed in: what is dropped could not come back', async () => {
  const device = await createDevice()
  await device.send()
  expect(await device.free('attachments')).toEqual({ ok: false, error: { type: 'attachment-elsewhere' } })
  expect(await device.database.blobs.count()).toBe(1)
})

it('is nothing of what waits for the server, and all that it holds, whose text is made first', async () => {
  const device = await createDevice()
  await device.signIn()
  valueOf(await device.free('attachments'))
  expect(await device.database.blobs.count()).toBe(1)
  await device.send()
  valueOf(await device.free('attachments'))
  expect(await device.database.blobs.count()).toBe(0)
  expect(device.done).toEqual(['texts', 'texts'])
})

it('is marked for the server once no message names it any more', async () => {
  const device = await createDevice()
  await device.signIn()
  await device.send()
  valueOf(await device.free('attachments'))
  const later = device.env.clock.now() + week + 1
  await forgetElsewhere(device.database, later)
  expect(await blobsToMark(device.database, workspaceId)).toEqual([])
  await device.database.table('messages').clear()
  await forgetElsewhere(device.database, later - 2)
  expect(await blobsToMark(device.database, workspaceId)).toEqual([])
  await forgetElsewhere(device.database, later)
  expect(await blobsToMark(device.database, workspaceId)).toEqual([device.id])
})

it('of the search is its index, which is made again', async () => {
  const device = await createDevice()
  valueOf(await device.free('search'))
  expect(device.done).toEqual(['rebuild'])
})
