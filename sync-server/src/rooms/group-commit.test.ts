import { err, ok, type Result } from '@weft/shared/result.ts'
import { testClock } from '@weft/shared/testing/env.ts'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { deviceId, roomId, workspaceId } from '../testing/ids.ts'
import { createGroupCommit, type GroupCommitLimits } from './group-commit.ts'
import { createMemoryRoomLog } from './memory-room-log.ts'
import type { Appended, LogError, PushedUpdate, RoomLog } from './room-log.ts'

const update = (size: number, mark = 0): PushedUpdate => ({
  workspaceId: workspaceId(1),
  roomId: roomId(1),
  deviceId: deviceId(1),
  bytes: new Uint8Array(size).fill(mark),
})

type Outcome = Result<readonly Appended[], LogError>

/** A log whose commits end when the test says so. */
const heldLog = () => {
  const batches: (readonly PushedUpdate[])[] = []
  const pending: ((outcome: Outcome) => void)[] = []
  let seq = 0
  const log: Pick<RoomLog, 'append'> = {
    append: updates => {
      batches.push(updates)
      return new Promise(resolve => void pending.push(resolve))
    },
  }
  const commit = async (failure?: LogError): Promise<void> => {
    const count = batches.at(-pending.length)?.length ?? 0
    const stored = Array.from(
      { length: count },
      () => ({ type: 'stored', seq: (seq += 1), repeated: false }) as const,
    )
    pending.shift()?.(failure === undefined ? ok(stored) : err(failure))
    await turn()
  }
  return { log, batches, commit }
}

/** Every microtask that is due has run. */
const turn = (): Promise<void> => new Promise(resolve => void setImmediate(resolve))

const limits = (overrides: Partial<GroupCommitLimits> = {}): GroupCommitLimits => ({
  batchRows: 4,
  batchBytes: 100,
  queuedRows: 8,
  queuedBytes: 1_000,
  ...overrides,
})

test('what comes while a commit is under way goes with the next one', async () => {
  const { log, batches, commit } = heldLog()
  const group = createGroupCommit(log, limits())
  const first = [group.append(update(1)), group.append(update(1))]
  await turn()
  const second = [group.append(update(1)), group.append(update(1)), group.append(update(1))]
  await turn()
  expect(batches.map(batch => batch.length)).toEqual([2])
  await commit()
  expect(await Promise.all(first)).toMatchObject([{ value: { seq: 1 } }, { value: { seq: 2 } }])
  expect(batches.map(batch => batch.length)).toEqual([2, 3])
  await commit()
  expect(await Promise.all(second)).toMatchObject([
    { value: { seq: 3 } },
    { value: { seq: 4 } },
    { value: { seq: 5 } },
  ])
})

const paced = () => {
  const held = heldLog()
  const clock = testClock()
  const bounds = { batchRows: 100, queuedRows: 100, queuedBytes: 1e6, batchBytes: 1e6 }
  const group = createGroupCommit(held.log, bounds, { clock, every: 8, enoughRows: 3 })
  return { ...held, clock, group, sizes: () => held.batches.map(batch => batch.length) }
}

test('under a pace the first commit begins at once, and a small one that follows waits for company', async () => {
  const { commit, clock, group, sizes } = paced()
  void group.append(update(1))
  await turn()
  await commit()
  void group.append(update(1))
  await turn()
  clock.advance(7)
  void group.append(update(1))
  await turn()
  expect(sizes()).toEqual([1])
  clock.advance(1)
  await turn()
  expect(sizes()).toEqual([1, 2])
})

test('a batch that is worth a commit does not wait, and neither does a stop', async () => {
  const { commit, group, sizes } = paced()
  void group.append(update(1))
  await turn()
  await commit()
  void group.append(update(1))
  void group.append(update(1))
  await turn()
  expect(sizes()).toEqual([1])
  void group.append(update(1))
  await turn()
  expect(sizes()).toEqual([1, 3])
  await commit()
  void group.append(update(1))
  await turn()
  expect(sizes()).toEqual([1, 3])
  const stopped = group.stop()
  await turn()
  expect(sizes()).toEqual([1, 3, 1])
  await commit()
  await stopped
})

