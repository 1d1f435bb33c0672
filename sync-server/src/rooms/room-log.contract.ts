/** What every room log does, whatever it rests on. */

import type { WorkspaceId } from '@weft/shared/ids.ts'
import type { Result } from '@weft/shared/result.ts'
import { describe, expect, test } from 'vitest'
import { deviceId, roomId, workspaceId } from '../testing/ids.ts'
import type { PushedUpdate, RoomContent, RoomLog } from './room-log.ts'

export const valueOf = <T, E>(result: Result<T, E>): T => {
  if (!result.ok) throw new Error(JSON.stringify(result.error))
  return result.value
}

const alpha = workspaceId(1)
const beta = workspaceId(2)
const thread = { workspaceId: alpha, roomId: roomId(1) }
const other = { workspaceId: alpha, roomId: roomId(2) }

const update = (text: string, room = thread): PushedUpdate => ({
  ...room,
  deviceId: deviceId(1),
  bytes: new TextEncoder().encode(text),
})

const stored = (seq: number, repeated = false) => ({ type: 'stored', seq, repeated })

const textOf = (bytes: Uint8Array | undefined): string | undefined =>
  bytes === undefined ? undefined : new TextDecoder().decode(bytes)

/** As far as a test wants to see it. */
const shown = (content: RoomContent | undefined) =>
  content && {
    head: content.headSeq,
    snapshot: content.snapshot && `${content.snapshot.seq} ${textOf(content.snapshot.bytes)}`,
    rows: content.rows.map(({ seq, bytes }) => `${seq} ${textOf(bytes)}`),
    quarantined: content.quarantined,
    deleted: content.deleted,
  }

