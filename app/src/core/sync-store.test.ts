/** What sync does to rooms and their store: bulk storing, folding, refusals. Seeded; a failure prints its seed. */

import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import * as Y from 'yjs'
import { foldDueRooms, foldRoom } from './folding.ts'
import { pendingOf } from './room-doc.ts'
import type { ServerUpdate } from './room-page.ts'
import type { CursorMove } from './store.ts'
import { createSyncDevice, epoch, outboxOf, type SyncDevice, toyRoom, value } from './testing/sync-device.ts'

const runs = Number(process.env['SYNC_STORE_RUNS'] ?? 40)
/** For many runs by hand. */
const patience = 600_000
const settings = { numRuns: runs, seed: 20_261_128 }

const enter = async (device: SyncDevice): Promise<void> => {
  await device.store.enterEpoch(toyRoom.workspaceId, { epoch, head: null })
}

const page = (number: number): CursorMove => ({ type: 'page', epoch, number, done: [], syncedAt: 1 })

/** Writes of two devices that see each other now and then: the updates as a server numbers them. */
const historyOf = async (steps: readonly number[]): Promise<readonly ServerUpdate[]> => {
  const devices = [createSyncDevice({ seed: 1 }), createSyncDevice({ seed: 2 })]
  const history: ServerUpdate[] = []
  const seen = [0, 0]
  for (const [index, step] of steps.entries()) {
    const which = step % 2
    let device = devices[which]
    if (!device) continue
    if (step % 5 === 4) {
      device = device.reopen()
      devices[which] = device
    }
    if (step % 3 === 0) {
      const room = await device.rooms.open(toyRoom)
      for (const { bytes } of history.slice(seen[which])) await room.receive(bytes)
      seen[which] = history.length
    }
    const before = (await outboxOf(device)).length
    if (step % 7 < 5) await device.addNote(`n${index}`)
    else await device.setTitle(`t${index}`)
    for (const bytes of (await outboxOf(device)).slice(before)) {
      history.push({ bytes, number: history.length + 1 })
    }
  }
  return history
}

const steps = fc.array(fc.nat(209), { minLength: 1, maxLength: 30 })

/** A server's snapshot of the first `count` updates. */
const snapshotOf = (history: readonly ServerUpdate[], count: number): ServerUpdate => {
  const doc = new Y.Doc()
  for (const { bytes } of history.slice(0, count)) Y.applyUpdate(doc, bytes)
  return { bytes: Y.encodeStateAsUpdate(doc), number: count }
}

const receiveEach = async (history: readonly ServerUpdate[]): Promise<SyncDevice> => {
  const device = createSyncDevice({ seed: 3 })
  await enter(device)
  const room = await device.rooms.open(toyRoom)
  for (const update of history) value(await room.receive({ ...update, epoch }))
  return device
}

