import { must } from '@weft/shared/assert.ts'
import { createId, type DeviceId, type RoomId } from '@weft/shared/ids.ts'
import type { BulkDown } from '@weft/shared/protocol/bulk.ts'
import { err, ok } from '@weft/shared/result.ts'
import { testClock, testRandom } from '@weft/shared/testing/env.ts'
import { createSimulatedServer } from '@weft/sync-server/testing/simulation/simulated-server.ts'
import { describe, expect, it } from 'vitest'
import * as Y from 'yjs'
import { createMemoryStore } from '../memory-store.ts'
import type { RoomPage } from '../room-page.ts'
import type { Store } from '../store.ts'
import type { BulkSyncEvent } from './bulk-answer.ts'
import { createBulkSync } from './bulk-sync.ts'

const random = testRandom(1)
const workspaceId = createId(random, 'wsp')
const rooms: readonly RoomId[] = Array.from({ length: 6 }, () => createId(random, 'thr'))
const [firstRoom] = rooms
const anyRoom = { workspaceId, roomId: must(firstRoom, 'a room') }

const update = (key: string): Uint8Array => {
  const doc = new Y.Doc()
  doc.getMap('m').set(key, Uint8Array.of(1, 2, 3))
  return Y.encodeStateAsUpdate(doc)
}

const write = async (
  store: Store,
  page: Pick<RoomPage, 'workspaceId' | 'roomId'> & {
    readonly cursor?: RoomPage['cursor']
    readonly updates: readonly { readonly bytes: Uint8Array; readonly number?: number }[]
  },
) => {
  const loaded = await store.load(page)
  if (!loaded.ok) return loaded
  const { workspaceId: workspace, roomId, cursor } = page
  const committed = await store.commit({
    workspaceId: workspace,
    roomId,
    expectedHead: loaded.value.head,
    updates: page.updates.map(({ bytes, number }) => ({
      bytes,
      touched: [],
      ...(number === undefined ? {} : { serverNumber: number }),
    })),
    rows: [],
    marks: [],
    materialized: 0,
    dropped: [],
    forgotten: [],
    at: 0,
    ...(cursor ? { cursor } : {}),
  })
  if (committed.ok) return ok(undefined)
  return err({ type: 'storage-failed', detail: committed.error.type } as const)
}

interface Limits {
  readonly roomsInAnswer?: number
  readonly requestBytes?: number
}

const setUp = ({ roomsInAnswer, requestBytes = 4_096 }: Limits = {}) => {
  const server = createSimulatedServer({ clock: testClock(), random, workspaces: [workspaceId] })
  /** `cutFirst`: behind how many bytes its first answer breaks off. */
  const device = (name: string, cutFirst = Number.POSITIVE_INFINITY) => {
    let cut = cutFirst
    const store = createMemoryStore(() => '')
    const stored: RoomId[] = []
    const aside: string[] = []
    const events: BulkSyncEvent[] = []
    const exchange = server.exchangeOf(name as DeviceId, {
      unreachable: () => false,
      requestCutAfter: bytes => bytes,
      answerCutAfter: () => {
        const until = cut
        cut = Number.POSITIVE_INFINITY
        return until
      },
      limits: () => (roomsInAnswer === undefined ? {} : { pageRooms: roomsInAnswer, answerBytes: 0 }),
      pause: async () => {},
    })(workspaceId)
    const bulk = createBulkSync({
      store,
      exchange: { ...exchange, maxRequestBytes: () => requestBytes },
      storeRoom: async page => {
        stored.push(page.roomId)
        return write(store, page)
      },
      setAside: async (room, row, reason) => {
        aside.push(`${row} ${reason}`)
        return store.setAside(room, row, reason)
      },
      isDeleted: async () => false,
      stateOf: async room => {
        const loaded = await store.load(room)
        const doc = new Y.Doc()
        if (loaded.ok) for (const { bytes } of loaded.value.updates) Y.applyUpdate(doc, bytes)
        return ok(Y.encodeStateAsUpdate(doc))
      },
      inFlight: () => new Set(),
      clock: testClock(),
    })
    const run = async (signal = new AbortController().signal): Promise<string> => {
      const result = await bulk.run(workspaceId, signal, event => events.push(event))
      return result.ok ? 'ok' : result.error.type
    }
    const cursor = async () => {
      const read = await store.cursor(workspaceId)
      return read.ok ? read.value : null
    }
    const waiting = async () => {
      const count = await store.waitingCount(workspaceId)
      return count.ok ? count.value : -1
    }
    return { store, run, cursor, waiting, stored, aside, events }
  }
  /** Another device writes a value into each of these rooms, in their order. */
  const writeElsewhere = async (roomIds: readonly RoomId[]): Promise<void> => {
    const other = device('dev_other')
    for (const roomId of roomIds)
      await write(other.store, { workspaceId, roomId, updates: [{ bytes: update(roomId) }] })
    expect(await other.run()).toBe('ok')
  }
  return { server, head: () => server.head(workspaceId), writeElsewhere, device }
}