export const roomLogContract = (name: string, createLog: () => Promise<RoomLog>): void => {
  const start = async (...workspaces: readonly WorkspaceId[]): Promise<RoomLog> => {
    const log = await createLog()
    for (const id of workspaces.length === 0 ? [alpha] : workspaces) valueOf(await log.createWorkspace(id))
    return log
  }

  const read = async (log: RoomLog, room = thread, after = 0) =>
    shown(valueOf(await log.readRooms(room.workspaceId, [room.roomId], after))[0])

  const append = async (log: RoomLog, ...updates: readonly PushedUpdate[]) =>
    valueOf(await log.append(updates))

  describe(`room log: ${name}`, () => {
    test('numbers run through all rooms of a workspace, and each workspace has its own', async () => {
      const log = await start(alpha, beta)
      const far = { workspaceId: beta, roomId: roomId(9) }
      expect(await append(log, update('a'), update('b', other), update('c', far), update('d'))).toEqual([
        stored(1),
        stored(2),
        stored(1),
        stored(3),
      ])
      expect(await append(log, update('e', far), update('f', other))).toEqual([stored(2), stored(4)])
      expect(valueOf(await log.heads([alpha, beta, workspaceId(3)]))).toEqual(
        new Map([
          [alpha, { headSeq: 4, bytesUsed: 4 }],
          [beta, { headSeq: 2, bytesUsed: 2 }],
        ]),
      )
    })

    test('nothing appended is nothing answered', async () => {
      const log = await start()
      expect(await append(log)).toEqual([])
    })

    test('an update with no bytes is an update', async () => {
      const log = await start()
      expect(await append(log, update(''))).toEqual([stored(1)])
      expect(await read(log)).toMatchObject({ rows: ['1 '] })
    })

    test('what is repeated keeps its number and takes no other', async () => {
      const log = await start()
      expect(await append(log, update('a'), update('a'), update('b'))).toEqual([
        stored(1),
        stored(1, true),
        stored(2),
      ])
      expect(await append(log, update('b'), update('c'), update('a'))).toEqual([
        stored(2, true),
        stored(3),
        stored(1, true),
      ])
      expect(await append(log, { ...update('c'), deviceId: deviceId(2) })).toEqual([stored(3, true)])
      expect(await append(log, update('a', other))).toEqual([stored(4)])
      expect(await read(log)).toMatchObject({ rows: ['1 a', '2 b', '3 c'] })
    })

    test('creating a workspace again changes nothing', async () => {
      const log = await start()
      await append(log, update('a'))
      valueOf(await log.createWorkspace(alpha))
      expect(valueOf(await log.heads([alpha])).get(alpha)?.headSeq).toBe(1)
    })

    test('a workspace that nobody created takes nothing, and the rest of the batch is stored', async () => {
      const log = await start()
      const nowhere = { workspaceId: beta, roomId: roomId(1) }
      expect(await append(log, update('a', nowhere), update('b'))).toEqual([
        { type: 'workspace-unknown' },
        stored(1),
      ])
      expect(await read(log, nowhere)).toBeUndefined()
      expect(valueOf(await log.changedRooms(beta, 7))).toEqual({ until: 7, rooms: [] })
      expect(valueOf(await log.deleteRoom(nowhere))).toBeUndefined()
      expect(valueOf(await log.claimClientIds(nowhere, deviceId(1), [1]))).toEqual(new Map())
      expect(valueOf(await log.quarantine(nowhere, [1]))).toBe(0)
    })

    test('a reader gets what comes after its cursor', async () => {
      const log = await start()
      await append(log, update('a'), update('x', other), update('b'), update('c'))
      expect(await read(log, thread, 1)).toEqual({
        head: 4,
        snapshot: undefined,
        rows: ['3 b', '4 c'],
        quarantined: 0,
        deleted: false,
      })
      expect(await read(log, thread, 4)).toMatchObject({ head: 4, rows: [] })
    })

    test('several rooms are read in the order asked for, without those that are not there', async () => {
      const log = await start()
      await append(log, update('a'), update('b', other))
      const rooms = valueOf(await log.readRooms(alpha, [roomId(2), roomId(7), roomId(1)], 0))
      expect(rooms.map(room => room.roomId)).toEqual([roomId(2), roomId(1)])
      expect(valueOf(await log.readRooms(alpha, [], 0))).toEqual([])
    })

    test('what changed is listed newest first, with the cursor that follows from it', async () => {
      const log = await start()
      await append(log, update('a'), update('b', other), update('cc'))
      const plan = valueOf(await log.changedRooms(alpha, 0))
      expect(plan).toEqual({
        until: 3,
        rooms: [
          { roomId: roomId(1), headSeq: 3, deleted: false, bytes: 3 },
          { roomId: roomId(2), headSeq: 2, deleted: false, bytes: 1 },
        ],
      })
      expect(valueOf(await log.changedRooms(alpha, 2)).rooms.map(room => room.roomId)).toEqual([roomId(1)])
      expect(valueOf(await log.changedRooms(alpha, 3))).toEqual({ until: 3, rooms: [] })
    })

    test('a reader that was interrupted does not get again what has not changed since', async () => {
      const log = await start()
      await append(log, update('1'), update('2', other), update('3', { ...thread, roomId: roomId(3) }))
      const plan = valueOf(await log.changedRooms(alpha, 0))
      const [first, second] = plan.rooms
      const received = { from: second?.headSeq ?? 0, to: first?.headSeq ?? 0 }
      await append(log, update('4', other))
      const rest = valueOf(await log.changedRooms(alpha, 0, received))
      expect(rest).toMatchObject({ until: 4, rooms: [{ roomId: roomId(2) }, { roomId: roomId(1) }] })
    })

    test('a client id belongs to the first who claims it', async () => {
      const log = await start()
      expect(valueOf(await log.claimClientIds(thread, deviceId(1), [7, 4_294_967_295]))).toEqual(
        new Map([
          [7, deviceId(1)],
          [4_294_967_295, deviceId(1)],
        ]),
      )
      expect(valueOf(await log.claimClientIds(thread, deviceId(2), [7, 8]))).toEqual(
        new Map([
          [7, deviceId(1)],
          [8, deviceId(2)],
        ]),
      )
      expect(valueOf(await log.clientIdOwners(thread, [8, 9]))).toEqual(new Map([[8, deviceId(2)]]))
      expect(valueOf(await log.clientIdOwners(other, [7]))).toEqual(new Map())
      expect(valueOf(await log.claimClientIds(thread, deviceId(1), []))).toEqual(new Map())
    })

    test('rows in quarantine are counted and not read, and are still recognised', async () => {
      const log = await start()
      await append(log, update('a'), update('poison'), update('b'))
      expect(valueOf(await log.quarantine(thread, [2, 99]))).toBe(1)
      expect(valueOf(await log.quarantine(thread, [2]))).toBe(0)
      expect(await read(log)).toMatchObject({ rows: ['1 a', '3 b'], quarantined: 1 })
      expect(await append(log, update('poison'))).toEqual([stored(2, true)])
      expect(valueOf(await log.changedRooms(alpha, 0)).rooms[0]?.bytes).toBe(2)
    })

    test('a snapshot takes the place of the rows up to its number', async () => {
      const log = await start()
      await append(log, update('a'), update('b'), update('c'))
      const bytes = new TextEncoder().encode('ab')
      expect(valueOf(await log.writeSnapshot(thread, { seq: 2, bytes, base: 0, unreadable: [] }))).toBe(
        'written',
      )
      expect(await read(log)).toMatchObject({ head: 3, snapshot: '2 ab', rows: ['3 c'] })
      expect(await read(log, thread, 1)).toMatchObject({ snapshot: '2 ab', rows: ['3 c'] })
      expect(await read(log, thread, 2)).toMatchObject({ snapshot: undefined, rows: ['3 c'] })
      expect(valueOf(await log.changedRooms(alpha, 2))).toMatchObject({ rooms: [{ bytes: 3 }] })
      expect(valueOf(await log.heads([alpha])).get(alpha)?.bytesUsed).toBe(3)
    })

    test('whoever folds second is refused and changes nothing', async () => {
      const log = await start()
      await append(log, update('a'), update('b'))
      const bytes = new TextEncoder().encode('a')
      valueOf(await log.writeSnapshot(thread, { seq: 1, bytes, base: 0, unreadable: [] }))
      const late = { seq: 2, bytes: new TextEncoder().encode('late'), base: 0, unreadable: [2] }
      expect(valueOf(await log.writeSnapshot(thread, late))).toBe('overtaken')
      expect(await read(log)).toMatchObject({ snapshot: '1 a', rows: ['2 b'], quarantined: 0 })
      expect(valueOf(await log.writeSnapshot(other, late))).toBe('overtaken')
    })

    test('the snapshot before the newest stays, older ones go', async () => {
      const log = await start()
      for (const seq of [1, 2, 3]) {
        await append(log, update(`row ${seq}`))
        const bytes = new Uint8Array(seq * 100)
        valueOf(await log.writeSnapshot(thread, { seq, bytes, base: seq - 1, unreadable: [] }))
      }
      expect(valueOf(await log.heads([alpha])).get(alpha)?.bytesUsed).toBe(500)
      const [content] = valueOf(await log.readRooms(alpha, [thread.roomId], 0))
      expect(content?.snapshot).toMatchObject({ seq: 3, bytes: { length: 300 } })
      expect(content?.rows).toEqual([])
    })

    test('rows that could not be folded go to quarantine and not away', async () => {
      const log = await start()
      await append(log, update('a'), update('poison'), update('b'))
      const bytes = new TextEncoder().encode('ab')
      valueOf(await log.writeSnapshot(thread, { seq: 3, bytes, base: 0, unreadable: [2] }))
      expect(await read(log)).toMatchObject({ snapshot: '3 ab', rows: [], quarantined: 1 })
      expect(valueOf(await log.heads([alpha])).get(alpha)?.bytesUsed).toBe(8)
      expect(await append(log, update('poison'))).toEqual([stored(2, true)])
    })

    test('a room whose log has grown is to be compacted, until it was', async () => {
      const log = await start()
      await append(log, ...Array.from({ length: 63 }, (_, index) => update(`row ${index}`)))
      await append(log, update('alone', other))
      expect(valueOf(await log.roomsToCompact(10))).toEqual([])
      await append(log, update('one more'))
      expect(valueOf(await log.roomsToCompact(10))).toMatchObject([thread])
      expect(valueOf(await log.roomsToCompact(0))).toEqual([])
      const bytes = new Uint8Array(1)
      valueOf(await log.writeSnapshot(thread, { seq: 65, bytes, base: 0, unreadable: [] }))
      expect(valueOf(await log.roomsToCompact(10))).toEqual([])
    })

    test('a large room waits until its log is worth writing it anew', async () => {
      const log = await start()
      await append(log, update('first'))
      valueOf(
        await log.writeSnapshot(thread, { seq: 1, bytes: new Uint8Array(4096), base: 0, unreadable: [] }),
      )
      const rows = Array.from({ length: 512 }, (_, index) => update(String(index).padStart(4)))
      await append(log, ...rows.slice(0, 127))
      expect(valueOf(await log.roomsToCompact(10))).toEqual([])
      await append(log, ...rows.slice(127, 128))
      expect(valueOf(await log.roomsToCompact(10))).toMatchObject([thread])
      valueOf(
        await log.writeSnapshot(thread, { seq: 129, bytes: new Uint8Array(1e6), base: 1, unreadable: [] }),
      )
      await append(log, ...rows.slice(129).map(row => ({ ...row, deviceId: deviceId(2) })))
      expect(valueOf(await log.roomsToCompact(10))).toEqual([])
      await append(log, ...Array.from({ length: 129 }, (_, index) => update(`last ${index}`)))
      expect(valueOf(await log.roomsToCompact(10))).toMatchObject([thread])
    })

    test('few rows are much when they are large', async () => {
      const log = await start()
      await append(log, { ...update(''), bytes: new Uint8Array(256 * 1024 - 1) })
      expect(valueOf(await log.roomsToCompact(10))).toEqual([])
      await append(log, update('x'))
      expect(valueOf(await log.roomsToCompact(10))).toMatchObject([thread])
    })

    test('a deleted room is empty, its deletion is a change, and what comes late is told so', async () => {
      const log = await start()
      await append(log, update('a'), update('b'), update('c', other))
      const bytes = new TextEncoder().encode('a')
      valueOf(await log.writeSnapshot(thread, { seq: 1, bytes, base: 0, unreadable: [] }))
      valueOf(await log.claimClientIds(thread, deviceId(1), [1]))
      expect(valueOf(await log.deleteRoom(thread))).toBe(4)
      expect(valueOf(await log.deleteRoom(thread))).toBe(4)
      expect(await read(log)).toEqual({
        head: 4,
        snapshot: undefined,
        rows: [],
        quarantined: 0,
        deleted: true,
      })
      expect(await append(log, update('late'), update('d', other))).toEqual([
        { type: 'room-deleted' },
        stored(5),
      ])
      expect(valueOf(await log.changedRooms(alpha, 3))).toEqual({
        until: 5,
        rooms: [
          { roomId: roomId(2), headSeq: 5, deleted: false, bytes: 2 },
          { roomId: roomId(1), headSeq: 4, deleted: true, bytes: 0 },
        ],
      })
      expect(valueOf(await log.heads([alpha])).get(alpha)?.bytesUsed).toBe(2)
      expect(valueOf(await log.clientIdOwners(thread, [1]))).toEqual(new Map())
      expect(valueOf(await log.writeSnapshot(thread, { seq: 9, bytes, base: 0, unreadable: [] }))).toBe(
        'overtaken',
      )
    })

    test('a room can be deleted before anything of it has come', async () => {
      const log = await start()
      expect(valueOf(await log.deleteRoom(thread))).toBe(1)
      expect(await append(log, update('a'))).toEqual([{ type: 'room-deleted' }])
    })

    test('of a forgotten workspace nothing is left, and others keep theirs', async () => {
      const log = await start(alpha, beta)
      await append(log, update('a'), update('b', { ...thread, workspaceId: beta }))
      valueOf(await log.forgetWorkspace(alpha))
      valueOf(await log.forgetWorkspace(alpha))
      expect(await append(log, update('late'))).toEqual([{ type: 'workspace-unknown' }])
      expect(valueOf(await log.heads([alpha, beta])).size).toBe(1)
      valueOf(await log.createWorkspace(alpha))
      expect(await read(log)).toBeUndefined()
      expect(await append(log, update('a'))).toEqual([stored(1)])
      expect(await read(log, { ...thread, workspaceId: beta })).toMatchObject({ rows: ['1 b'] })
    })

    test('a workspace of many rooms is forgotten with all of them', async () => {
      const log = await start()
      const rooms = Array.from({ length: 450 }, (_, index) => ({ workspaceId: alpha, roomId: roomId(index) }))
      await append(log, ...rooms.map(room => update('a', room)))
      valueOf(await log.claimClientIds({ workspaceId: alpha, roomId: roomId(999) }, deviceId(1), [1]))
      valueOf(await log.forgetWorkspace(alpha))
      valueOf(await log.createWorkspace(alpha))
      expect(valueOf(await log.changedRooms(alpha, 0))).toEqual({ until: 0, rooms: [] })
      const roomIds = rooms.map(room => room.roomId)
      expect(valueOf(await log.readRooms(alpha, roomIds, 0))).toEqual([])
      expect(valueOf(await log.clientIdOwners({ workspaceId: alpha, roomId: roomId(999) }, [1]))).toEqual(
        new Map(),
      )
      expect(await append(log, ...rooms.map(room => update('a', room)))).toEqual(
        rooms.map((_, index) => stored(index + 1)),
      )
    })

    test('the bytes of a batch may be reused by the caller afterwards', async () => {
      const log = await start()
      const bytes = new TextEncoder().encode('aa')
      await append(log, { ...update(''), bytes })
      bytes.fill(0)
      expect(await read(log)).toMatchObject({ rows: ['1 aa'] })
    })
  })
}
