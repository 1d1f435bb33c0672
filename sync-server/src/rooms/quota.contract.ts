/** What every room log does with a quota, whatever it rests on. */

import { describe, expect, test } from 'vitest'
import { deviceId, roomId, workspaceId } from '../testing/ids.ts'
import { valueOf } from './room-log.contract.ts'
import type { PushedUpdate, RoomLog } from './room-log.ts'

const alpha = workspaceId(1)
const beta = workspaceId(2)
const thread = { workspaceId: alpha, roomId: roomId(1) }
const other = { workspaceId: alpha, roomId: roomId(2) }

const stored = (seq: number, repeated = false) => ({ type: 'stored', seq, repeated })
const refused = { type: 'quota-exceeded' }

let content = 0
const update = (size: number, bound: number | null = 100, room = thread, reserve = 0): PushedUpdate => {
  content += 1
  const bytes = new Uint8Array(size)
  new DataView(bytes.buffer).setUint32(0, content)
  return {
    ...room,
    deviceId: deviceId(1),
    bytes,
    quota: bound === null ? undefined : { bytes: bound, reserve },
  }
}

export const quotaContract = (name: string, createLog: () => Promise<RoomLog>): void => {
  const start = async (): Promise<RoomLog> => {
    const log = await createLog()
    for (const id of [alpha, beta]) valueOf(await log.createWorkspace(id))
    return log
  }

  const append = async (log: RoomLog, ...updates: readonly PushedUpdate[]) =>
    valueOf(await log.append(updates))

  const used = async (log: RoomLog, id = alpha) => valueOf(await log.heads([id])).get(id)?.bytesUsed

  describe(`quota: ${name}`, () => {
    test('Q1: what fits to the last byte is stored, one more is refused, takes no number and is no change', async () => {
      const log = await start()
      expect(await append(log, update(60))).toEqual([stored(1)])
      expect(await append(log, update(41))).toEqual([refused])
      expect(await append(log, update(40))).toEqual([stored(2)])
      expect(await append(log, update(4))).toEqual([refused])
      expect(valueOf(await log.heads([alpha])).get(alpha)).toEqual({ headSeq: 2, bytesUsed: 100 })
      expect(valueOf(await log.changedRooms(alpha, 2)).rooms).toEqual([])
    })

    test('Q1: in one batch each is judged in its order, and what a refused one would have taken is free', async () => {
      const log = await start()
      const sizes = [30, 200, 30, 50, 40, 4]
      const batch = sizes.map((size, index) => update(size, 100, index % 2 === 0 ? thread : other))
      expect(await append(log, ...batch)).toEqual([
        stored(1),
        refused,
        stored(2),
        refused,
        stored(3),
        refused,
      ])
      expect(await used(log)).toBe(100)
    })

    test('Q1: each update has its own bound, and workspaces do not share theirs', async () => {
      const log = await start()
      const far = { workspaceId: beta, roomId: roomId(1) }
      expect(
        await append(
          log,
          update(90),
          update(90, 100, far),
          update(20),
          update(20, 110),
          update(20, null),
          update(20, 100, far),
          update(10, 100, far),
        ),
      ).toEqual([stored(1), stored(1), refused, stored(2), stored(3), refused, stored(2)])
      expect([await used(log), await used(log, beta)]).toEqual([130, 100])
    })

    test('what is here already is here, however full it is', async () => {
      const log = await start()
      const first = update(100)
      await append(log, first)
      const again = update(50)
      expect(await append(log, again, first, again)).toEqual([refused, stored(1, true), refused])
    })

    test('what is not to be stored for another reason is told that', async () => {
      const log = await start()
      valueOf(await log.deleteRoom(other))
      const nowhere = { workspaceId: workspaceId(9), roomId: roomId(1) }
      expect(await append(log, update(200, 100, other), update(200, 100, nowhere))).toEqual([
        { type: 'room-deleted' },
        { type: 'workspace-unknown' },
      ])
    })

    test('Q3: what may use the reserve is stored above the quota until it is used up, and again once there was room', async () => {
      const log = await start()
      const small = (size: number, bound = 100) => update(size, bound, other, 20)
      await append(log, update(95))
      // In the quota first; what comes with it is judged as ever.
      expect(await append(log, small(5), small(12), update(4), small(9), small(8), small(4))).toEqual([
        stored(2),
        stored(3),
        refused,
        refused,
        stored(4),
        refused,
      ])
      expect(await used(log)).toBe(120)
      expect(await append(log, small(4))).toEqual([refused])
      valueOf(await log.deleteRoom(other))
      expect(await append(log, update(5))).toEqual([stored(6)])
      const again = (size: number) => update(size, 100, { ...thread, roomId: roomId(3) }, 20)
      expect(await append(log, again(20), again(4))).toEqual([stored(7), refused])
    })

    test('Q3: where the quota was lowered below what is held, the reserve is there', async () => {
      const log = await start()
      await append(log, update(5_000, null))
      expect(await append(log, update(4, -50))).toEqual([refused])
      expect(await append(log, update(20, -50, thread, 20), update(4, -50, thread, 20))).toEqual([
        stored(2),
        refused,
      ])
    })

    test('Q4: a full workspace is folded and its rooms are deleted, and what that frees can be written to', async () => {
      const log = await start()
      await append(log, update(30), update(30), update(40, 100, other))
      expect(await append(log, update(50))).toEqual([refused])
      const bytes = new Uint8Array(10)
      expect(valueOf(await log.writeSnapshot(thread, { seq: 2, bytes, base: 0, unreadable: [] }))).toBe(
        'written',
      )
      expect(await append(log, update(51))).toEqual([refused])
      expect(await append(log, update(50))).toEqual([stored(4)])
      // A fold may need more for a moment than there is.
      const large = { seq: 4, bytes: new Uint8Array(90), base: 2, unreadable: [] }
      expect(valueOf(await log.writeSnapshot(thread, large))).toBe('written')
      expect(await used(log)).toBe(140)
      expect(await append(log, update(4))).toEqual([refused])
      expect(valueOf(await log.deleteRoom(thread))).toBe(5)
      expect(await append(log, update(60, 100, other))).toEqual([stored(6)])
      expect(await append(log, update(4, 100, other))).toEqual([refused])
      expect(valueOf(await log.deleteRoom(other))).toBe(7)
      expect(await used(log)).toBe(0)
    })
  })
}
