/** What POST /sync does over any room log (docs/protocol.md, B). */

import { testRandom } from '@weft/shared/testing/env.ts'
import type { RoomId } from '@weft/shared/ids.ts'
import { maxBulkItemBytes } from '@weft/shared/protocol/limits.ts'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { valueOf } from '../rooms/room-log.contract.ts'
import type { RoomLog } from '../rooms/room-log.ts'
import { deviceId, roomId, workspaceId } from '../testing/ids.ts'
import { createSyncDevice, type SyncDevice } from '../testing/sync-device.ts'
import { runSyncWorld, type SyncWorld } from '../testing/sync-world.ts'
import type { SyncLimits } from './sync-limits.ts'

const workspace = workspaceId(1)

/** Every room of the log, row by row. */
const readLog = async (log: RoomLog) => {
  const { rooms, until } = valueOf(await log.changedRooms(workspace, 0))
  const roomIds = rooms.map(room => room.roomId)
  return { until, contents: valueOf(await log.readRooms(workspace, roomIds, 0)) }
}

/** The device holds everything up to its cursor. */
const expectNothingSkipped = async (world: SyncWorld, device: SyncDevice): Promise<void> => {
  for (const { roomId: room, rows } of (await readLog(world.log)).contents) {
    for (const { seq } of rows)
      if (seq <= device.cursor()) expect([room, seq, device.holds(room, seq)]).toEqual([room, seq, true])
  }
}