describe('a room stored from /sync', () => {
  it(
    'is what the same updates are one at a time, and its rows are a rebuild of it',
    () =>
      fc.assert(
        fc.asyncProperty(steps, fc.nat(40), fc.nat(40), fc.nat(12), async (taken, cut, folded, failing) => {
          const history = await historyOf(taken)
          const oneByOne = await receiveEach(history)
          const device = createSyncDevice({ seed: 4 })
          await enter(device)
          const first = cut % (history.length + 1)
          const pages = [
            first > 0 && folded % 2 === 0 ? [snapshotOf(history, first)] : history.slice(0, first),
            // A page again, as after a cut response, and the rest.
            history.slice(Math.max(0, first - (folded % 4))),
          ]
          for (const [index, updates] of pages.entries()) {
            const number = index === 0 ? 0 : history.length
            device.failIn(failing)
            const attempt = await device.rooms.storeRoom({ ...toyRoom, updates, cursor: page(number) })
            device.failIn(null)
            if (!attempt.ok) {
              // Nothing of a page that failed is visible.
              expect(value(await device.store.cursor(toyRoom.workspaceId))).toMatchObject({ number: 0 })
              value(await device.rooms.storeRoom({ ...toyRoom, updates, cursor: page(number) }))
            }
          }
          expect(value(await device.store.cursor(toyRoom.workspaceId)).number).toBe(history.length)
          expect(await outboxOf(device)).toEqual([])
          const room = await device.rooms.open(toyRoom)
          value(await room.materialize())
          expect(device.rows()).toBe(oneByOne.rows())
          value(await room.rebuild())
          expect(device.rows()).toBe(oneByOne.rows())
        }),
        settings,
      ),
    patience,
  )

  it('has at once the row that stands for it, and the others on first opening', async () => {
    const history = await historyOf([0, 2, 4, 5, 7])
    const device = createSyncDevice({ seed: 4 })
    await enter(device)
    value(await device.rooms.storeRoom({ ...toyRoom, updates: history, cursor: page(5) }))
    expect([...device.store.rowsOf('notes').values()]).toMatchObject([{ id: 'sum' }])
    expect(value(await device.store.load(toyRoom)).materialized).toBe(0)
    value(await (await device.rooms.open(toyRoom)).materialize())
    expect(device.store.rowsOf('notes').size).toBeGreaterThan(1)
  })

  it('of an unknown kind is stored and has no rows', async () => {
    const history = await historyOf([0, 2, 4])
    const device = createSyncDevice({ seed: 4, knowsToys: false })
    await enter(device)
    value(await device.rooms.storeRoom({ ...toyRoom, updates: history, cursor: page(3) }))
    value(await (await device.rooms.open(toyRoom)).materialize())
    expect(device.store.rowsOf('notes').size).toBe(0)
    expect(value(await device.store.load(toyRoom)).updates).toHaveLength(3)
  })

  it('goes on without what is no sound update, and shows it', async () => {
    const history = await historyOf([0, 2, 4])
    const device = createSyncDevice({ seed: 4 })
    await enter(device)
    const text = new Y.Doc()
    text.getText('x').insert(0, 'not ours')
    const bad = [
      { bytes: Uint8Array.from([1, 2, 3]), number: 4 },
      { bytes: Y.encodeStateAsUpdate(text), number: 5 },
    ]
    value(await device.rooms.storeRoom({ ...toyRoom, updates: [...bad, ...history], cursor: page(5) }))
    const aside = value(await device.store.aside(toyRoom.workspaceId))
    expect(aside).toMatchObject([
      { reason: 'update-unsound', own: false },
      { reason: 'shape-foreign', own: false },
    ])
    value(await (await device.rooms.open(toyRoom)).materialize())
    expect(device.rows()).toBe((await receiveEach(history)).rows())
  })

  it('U9: leaves out a large update that has ended engines before', async () => {
    const big = new Y.Doc()
    const notes = big.getMap('m')
    big.transact(() => {
      for (let index = 0; index < 9_000; index += 1) notes.set(`k${index}`, Uint8Array.of(1))
    })
    const update = { bytes: Y.encodeStateAsUpdate(big), number: 1 }
    const begun: number[] = []
    const device = createSyncDevice({
      seed: 4,
      largeUpdates: { begin: async ({ length }) => begun.push(length) > 1, end: async () => {} },
    })
    await enter(device)
    value(await device.rooms.storeRoom({ ...toyRoom, updates: [update], cursor: page(1) }))
    expect(value(await device.store.aside(toyRoom.workspaceId))).toMatchObject([{ reason: 'apply-hung' }])
    expect(begun).toEqual([update.bytes.length])
    value(await device.rooms.storeRoom({ ...toyRoom, updates: [update], cursor: page(1) }))
    expect(value(await device.store.load(toyRoom)).updates).toHaveLength(1)
  })
})