describe('POST /sync from the device', () => {
  it('B6: brings changed rooms newest first, and moves the cursor with the last of them', async () => {
    const { writeElsewhere, device } = setUp()
    await writeElsewhere(rooms)
    const a = device('dev_a')
    expect(await a.run()).toBe('ok')
    expect(a.stored).toEqual(rooms.toReversed())
    expect(await a.cursor()).toMatchObject({ number: 6, done: [], epoch: 'epoch-1' })
    a.stored.length = 0
    expect(await a.run()).toBe('ok')
    expect(a.stored).toEqual([])
  })

  it('B6: an answer that is cut anywhere is gone on with: no room comes twice, none is missed', async () => {
    for (let until = 0, whole = false; !whole; until += 7) {
      const { writeElsewhere, device } = setUp()
      await writeElsewhere(rooms)
      const a = device('dev_a', until)
      whole = (await a.run()) === 'ok'
      if (whole) expect(until).toBeGreaterThan(200)
      else expect((await a.cursor())?.number).toBe(0)
      expect(await a.run()).toBe('ok')
      expect(a.stored.toSorted()).toEqual(rooms.toSorted())
      expect((await a.cursor())?.number).toBe(6)
    }
  })

  it('B6: an answer that says `more` is followed by the next at once', async () => {
    const { writeElsewhere, device } = setUp({ roomsInAnswer: 2 })
    await writeElsewhere(rooms)
    const a = device('dev_a')
    expect(await a.run()).toBe('ok')
    expect(a.stored).toEqual(rooms.toReversed())
  })

  it('B8: pushes what waits, in pages, and puts the numbers on the rows', async () => {
    const { head, device } = setUp()
    const a = device('dev_a')
    for (let row = 0; row < 300; row += 1) {
      const roomId = must(rooms[row % 6], 'a room')
      await write(a.store, { workspaceId, roomId, updates: [{ bytes: update(`k${row}`) }] })
    }
    expect(await a.run()).toBe('ok')
    expect(head()).toBe(300)
    expect(await a.waiting()).toBe(0)
    expect((await a.cursor())?.number).toBe(300)
  })

  it('B8: a push whose answer was lost is pushed again, and is there once', async () => {
    const { head, device } = setUp()
    const a = device('dev_a', 12)
    await write(a.store, { ...anyRoom, updates: [{ bytes: update('k') }] })
    expect(await a.run()).toBe('answer-cut')
    expect(await a.waiting()).toBe(1)
    expect(await a.run()).toBe('ok')
    expect(await a.waiting()).toBe(0)
    expect(head()).toBe(1)
  })

  it('F8: what is refused for good is set aside, what is refused for now waits and is named', async () => {
    const { server, device } = setUp()
    const a = device('dev_a')
    await write(a.store, { ...anyRoom, updates: [{ bytes: Uint8Array.of(9, 9) }, { bytes: update('k') }] })
    server.setQuota(0)
    expect(await a.run()).toBe('ok')
    expect(a.aside).toEqual(['1 update-unsound'])
    expect(a.events).toContainEqual({ type: 'rows-held', room: anyRoom, reason: 'quota-exceeded' })
    expect(await a.waiting()).toBe(1)
    server.setQuota(null)
    expect(await a.run()).toBe('ok')
    expect(await a.waiting()).toBe(0)
  })

  it('Q2: what is brought to a server without room is a probe, until one of it was taken', async () => {
    const { server, device } = setUp({ requestBytes: 1024 * 1024 })
    const a = device('dev_a')
    const writeMuch = async (): Promise<void> => {
      const doc = new Y.Doc()
      doc.getMap('m').set('k', new Uint8Array(100_000))
      const bytes = Y.encodeStateAsUpdate(doc)
      for (const roomId of rooms) await write(a.store, { workspaceId, roomId, updates: [{ bytes }] })
    }
    const heldInRun = async (): Promise<number> => {
      a.events.length = 0
      expect(await a.run()).toBe('ok')
      return a.events.filter(({ type }) => type === 'rows-held').length
    }
    server.setQuota(0)
    await writeMuch()
    expect([await heldInRun(), await heldInRun(), await heldInRun()]).toEqual([rooms.length, 3, 3])
    server.setQuota(null)
    expect([await heldInRun(), await a.waiting()]).toEqual([0, 0])
    server.setQuota(0)
    await writeMuch()
    expect(await heldInRun()).toBe(rooms.length)
  })

  it('Q2: a server without room is brought little, not everything that waits; with room it gets the rest', async () => {
    const { server, head, device } = setUp()
    const a = device('dev_a')
    const large = (key: string): Uint8Array => {
      const doc = new Y.Doc()
      doc.getMap('m').set(key, new Uint8Array(2_000))
      return Y.encodeStateAsUpdate(doc)
    }
    for (const roomId of rooms)
      await write(a.store, { workspaceId, roomId, updates: [{ bytes: large(roomId) }] })
    server.setQuota(0)
    for (const _ of ['first', 'again']) {
      a.events.length = 0
      expect(await a.run()).toBe('ok')
      // What one request holds.
      expect(a.events.filter(({ type }) => type === 'rows-held')).toHaveLength(3)
    }
    expect([await a.waiting(), a.aside]).toEqual([rooms.length, []])
    server.setQuota(null)
    expect(await a.run()).toBe('ok')
    expect([await a.waiting(), head()]).toEqual([0, rooms.length])
  })

  it.each([
    ['with a new epoch', 'epoch-2'],
    ['without one, its head below the cursor', 'epoch-1'],
  ])(
    'M11, C4: a server restored %s gets back all that this device holds, also of others',
    async (_, epoch) => {
      const { server, head, device } = setUp()
      const [a, b] = [device('dev_a'), device('dev_b')]
      const older = server.save()
      for (const [index, roomId] of rooms.entries()) {
        const writer = index % 2 === 0 ? a : b
        await write(writer.store, { workspaceId, roomId, updates: [{ bytes: update(roomId) }] })
        await writer.run()
      }
      await a.run()
      expect(head()).toBe(6)
      server.restore(older, epoch)
      expect(head()).toBe(0)
      expect(await a.run()).toBe('ok')
      expect(a.events).toContainEqual({ type: 'server-restored' })
      for (const roomId of rooms)
        expect([...server.room({ workspaceId, roomId }).doc().getMap('m').keys()]).toEqual([roomId])
      expect(await b.run()).toBe('ok')
      expect(await a.waiting()).toBe(0)
      expect(await b.waiting()).toBe(0)
    },
  )

  it('ends with its signal, and keeps what has come', async () => {
    const { writeElsewhere, device } = setUp()
    await writeElsewhere(rooms)
    const a = device('dev_a')
    expect(await a.run(AbortSignal.abort())).toBe('sync-aborted')
    expect(a.stored).toEqual([])
  })
})