export const syncContract = (name: string, createLog: () => Promise<RoomLog>, runs: number): void => {
  const start = async (limits: Partial<SyncLimits> = {}, quota: number | null = null): Promise<SyncWorld> => {
    const log = await createLog()
    valueOf(await log.createWorkspace(workspace))
    return runSyncWorld({ log, limits, quota })
  }

  const deviceOf = (index: number, seed = index): SyncDevice =>
    createSyncDevice({ id: deviceId(index), workspaceId: workspace, random: testRandom(seed) })

  describe(`POST /sync: ${name}`, { timeout: 60_000 }, () => {
    test('B1 B8: what one device pushes another gets, newest room first, and the cursor passes all of it', async () => {
      const world = await start()
      const [a, b] = [deviceOf(1), deviceOf(2)]
      for (const index of [1, 2, 3]) a.write(roomId(index), 'k')
      a.write(roomId(1), 'l')
      const pushed = await a.sync(world.target(1))
      expect(pushed).toMatchObject({ status: 200, whole: true })
      expect([...a.acked.values()].toSorted((one, two) => one - two)).toEqual([1, 2, 3, 4])
      // Its own numbers follow the list's head without a hole.
      expect(a.cursor()).toBe(4)

      const got = await b.sync(world.target(2))
      expect(got.items.flatMap(item => (item.type === 'room' ? [item.head] : []))).toEqual([4, 3, 2])
      expect(b.cursor()).toBe(4)
      for (const [room, key] of [
        [roomId(1), 'k'],
        [roomId(1), 'l'],
        [roomId(3), 'k'],
      ] as const)
        expect(b.value(room, key)).toEqual(a.value(room, key))
      expect((await b.sync(world.target(2))).items.map(({ type }) => type)).toEqual(['begin', 'end'])
    })

    test('Q1 Q2: over the quota a push is refused by name and waits; what fits beside it is stored, and the rest when there is room', async () => {
      const world = await start({}, 600)
      const [a, target] = [deviceOf(1), world.target(1)]
      a.write(roomId(1), 'first', new Uint8Array(400))
      a.write(roomId(2), 'large', new Uint8Array(400))
      a.write(roomId(3), 'small', new Uint8Array(20))
      for (const _ of ['first', 'again']) {
        expect(await a.sync(target)).toMatchObject({ status: 200, whole: true })
        expect([...a.acked.keys()]).toEqual([1, 3])
        expect([...a.rejected]).toEqual([[2, 'quota-exceeded']])
      }
      valueOf(await world.log.deleteRoom({ workspaceId: workspace, roomId: roomId(1) }))
      await a.sync(target)
      expect(a.acked.get(2)).toBe(4)
      const b = deviceOf(2)
      await b.sync(world.target(2))
      expect(b.value(roomId(2), 'large')).toEqual(new Uint8Array(400))
    })

    test('B3 B6 B8: any cut of request or response at any byte, resumed, ends with everything once', async () => {
      const world = await start({ pageRooms: 2, pageBytes: 600 })
      const other = deviceOf(90)
      let pair = 0
      await fc.assert(
        fc.asyncProperty(
          fc.array(fc.tuple(fc.nat({ max: 7 }), fc.nat({ max: 200 })), { maxLength: 12 }),
          fc.array(fc.tuple(fc.nat({ max: 7 }), fc.nat({ max: 200 })), { minLength: 1, maxLength: 12 }),
          fc.array(
            fc.oneof(
              fc.nat({ max: 2_500 }).map(request => ({ request })),
              fc.nat({ max: 2_500 }).map(response => ({ response })),
            ),
            { maxLength: 8 },
          ),
          async (theirs, ours, cuts) => {
            pair += 1
            const device = deviceOf(100 + pair)
            const target = world.target(100 + pair)
            for (const [room, size] of theirs) other.write(roomId(room), `k${size}`, new Uint8Array(size))
            await other.sync(world.target(90))
            for (const [room, size] of ours) device.write(roomId(room), `k${size}`, new Uint8Array(size))
            for (const cut of cuts) {
              await device.sync(target, cut)
              await expectNothingSkipped(world, device)
            }
            while (!(await device.sync(target)).whole);
            await device.sync(target)

            expect(device.rejected.size).toBe(0)
            expect(device.acked.size).toBe(ours.length)
            const { contents, until } = await readLog(world.log)
            expect(device.cursor()).toBe(until)
            await expectNothingSkipped(world, device)
            // Each row lies in the log once, under one number.
            const stored = contents.flatMap(({ rows }) =>
              rows.map(({ bytes }) => Buffer.from(bytes).toString('hex')),
            )
            for (const { update } of device.rows()) {
              const hex = Buffer.from(update).toString('hex')
              expect(stored.filter(each => each === hex)).toHaveLength(1)
            }
          },
        ),
        { numRuns: runs, seed: 7 },
      )
    })

    test('B6: what came in full before a cut does not come again', async () => {
      const world = await start({ pageRooms: 2 })
      const [writer, reader] = [deviceOf(1), deviceOf(2)]
      for (let index = 0; index < 9; index += 1) writer.write(roomId(index), 'k', new Uint8Array(50))
      await writer.sync(world.target(1))
      let exchanges = 1
      // The device itself complains of a room that comes twice.
      while (!(await reader.sync(world.target(2), { response: 150 })).whole) exchanges += 1
      expect(exchanges).toBeGreaterThan(3)
      expect(reader.cursor()).toBe(9)
    })

    test('B6: a concurrent writer while pages stream: the cursor never skips, and readers end with everything', async () => {
      const world = await start({ pageRooms: 1, pageBytes: 1 })
      const [writer, reader] = [deviceOf(1), deviceOf(2)]
      const random = testRandom(11)
      const rooms = [0, 1, 2, 3, 4, 5].map(roomId)
      for (const room of rooms) writer.write(room, 'first')
      await writer.sync(world.target(1))
      const written = new AbortController()
      const writes = (async () => {
        for (let round = 0; round < 25; round += 1) {
          writer.write(rooms[Math.floor(random.fraction() * rooms.length)] as RoomId, `k${round}`)
          await writer.sync(world.target(1))
        }
        written.abort()
      })()
      let between = 0
      while (!written.signal.aborted) {
        await reader.sync(world.target(2))
        between += 1
        await expectNothingSkipped(world, reader)
      }
      await writes
      await reader.sync(world.target(2))
      await expectNothingSkipped(world, reader)
      expect(between).toBeGreaterThan(1)
      const { until } = await readLog(world.log)
      expect(reader.cursor()).toBe(until)
      for (const room of rooms) expect(reader.value(room, 'first')).toEqual(writer.value(room, 'first'))
    })

    test('a snapshot comes in the place of the rows that are in it', async () => {
      const world = await start()
      const [a, b] = [deviceOf(1), deviceOf(2)]
      const rows = ['k', 'l', 'm'].map(key => a.write(roomId(1), key))
      await a.sync(world.target(1))
      const whole = { workspaceId: workspace, roomId: roomId(1) }
      const { mergeUpdates } = await import('yjs')
      const bytes = mergeUpdates(rows.slice(0, 2).map(({ update }) => update))
      valueOf(await world.log.writeSnapshot(whole, { seq: 2, base: 0, bytes, unreadable: [] }))
      const { items } = await b.sync(world.target(2))
      expect(items.map(({ type }) => type)).toEqual(['begin', 'room', 'snapshot', 'update', 'end'])
      expect(b.value(roomId(1), 'm')).toEqual(a.value(roomId(1), 'm'))
    })

    test('U9: an item of 64 MiB is tried, stored and read again, and its room takes no more', async () => {
      const world = await start()
      const [a, b, c] = [deviceOf(1), deviceOf(2), deviceOf(3)]
      const random = testRandom(1).bytes(1_024)
      const value = new Uint8Array(maxBulkItemBytes - 200)
      for (let at = 0; at + random.length <= value.length; at += random.length) value.set(random, at)
      const { update } = a.write(roomId(1), 'k', value)
      expect(await a.sync(world.target(1))).toMatchObject({ whole: true })
      expect(a.acked.size).toBe(1)
      const { items } = await b.sync(world.target(2))
      expect(items[2]).toMatchObject({ type: 'update', number: 1 })
      expect(items[2]).toHaveProperty('update.length', update.length)
      const got = b.value(roomId(1), 'k')
      expect(got instanceof Uint8Array && Buffer.compare(got, value)).toBe(0)
      // One byte more than a room may have.
      const full = c.write(roomId(1), 'l', new Uint8Array(400))
      await c.sync(world.target(3))
      expect(c.rejected.get(full.localNumber)).toBe('room-full')
    })
  })
}
