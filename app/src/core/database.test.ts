import 'fake-indexeddb/auto'
import type { RoomId, WorkspaceId } from '@weft/shared/ids.ts'
import { systemEnv } from '@weft/shared/env.ts'
import { Dexie } from 'dexie'
import { describe, expect, it } from 'vitest'
import { createDatabase } from './database.ts'
import { createDexieConnection } from './dexie-connection.ts'
import { createDexieStore } from './dexie-store.ts'

const room = {
  workspaceId: 'wsp_aaaaaaaaaaaaaaaaaaaaaaaaaa' as WorkspaceId,
  roomId: 'thr_aaaaaaaaaaaaaaaaaaaaaaaaaa' as RoomId,
}

/** What the first version wrote of one room with a damaged row in it. */
const plantFirst = async (name: string): Promise<void> => {
  const first = new Dexie(name)
  first.version(1).stores({ updates: '[workspaceId+roomId+number]', rooms: '[workspaceId+roomId]' })
  const update = { ...room, bytes: Uint8Array.of(1), touched: ['m:a'] }
  await first.table('updates').bulkAdd([
    { ...update, number: 1 },
    { ...update, number: 2, damaged: 1 },
    { ...update, number: 3 },
  ])
  await first.table('rooms').add({ ...room, head: 3, materialized: 201 })
  first.close()
}

describe('a database of the first version', () => {
  it('has everything in the outbox, and the damaged row beside it with its reason', async () => {
    await plantFirst('first')
    const database = createDatabase({ first: {} }, 'first')
    const store = createDexieStore(createDexieConnection(database, systemEnv), [])
    expect(await store.load(room)).toMatchObject({
      ok: true,
      value: { head: 3, materialized: 201, damaged: 1, waiting: [1, 3] },
    })
    expect(await store.waitingRooms(room.workspaceId)).toEqual({
      ok: true,
      value: [{ ...room, refill: false, head: 3 }],
    })
    expect(await store.aside(room.workspaceId)).toMatchObject({
      ok: true,
      value: [{ number: 2, reason: 'damaged', own: true }],
    })
    database.close()
  })
})