describe('a server that lies in its answer', () => {
  const honest = (items: readonly BulkDown[]): readonly BulkDown[] => items
  const lies: Readonly<Record<string, (items: readonly BulkDown[]) => readonly BulkDown[]>> = {
    'acknowledges what was never pushed': items => [
      must(items[0], 'begin'),
      { type: 'ack', localNumber: 77, number: 5 },
      ...items.slice(1),
    ],
    'acknowledges twice': items =>
      items.flatMap((item): BulkDown[] => (item.type === 'ack' ? [item, item] : [item])),
    'leaves pushes without an answer': items => items.filter(item => item.type !== 'ack'),
    'gives rooms in another order': items => {
      const [begin, ...rest] = items
      const ack = rest.filter(item => item.type === 'ack')
      const end = rest.filter(item => item.type === 'end')
      const content = rest.filter(item => item.type === 'room' || item.type === 'update')
      const reversed = [...content.slice(2, 4), ...content.slice(0, 2), ...content.slice(4)].toReversed()
      const repaired = reversed.flatMap((item, index) =>
        item.type === 'room' ? [item, ...reversed.slice(index - 1, index)] : [],
      )
      return [must(begin, 'begin'), ...ack, ...repaired, ...end]
    },
    'gives a room above its own head': items =>
      items.map(item => (item.type === 'room' ? { ...item, head: item.head + 1_000 } : item)),
    'gives numbers that fall': items =>
      items.flatMap((item): BulkDown[] =>
        item.type === 'update' ? [item, { ...item, number: item.number - 1 }] : [item],
      ),
    'says more for ever': items => [
      must(items[0], 'begin'),
      ...items.filter(item => item.type === 'ack'),
      { type: 'end', cursor: 0, more: true },
    ],
    'moves the cursor back': items =>
      items.map(item => (item.type === 'end' ? { ...item, cursor: 0 } : item)),
  }

  it.each(Object.keys(lies))('%s: is named, and nothing here is lost', async name => {
    const { server, writeElsewhere, device } = setUp()
    const a = device('dev_a')
    await write(a.store, { ...anyRoom, updates: [{ bytes: update('before') }] })
    await a.run()
    await writeElsewhere(rooms.slice(1))
    await write(a.store, { ...anyRoom, updates: [{ bytes: update('mine') }] })
    const before = await a.cursor()
    server.tellLies({ bulk: must(lies[name], 'a lie') })
    const first = await a.run()
    const second = first === 'ok' ? await a.run() : first
    expect(second).toBe('server-inconsistent')
    // Its own row may count; what it was lied to about may not.
    const mayMove = name.startsWith('leaves pushes') ? 6 : must(before, 'a cursor').number + 1
    expect(must(await a.cursor(), 'a cursor').number).toBeLessThanOrEqual(mayMove)
    const loaded = await a.store.load(anyRoom)
    expect(loaded.ok && loaded.value.updates.length).toBe(2)
    server.tellLies({ bulk: honest })
    expect(await a.run()).toBe('ok')
    expect(await a.waiting()).toBe(0)
    for (const roomId of rooms) {
      const room = await a.store.load({ workspaceId, roomId })
      expect(room.ok && room.value.updates.length).toBeGreaterThan(0)
    }
  })

  it('puts its cursor beyond what it has shown: ours does not follow, and it is named', async () => {
    const { server, writeElsewhere, device } = setUp()
    await writeElsewhere([anyRoom.roomId])
    const a = device('dev_a')
    server.tellLies({
      bulk: items => items.map(item => (item.type === 'end' ? { ...item, cursor: 1_000 } : item)),
    })
    expect(await a.run()).toBe('ok')
    expect(a.events).toContainEqual({ type: 'cursor-refused' })
    expect((await a.cursor())?.number).toBe(1)
  })

  it('withholds the tail: no more than it lists counts as here', async () => {
    const { server, writeElsewhere, device } = setUp()
    await writeElsewhere(rooms)
    const a = device('dev_a')
    server.tellLies({
      bulk: items => {
        const last = items.findLastIndex(item => item.type === 'room')
        return [...items.slice(0, last), ...items.slice(-1)]
      },
    })
    await a.run()
    // It cannot be told from rooms that never were; what is here stays, and an honest answer brings the rest.
    expect(a.stored).toHaveLength(5)
  })

  it('is another one at every question', async () => {
    const { server, device } = setUp()
    const a = device('dev_a')
    let epoch = 0
    await a.run()
    server.tellLies({
      bulk: items =>
        items.map(item => {
          epoch += 1
          return item.type === 'begin' ? { ...item, epoch: `liar-${epoch}` } : item
        }),
    })
    expect(await a.run()).toBe('server-inconsistent')
  })
})
