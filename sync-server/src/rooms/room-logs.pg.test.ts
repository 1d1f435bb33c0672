/** Both logs side by side: whatever is done to them, they answer alike. */

import type { Result } from '@weft/shared/result.ts'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { deviceId, roomId, workspaceId } from '../testing/ids.ts'
import { createTestDatabase } from '../testing/test-database.ts'
import { createMemoryRoomLog } from './memory-room-log.ts'
import { createPostgresRoomLog } from './postgres-room-log.ts'
import type { RoomLog } from './room-log.ts'

const workspaces = fc.integer({ min: 0, max: 2 })
const rooms = fc.integer({ min: 0, max: 2 })
const seqs = fc.integer({ min: 1, max: 30 })
/** Few, so that pushes repeat. */
const contents = fc.integer({ min: 0, max: 12 })

/** Of a room here, so that the same bytes are always judged alike; few enough that all of it happens. */
const quotas = [
  { bytes: 200, reserve: 0 },
  { bytes: 40, reserve: 0 },
  { bytes: 40, reserve: 25 },
] as const

type Step = (log: RoomLog, base: number) => Promise<Result<unknown, unknown>>

const ref = (base: number, workspace: number, room: number) => ({
  workspaceId: workspaceId(base + workspace),
  roomId: roomId(room),
})

/** A snapshot that the log would get: made of what it has, or of an outdated reading. */
const snapshotStep =
  (workspace: number, room: number, outdated: boolean, unreadable: readonly number[]): Step =>
  async (log, base) => {
    const place = ref(base, workspace, room)
    const read = await log.readRooms(place.workspaceId, [place.roomId], 0)
    const content = read.ok ? read.value[0] : undefined
    const last = content?.rows.at(-1)
    if (content === undefined || last === undefined) return read
    const from = content.snapshot?.seq ?? 0
    return log.writeSnapshot(place, {
      seq: last.seq,
      bytes: new Uint8Array(content.rows.length).fill(last.seq),
      base: outdated ? from - 1 : from,
      unreadable: content.rows.map(({ seq }) => seq).filter(seq => unreadable.includes(seq)),
    })
  }

const steps: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 2,
    arbitrary: workspaces.map(
      (workspace): Step =>
        (log, base) =>
          log.createWorkspace(workspaceId(base + workspace)),
    ),
  },
  {
    weight: 8,
    arbitrary: fc.array(fc.tuple(workspaces, rooms, contents), { minLength: 1, maxLength: 8 }).map(
      (pushes): Step =>
        (log, base) =>
          log.append(
            pushes.map(([workspace, room, content]) => ({
              ...ref(base, workspace, room),
              deviceId: deviceId(1),
              bytes: new Uint8Array(content).fill(content),
              quota: quotas[room],
            })),
          ),
    ),
  },
  {
    weight: 4,
    arbitrary: fc
      .tuple(workspaces, rooms, fc.boolean(), fc.array(seqs))
      .map(([workspace, room, outdated, unreadable]) => snapshotStep(workspace, room, outdated, unreadable)),
  },
  {
    weight: 2,
    arbitrary: fc.tuple(workspaces, rooms, fc.array(seqs, { maxLength: 3 })).map(
      ([workspace, room, numbers]): Step =>
        (log, base) =>
          log.quarantine(ref(base, workspace, room), numbers),
    ),
  },
  {
    weight: 2,
    arbitrary: fc
      .tuple(workspaces, rooms, fc.array(fc.nat({ max: 5 }), { maxLength: 4 }), fc.nat({ max: 2 }))
      .map(
        ([workspace, room, clientIds, device]): Step =>
          (log, base) =>
            log.claimClientIds(ref(base, workspace, room), deviceId(device), clientIds),
      ),
  },
  {
    weight: 1,
    arbitrary: fc.tuple(workspaces, rooms).map(
      ([workspace, room]): Step =>
        (log, base) =>
          log.deleteRoom(ref(base, workspace, room)),
    ),
  },
  {
    weight: 1,
    arbitrary: workspaces.map(
      (workspace): Step =>
        (log, base) =>
          log.forgetWorkspace(workspaceId(base + workspace)),
    ),
  },
)

/** Everything a reader can ask, from a few cursors. */
const everything = async (log: RoomLog, base: number) => {
  const ids = [0, 1, 2].map(index => workspaceId(base + index))
  const answers: unknown[] = [plain(await log.heads(ids))]
  for (const id of ids) {
    for (const after of [0, 3, 9]) {
      answers.push(await log.changedRooms(id, after), await log.changedRooms(id, after, { from: 5, to: 8 }))
      answers.push(plain(await log.readRooms(id, [roomId(2), roomId(0), roomId(1)], after)))
    }
    const room = { workspaceId: id, roomId: roomId(1) }
    answers.push(plain(await log.clientIdOwners(room, [0, 1, 2, 3, 4, 5])))
  }
  return answers
}

/** One log gives Buffers, the other not; the bytes are the matter. */
const plain = (value: unknown): unknown => {
  if (value instanceof Uint8Array) return Buffer.from(value).toString('hex')
  if (value instanceof Map) return plain(Object.fromEntries(value))
  if (Array.isArray(value)) return value.map(plain)
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(Object.entries(value).map(([key, part]) => [key, plain(part)]))
}

test('the log in memory and the one in PostgreSQL give the same answers', async () => {
  const postgres = createPostgresRoomLog({ database: await createTestDatabase(), node: null })
  let base = 0
  await fc.assert(
    fc.asyncProperty(fc.array(steps, { minLength: 1, maxLength: 25 }), async run => {
      base += 10
      const memory = createMemoryRoomLog()
      for (const log of [memory, postgres]) await log.createWorkspace(workspaceId(base))
      for (const step of run) {
        const inMemory = await step(memory, base)
        expect(plain(await step(postgres, base))).toEqual(plain(inMemory))
        expect(await everything(postgres, base)).toEqual(await everything(memory, base))
      }
    }),
    { numRuns: Number(process.env['LOG_RUNS'] ?? 12) },
  )
})