describe('a log that is folded', () => {
  it(
    'says the same, to open documents and to new ones, whenever it is folded',
    () =>
      fc.assert(
        fc.asyncProperty(steps, fc.array(fc.nat(5), { maxLength: 40 }), async (taken, acts) => {
          const history = await historyOf(taken)
          const device = createSyncDevice({ seed: 4 })
          await enter(device)
          const other = device.reopen()
          const twin = createSyncDevice({ seed: 5 })
          await enter(twin)
          let own = 0
          const write = async (each: SyncDevice): Promise<void> => {
            own += 1
            const before = (await outboxOf(device)).length
            await each.addNote(`own${own}`)
            const [written] = (await outboxOf(device)).slice(before)
            if (written) await (await twin.rooms.open(toyRoom)).receive(written)
          }
          const waiting = [...history]
          for (const act of acts) {
            const tab = act % 2 === 0 ? device : other
            const next = waiting.shift()
            if (act === 0) await write(tab)
            else if (act === 1) {
              const numbers = value(await device.store.load(toyRoom)).waiting.filter(
                number => number % 3 !== 0,
              )
              value(await device.store.acknowledge({ ...toyRoom, rows: numbers, serverNumber: 0, epoch }))
            } else if (act === 2) value(await foldRoom(device.store, toyRoom))
            else if (next) {
              value(await (await tab.rooms.open(toyRoom)).receive({ ...next, epoch }))
              await (await twin.rooms.open(toyRoom)).receive(next.bytes)
            }
          }
          value(await foldRoom(device.store, toyRoom))
          await write(other)
          const folded = value(await device.store.load(toyRoom))
          expect(folded.updates.length - folded.waiting.length).toBeLessThanOrEqual(1)
          for (const each of [device.reopen(), twin]) value(await (await each.rooms.open(toyRoom)).rebuild())
          const withoutStamps = (rows: string): string => rows.replaceAll(/"stamp": "[^"]*"/g, '')
          expect(withoutStamps(device.rows())).toBe(withoutStamps(twin.rows()))
        }),
        settings,
      ),
    patience,
  )

  it('is folded when it has grown by rows, and not again for little', async () => {
    const device = createSyncDevice({ seed: 4 })
    await enter(device)
    const signal = new AbortController().signal
    const grow = async (rows: number, from: number): Promise<void> => {
      for (let index = 0; index < rows; index += 1) await device.addNote(`n${from + index}`)
      const all = { from: 1, through: from + rows }
      value(await device.store.acknowledge({ ...toyRoom, rows: all, serverNumber: 0, epoch }))
    }
    await grow(63, 0)
    expect(value(await foldDueRooms(device.store, signal))).toBe(0)
    await grow(1, 63)
    expect(value(await foldDueRooms(device.store, signal))).toBe(1)
    await grow(63, 64)
    expect(value(await foldDueRooms(device.store, signal))).toBe(0)
  })

  it('is not written anew for less than an eighth of it', async () => {
    const device = createSyncDevice({ seed: 4 })
    await enter(device)
    const grow = async (rows: number, name: string): Promise<number> => {
      for (let index = 0; index < rows; index += 1) await device.addNote(`${index}${name}`)
      const all = { from: 1, through: 1_000 }
      value(await device.store.acknowledge({ ...toyRoom, rows: all, serverNumber: 0, epoch }))
      return value(await foldDueRooms(device.store, new AbortController().signal))
    }
    // Half of what is said is the key and cannot be made small.
    expect(await grow(64, 'long'.repeat(2_000))).toBe(1)
    expect(await grow(64, 'short')).toBe(0)
    expect(await grow(64, 'long'.repeat(200))).toBe(1)
  })
})

describe('a row that a server refuses', () => {
  it(
    'goes, what was written on top of it stays, and the outbox needs it no more',
    () =>
      fc.assert(
        fc.asyncProperty(steps, fc.nat(60), async (taken, chosen) => {
          let device = createSyncDevice({ seed: 4 })
          await enter(device)
          for (const [index, step] of taken.entries()) {
            if (step % 5 === 0) device = device.reopen()
            if (step % 3 === 0) await device.setTitle(`t${index}`)
            else await device.addNote(`n${index}`)
          }
          const rowsBefore = value(await device.store.outbox(toyRoom, 0, Number.POSITIVE_INFINITY))
          const refused = rowsBefore[chosen % rowsBefore.length]
          if (!refused) return
          const room = await device.rooms.open(toyRoom)
          value(await room.setAside(refused.number, 'clock-jump'))
          const kept = new Set(
            rowsBefore.flatMap(({ number, touched }) => (number === refused.number ? [] : touched)),
          )
          const view = value(await room.view())
          for (const place of rowsBefore.flatMap(({ touched }) => touched)) {
            if (place.startsWith('m:')) expect(view.records.has(place.slice(2))).toBe(kept.has(place))
          }
          const incremental = device.rows()
          value(await room.rebuild())
          expect(device.rows()).toBe(incremental)
          // A server that never stores the refused row can apply all the others.
          const server = new Y.Doc()
          for (const bytes of await outboxOf(device)) Y.applyUpdate(server, bytes)
          expect(pendingOf(server)).toBe(0)
          const aside = value(await device.store.aside(toyRoom.workspaceId))
          expect(aside.filter(({ reason }) => reason === 'clock-jump')).toHaveLength(1)
        }),
        settings,
      ),
    patience,
  )
})
