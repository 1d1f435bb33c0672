/** What a live join is told of an open room: in order, once, and never of what was not committed. */

import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import * as Y from 'yjs'
import { pendingOf } from './room-doc.ts'
import { clientIdsOf, type JoinBasis, type RoomFollower } from './room-follower.ts'
import { createSyncDevice, epoch, outboxOf, toyRoom, value } from './testing/sync-device.ts'

/** A join as simple as it can be: frames wait for their row, and a new document starts over. */
const createJoin = () => {
  let held: Uint8Array[] = []
  let basis: JoinBasis | null = null
  const sent: Uint8Array[] = []
  const rows: number[] = []
  let joins = 0
  const follower: RoomFollower = {
    loaded: loaded => {
      basis = loaded
      joins += 1
      held = []
      // What a SyncStep2 carries: all that the document holds.
      sent.push(Y.encodeStateAsUpdate(loaded.doc))
      rows.push(...loaded.waiting)
      loaded.doc.on('update', (update: Uint8Array) => held.push(update))
    },
    rowsApplied: applied => {
      rows.push(...applied.flatMap(({ number, waiting }) => (waiting ? [number] : [])))
      sent.push(...held.splice(0))
    },
    discarded: () => {
      basis = null
      held = []
    },
  }
  return { follower, sent, rows, joins: () => joins, basis: () => basis }
}

describe('a follower of a room', () => {
  it(
    'hears of every waiting row, and what it has sent is what is stored',
    () =>
      fc.assert(
        fc.asyncProperty(fc.array(fc.nat(99), { minLength: 1, maxLength: 25 }), async acts => {
          const device = createSyncDevice({ seed: 1 })
          await device.store.enterEpoch(toyRoom.workspaceId, { epoch, head: null })
          const other = device.reopen()
          const join = createJoin()
          await device.addNote('first')
          const stop = value(await device.rooms.follow(toyRoom, join.follower))
          for (const [index, act] of acts.entries()) {
            const tab = act % 2 === 0 ? device : other
            if (act % 7 === 6) device.failIn(act % 5)
            // A command that fails is told by its own result; here it only has to leave no frame behind.
            const writing = act % 3 === 0 ? tab.setTitle(`t${index}`) : tab.addNote(`n${index}`)
            await writing.catch(() => undefined)
            device.failIn(null)
            if (act % 5 === 0) value(await (await device.rooms.open(toyRoom)).readOn())
          }
          value(await (await device.rooms.open(toyRoom)).readOn())
          expect([...new Set(join.rows)].toSorted((a, b) => a - b)).toEqual(
            value(await device.store.load(toyRoom)).waiting,
          )
          const server = new Y.Doc()
          for (const update of join.sent) Y.applyUpdate(server, update)
          const stored = new Y.Doc()
          for (const update of await outboxOf(device)) Y.applyUpdate(stored, update)
          expect(pendingOf(server)).toBe(0)
          expect(Y.equalSnapshots(Y.snapshot(server), Y.snapshot(stored))).toBe(true)
          const joins = join.joins()
          stop()
          await device.addNote('after')
          expect(join.joins()).toBe(joins)
          expect(join.basis()?.doc.isDestroyed).not.toBe(true)
        }),
        { numRuns: Number(process.env['SYNC_STORE_RUNS'] ?? 40), seed: 20_261_128 },
      ),
    600_000,
  )

  it('announces the client ids of its document and of rows that wait from before', async () => {
    const device = createSyncDevice({ seed: 1 })
    await device.addNote('one')
    const tab = device.reopen()
    await tab.addNote('two')
    const join = createJoin()
    value(await device.reopen().rooms.follow(toyRoom, join.follower))
    expect(join.basis()?.waiting).toEqual([1, 2])
    const rows = (await outboxOf(device)).flatMap(clientIdsOf)
    expect(new Set(rows).size).toBe(2)
    expect(join.basis()?.clientIds).toEqual([join.basis()?.doc.clientID, ...rows])
  })

  it('keeps its room open while others come and go', async () => {
    const device = createSyncDevice({ seed: 1 })
    const join = createJoin()
    value(await device.rooms.follow(toyRoom, join.follower))
    for (let index = 0; index < 20; index += 1) {
      const roomId = `thr_${String.fromCharCode(98 + index).repeat(26)}` as typeof toyRoom.roomId
      await device.addNote('x', { ...toyRoom, roomId })
    }
    expect(device.rooms.peek(toyRoom)).not.toBeNull()
    await device.addNote('still')
    expect(join.joins()).toBe(1)
    expect(join.rows).toEqual([1])
  })

  it('starts over with a fresh client id when a row was refused', async () => {
    const device = createSyncDevice({ seed: 1 })
    await device.addNote('refused')
    const join = createJoin()
    value(await device.rooms.follow(toyRoom, join.follower))
    const before = join.basis()?.doc.clientID
    value(await (await device.rooms.open(toyRoom)).setAside(1, 'clock-jump'))
    expect(join.joins()).toBe(2)
    expect(join.basis()?.doc.clientID).not.toBe(before)
    expect(join.basis()?.waiting).toEqual([])
    expect(join.basis()?.doc.getMap('m').size).toBe(0)
  })
})
