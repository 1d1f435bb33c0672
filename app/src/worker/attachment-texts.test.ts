import 'fake-indexeddb/auto'
import { systemEnv } from '@weft/shared/env.ts'
import type { AttachmentId, MessageId, ThreadId, WorkspaceId } from '@weft/shared/ids.ts'
import { err, ok } from '@weft/shared/result.ts'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { createDatabase, type Database } from '../core/database.ts'
import { createDexieConnection } from '../core/dexie-connection.ts'
import type { SearchChange } from '../features/search/index/search-changes.ts'
import { searchRoomsOf } from '../features/search/index/segment-store.ts'
import { featureTables } from '../features/tables.ts'
import { type AttachmentTexts, createAttachmentTexts } from './attachment-texts.ts'

const workspaceId = 'wsp_aaaaaaaaaaaaaaaaaaaaaaaaaa' as WorkspaceId
const roomId = 'thr_aaaaaaaaaaaaaaaaaaaaaaaaaa' as ThreadId
const csv = 'att_aaaaaaaaaaaaaaaaaaaaaaaaaa' as AttachmentId
const picture = 'att_bbbbbbbbbbbbbbbbbbbbbbbbbb' as AttachmentId
const file = (attachmentId: AttachmentId, name: string, mediaType: string) =>
  ({ type: 'attachment', attachmentId, name, mediaType, size: 9 }) as const
const never = new AbortController().signal

let database: Database
let texts: AttachmentTexts
let told: SearchChange[]
let databases = 0
const bytes = new Map<string, Uint8Array>()

beforeEach(async () => {
  databases += 1
  told = []
  bytes.clear()
  database = createDatabase(featureTables, `texts-${databases}`)
  texts = createAttachmentTexts({
    database,
    connection: createDexieConnection(database, systemEnv),
    blobs: {
      read: async (_workspace, id) => {
        const held = bytes.get(id)
        return held === undefined ? err({ type: 'blob-missing' }) : ok(held)
      },
    },
    tell: change => told.push(change),
  })
  await database.table('messages').put({
    workspaceId,
    roomId,
    parentKey: '',
    stamp: '1',
    id: 'msg_aaaaaaaaaaaaaaaaaaaaaaaaaa' as MessageId,
    parts: [file(csv, 'yarn.csv', ''), file(picture, 'loom.png', 'image/png')],
    attachmentIds: [csv, picture],
  })
  await searchRoomsOf(database).put({ roomId, madeFrom: '1:1' })
})
afterEach(() => database.delete())

const hold = async (id: AttachmentId, content: string | Uint8Array): Promise<void> => {
  bytes.set(id, typeof content === 'string' ? new TextEncoder().encode(content) : content)
  await database.blobs.put({ workspaceId, id, size: 9, createdAt: 1 })
}
const kept = async () => (await database.table('attachmentTexts').toArray()).map(({ id, text }) => [id, text])

it('makes the text of what is here and is text, once, and has its thread looked at again', async () => {
  await hold(csv, 'red,merino')
  await hold(picture, 'not read')
  await texts.makeMissing(never)
  expect(await kept()).toEqual([[csv, 'red,merino']])
  expect(told).toEqual([{ type: 'look', roomId }])
  expect(await searchRoomsOf(database).count()).toBe(0)
  await texts.makeMissing(never)
  expect(told).toHaveLength(1)
})

it('keeps the text of a file as it is added, and none of what is no UTF-8', async () => {
  await texts.keep(
    workspaceId,
    csv,
    { name: 'a.md', mediaType: '', size: 4 },
    new TextEncoder().encode('wool'),
  )
  expect(await kept()).toEqual([[csv, 'wool']])
  await texts.keep(workspaceId, picture, { name: 'b.txt', mediaType: '', size: 2 }, Uint8Array.of(0xff, 0xfe))
  expect(await kept()).toEqual([
    [csv, 'wool'],
    [picture, ''],
  ])
})

it('takes no file that is too large', async () => {
  await texts.keep(workspaceId, csv, { name: 'a.md', mediaType: '', size: 1_000_001 }, new Uint8Array())
  expect(await kept()).toEqual([])
})

it('keeps the text of a file that gave its room back, until no message names it', async () => {
  await hold(csv, 'red,merino')
  await texts.makeMissing(never)
  await database.blobs.delete([workspaceId, csv])
  await texts.makeMissing(never)
  expect(await kept()).toEqual([[csv, 'red,merino']])
  await database.table('messages').clear()
  await texts.makeMissing(never)
  expect(await kept()).toEqual([])
})