test('nothing is told before the commit has returned', async () => {
  const { log, commit } = heldLog()
  const group = createGroupCommit(log, limits())
  let told = false
  void group.append(update(1)).then(() => {
    told = true
  })
  await turn()
  expect(told).toBe(false)
  await commit()
  expect(told).toBe(true)
})

test('a batch is bounded in rows and bytes, and an update larger than a batch goes alone', async () => {
  const { log, batches, commit } = heldLog()
  const group = createGroupCommit(log, limits())
  for (const size of [1, 1, 1, 1, 1, 60, 60, 500]) void group.append(update(size))
  await turn()
  for (let round = 0; round < 4; round += 1) await commit()
  expect(batches.map(batch => batch.map(({ bytes }) => bytes.length))).toEqual([
    [1, 1, 1, 1],
    [1, 60],
    [60],
    [500],
  ])
})

test('a failed commit fails its own updates with its reason and no others', async () => {
  const { log, commit } = heldLog()
  const group = createGroupCommit(log, limits({ batchRows: 1 }))
  const [first, second] = [group.append(update(1)), group.append(update(1))]
  await turn()
  const failure: LogError = { type: 'outcome-unknown', cause: 'the connection broke' }
  await commit(failure)
  await commit()
  expect(await first).toEqual(err(failure))
  expect(await second).toMatchObject({ ok: true })
})

test.each([
  ['rows', limits({ queuedRows: 3 }), 1],
  ['bytes', limits({ queuedBytes: 90 }), 30],
])('a full queue refuses at once and says when there is room (%s)', async (_, bounds, size) => {
  const { log, commit } = heldLog()
  const group = createGroupCommit(log, { ...bounds, batchRows: 1 })
  void group.append(update(size))
  await turn()
  for (let waiting = 0; waiting < 3; waiting += 1) void group.append(update(size))
  expect(await group.append(update(size))).toEqual(err({ type: 'queue-full' }))
  let free = false
  const whenFree = group.whenFree().then(() => {
    free = true
  })
  await turn()
  expect(free).toBe(false)
  await commit()
  await whenFree
  void group.append(update(size))
  await turn()
  for (let round = 0; round < 4; round += 1) await commit()
  await group.whenFree()
})

test('stopping answers everything that was taken and takes nothing more', async () => {
  const { log, commit } = heldLog()
  const group = createGroupCommit(log, limits({ batchRows: 1 }))
  const taken = [group.append(update(1)), group.append(update(1))]
  let stopped = false
  const stop = group.stop().then(() => {
    stopped = true
  })
  expect(await group.append(update(1))).toEqual(err({ type: 'log-stopped' }))
  await commit()
  expect(stopped).toBe(false)
  await commit()
  await stop
  expect(await Promise.all(taken)).toMatchObject([{ ok: true }, { ok: true }])
})

test('whatever the sizes and the limits, every update gets the number of its own bytes', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.nat({ max: 300 }), { minLength: 1, maxLength: 60 }),
      fc.integer({ min: 1, max: 10 }),
      async (sizes, batchRows) => {
        const log = createMemoryRoomLog()
        await log.createWorkspace(workspaceId(1))
        const group = createGroupCommit(log, limits({ batchRows, queuedRows: 100, queuedBytes: 1e6 }))
        const appended = await Promise.all(sizes.map((size, index) => group.append(update(size + 1, index))))
        const read = await log.readRooms(workspaceId(1), [roomId(1)], 0)
        const rows = read.ok ? (read.value[0]?.rows ?? []) : []
        expect(rows.map(({ bytes }) => bytes)).toEqual(
          sizes.map((size, index) => update(size + 1, index).bytes),
        )
        expect(
          appended.map(result => result.ok && result.value.type === 'stored' && result.value.seq),
        ).toEqual(rows.map(({ seq }) => seq))
      },
    ),
    { numRuns: 100 },
  )
})
