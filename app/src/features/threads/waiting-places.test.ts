/** What pages say of each message, read from a real outbox that changes under it. */

import 'fake-indexeddb/auto'
import { must } from '@weft/shared/assert.ts'
import { createId, type AttachmentId, type MessageId } from '@weft/shared/ids.ts'
import { testRandom } from '@weft/shared/testing/env.ts'
import * as fc from 'fast-check'
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { createDatabase, type Database } from '../../core/database.ts'
import { deviceAccountName } from '../account/device-account.ts'
import { featureTables } from '../tables.ts'
import { createWaitingPlaces, type WaitingPlaces } from './waiting-places.ts'

const random = testRandom(5)
const place = { workspaceId: createId(random, 'wsp'), roomId: createId(random, 'thr') }
const messages = Array.from({ length: 4 }, () => ({ id: createId(random, 'msg') }))
const [first] = messages

let database: Database
let end: () => void
let names = 0

const signIn = (session: string) => database.device.put({ name: deviceAccountName, value: { session } })

const follow = (): WaitingPlaces => {
  const places = createWaitingPlaces(database, place)
  end = places.subscribe(() => undefined)
  return places
}

const put = (number: number, touched: readonly string[], roomId = place.roomId) =>
  database.outbox.put({ ...place, roomId, number, touched })

beforeEach(async () => {
  names += 1
  database = createDatabase(featureTables, `waiting-places-${names}`)
  await database.open()
})

afterEach(async () => {
  end()
  await database.delete()
})

it('says nothing on a device without an account, and none of what another thread waits for', async () => {
  await put(1, [`m:${first?.id}`])
  const places = follow()
  await database.outbox.count()
  expect(places.stateOf(messages)).toBeNull()
  await signIn('open')
  await vi.waitFor(() => expect(places.stateOf(messages)).toBe('waiting'))
  await put(1, ['t.ti.abcdefgh'])
  await put(1, [`m:${first?.id}`], createId(random, 'thr'))
  await vi.waitFor(() => expect(places.stateOf(messages)).toBe('synced'))
  await signIn('signed-out')
  await vi.waitFor(() => expect(places.stateOf(messages)).toBeNull())
})

it('waits for the attachments of a message too', async () => {
  await signIn('open')
  const attachmentId: AttachmentId = createId(random, 'att')
  const message = { id: must(first, 'a message').id, attachmentIds: [attachmentId] }
  await database.blobUploads.put({ workspaceId: place.workspaceId, id: attachmentId, queuedAt: 1 })
  const places = follow()
  await vi.waitFor(() => expect(places.stateOf([message])).toBe('waiting'))
  expect(places.stateOf(messages.slice(1))).toBe('synced')
  await database.blobUploads.clear()
  await vi.waitFor(() => expect(places.stateOf([message])).toBe('synced'))
})

it('is for each message what its rows in the outbox are, and reads no sealed bytes', async () => {
  await signIn('open')
  // Whoever reads an update's row has read its bytes.
  database.updates.hook('reading', () => {
    throw new Error('read')
  })
  const places = follow()
  const index = fc.integer({ min: 0, max: messages.length - 1 })
  await fc.assert(
    fc.asyncProperty(fc.uniqueArray(index), fc.uniqueArray(index), async (records, registers) => {
      const idAt = (at: number): MessageId => must(messages[at], 'a message').id
      await database.transaction('rw', database.outbox, async () => {
        await database.outbox.clear()
        await put(
          1,
          records.map(at => `m:${idAt(at)}`),
        )
        await put(
          2,
          registers.map(at => `r:${idAt(at)}.ra.abcdefgh`),
        )
      })
      const waiting = new Set([...records, ...registers])
      await vi.waitFor(() => {
        for (const [at, message] of messages.entries())
          expect(places.stateOf([message])).toBe(waiting.has(at) ? 'waiting' : 'synced')
      })
    }),
    { seed: 3, numRuns: 15 },
  )
})
