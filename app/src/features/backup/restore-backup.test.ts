/** Several threads of a backup under way at once: whatever ends first, the same is here, and the report says what is. */

import { must } from '@weft/shared/assert.ts'
import { createId, ThreadId } from '@weft/shared/ids.ts'
import { err } from '@weft/shared/result.ts'
import { testRandom } from '@weft/shared/testing/env.ts'
import * as fc from 'fast-check'
import { beforeAll, describe, expect, it } from 'vitest'
import { createMemoryEngine } from '../testing/memory-engine.ts'
import { readPortable } from '../transfer/read-portable.ts'
import type { PortableThread } from '../transfer/portable-thread.ts'
import type { RestoreTarget } from './restore-backup.ts'
import { backUp, memoryDevice, type MemoryDevice, restoreInto } from './testing/memory-backup.ts'

const random = testRandom(61)
const threadIds = Array.from({ length: 40 }, () => createId(random, 'thr'))
const bare = { withKeys: false, withDeleted: false }

const createDevice = async (seed: number): Promise<MemoryDevice> => {
  const engine = createMemoryEngine({ seed })
  await engine.execute('workspace.found', { roomId: engine.roomId, createdAt: 1 })
  return memoryDevice(engine)
}

const threadsOf = async ({ engine }: MemoryDevice): Promise<ReadonlyMap<ThreadId, PortableThread>> => {
  const threads = new Map<ThreadId, PortableThread>()
  for (const id of threadIds) {
    const view = await engine.view(id)
    if (view.header !== null) threads.set(id, readPortable(view, id).thread)
  }
  return threads
}

const say = (device: MemoryDevice, threadId: ThreadId, text: string): Promise<unknown> =>
  device.engine.execute('message.send', {
    threadId,
    messageId: createId(random, 'msg'),
    parentId: null,
    parts: [{ type: 'text', text }],
    createdAt: 1,
  })

let source: MemoryDevice
let file: Uint8Array

beforeAll(async () => {
  source = await createDevice(1)
  for (const [place, threadId] of threadIds.entries())
    for (let at = 0; at <= place % 2; at += 1) await say(source, threadId, `${place}, ${at}`)
  file = await backUp(source)
})

/** Each call of the target ends when the scheduler says so. */
const slowed =
  (scheduler: fc.Scheduler) =>
  (target: RestoreTarget): RestoreTarget => ({
    ...target,
    view: async room => {
      await scheduler.schedule(Promise.resolve(), 'view')
      return target.view(room)
    },
    execute: async (name, args) => {
      await scheduler.schedule(Promise.resolve(), name)
      return target.execute(name, args)
    },
  })

const inFile = async (): Promise<readonly string[]> => {
  const rooms = await source.engine.store.rooms()
  return must(rooms.ok ? rooms.value : null, 'rooms')
    .map(({ roomId }) => roomId)
    .filter(id => ThreadId.safeParse(id).success)
}

describe('threads of a backup, several at a time', () => {
  it('end in any order, and the same is here', async () => {
    await fc.assert(
      fc.asyncProperty(fc.scheduler(), async scheduler => {
        const device = await createDevice(2)
        const told: number[] = []
        const restoring = restoreInto(device, file, { ...bare, over: slowed(scheduler), told })
        const report = await scheduler.waitFor(restoring)
        expect(report).toMatchObject({
          ending: { type: 'whole' },
          threads: { added: threadIds.length, extended: 0, same: 0 },
        })
        expect(await threadsOf(device)).toEqual(await threadsOf(source))
        // The bar never goes back, and is full at the end.
        expect(told).toEqual(told.toSorted((a, b) => a - b))
        expect(told.at(-1)).toBe(file.length)
      }),
      { numRuns: 8 },
    )
  })

  it('are begun in the order of the file', async () => {
    const device = await createDevice(2)
    const asked: string[] = []
    const over = (target: RestoreTarget): RestoreTarget => ({
      ...target,
      view: room => {
        asked.push(room.roomId)
        return target.view(room)
      },
    })
    await restoreInto(device, file, { ...bare, over })
    expect(asked).toEqual(await inFile())
  })

  it('that are long come part by part, each merged with what the one before has brought', async () => {
    const [long, short] = threadIds.toSorted()
    const first = await createDevice(1)
    for (const at of [0, 1, 2]) await say(first, must(long, 'a thread'), `${at} `.repeat(450_000))
    await say(first, must(short, 'a thread'), 'short')
    const second = await createDevice(2)
    const calls: string[] = []
    const isRead = Promise.withResolvers<void>()
    const over = (target: RestoreTarget): RestoreTarget => ({
      ...target,
      view: room => {
        if (room.roomId === long) calls.push('look')
        if (room.roomId === short) isRead.resolve()
        return target.view(room)
      },
      execute: async (name, args) => {
        // All parts of the long one are read by then.
        await isRead.promise
        const done = await target.execute(name, args)
        if ('threadId' in args && args.threadId === long) calls.push(name)
        return done
      },
    })
    const report = await restoreInto(second, await backUp(first), { ...bare, over })
    expect(calls.filter(call => call === 'look').length).toBeGreaterThan(1)
    // What a part finds is all that the one before has written.
    for (const [at, call] of calls.entries())
      if (call === 'look' && at > 0) expect(calls[at - 1]).not.toBe('look')
    expect(report).toMatchObject({ messages: 4, threads: { added: 2, extended: 0, same: 0 } })
    expect(await threadsOf(second)).toEqual(await threadsOf(first))
  })

  it('do not move the bar past the first that is not done', async () => {
    const first = await createDevice(1)
    for (const threadId of threadIds.slice(0, 30))
      await say(first, threadId, Buffer.from(random.bytes(20_000)).toString('base64'))
    const second = await createDevice(2)
    const told: number[] = []
    const others = Promise.withResolvers<void>()
    let done = 0
    let toldMeanwhile: readonly number[] = []
    const [held] = await inFile()
    const over = (target: RestoreTarget): RestoreTarget => ({
      ...target,
      view: async room => {
        if (room.roomId === held) {
          await others.promise
          toldMeanwhile = [...told]
        }
        return target.view(room)
      },
      execute: async (name, args) => {
        const executed = await target.execute(name, args)
        done += 1
        if (done === 25) others.resolve()
        return executed
      },
    })
    const large = await backUp(first)
    await restoreInto(second, large, { ...bare, over, told })
    expect(toldMeanwhile.length).toBeGreaterThan(20)
    expect(toldMeanwhile.at(-1)).toBe(toldMeanwhile[0])
    expect(told.at(-1)).toBe(large.length)
  })

  it('that were begun when it is stopped come whole, and no others', async () => {
    await fc.assert(
      fc.asyncProperty(fc.scheduler(), fc.integer({ min: 1, max: 20 }), async (scheduler, stopAfter) => {
        const device = await createDevice(2)
        const restoring = restoreInto(device, file, { ...bare, over: slowed(scheduler), stopAfter })
        const stopped = await scheduler.waitFor(restoring)
        expect(stopped.ending).toEqual({ type: 'stopped' })
        const here = await threadsOf(device)
        expect(here.size).toBe(stopped.threads.added)
        expect(here.size).toBeLessThan(threadIds.length)
        const rest = await restoreInto(device, file)
        expect(rest.threads.added).toBe(threadIds.length - here.size)
        expect(await threadsOf(device)).toEqual(await threadsOf(source))
      }),
      { numRuns: 8 },
    )
  })

  it('that this device refuses are named in the order of the file, and the others come', async () => {
    const refused = [threadIds[31], threadIds[7], threadIds[8]].map(id => must(id, 'a thread'))
    await fc.assert(
      fc.asyncProperty(fc.scheduler(), async scheduler => {
        const device = await createDevice(2)
        const over = (target: RestoreTarget): RestoreTarget =>
          slowed(scheduler)({
            ...target,
            execute: async (name, args) =>
              'threadId' in args && refused.some(id => id === args.threadId)
                ? err({ type: 'room-busy' })
                : target.execute(name, args),
          })
        const report = await scheduler.waitFor(restoreInto(device, file, { ...bare, over }))
        const all = await source.engine.store.rooms()
        const listed = must(all.ok ? all.value : null, 'rooms').map(({ roomId }) => String(roomId))
        expect(report.failed).toEqual(
          refused
            .toSorted((a, b) => listed.indexOf(a) - listed.indexOf(b))
            .map(threadId => ({ threadId, reason: 'room-busy' })),
        )
        expect(report).toMatchObject({ ending: { type: 'whole' }, threads: { added: 37, same: 0 } })
        expect((await threadsOf(device)).size).toBe(37)
      }),
      { numRuns: 6 },
    )
  })

  it('end it where the device cannot store, also the last one that is read', async () => {
    for (const broken of [threadIds[0], threadIds[39]]) {
      const device = await createDevice(2)
      const over = (target: RestoreTarget): RestoreTarget => ({
        ...target,
        execute: async (name, args) =>
          'threadId' in args && args.threadId === broken
            ? err({ type: 'storage-full' })
            : target.execute(name, args),
      })
      const report = await restoreInto(device, file, { ...bare, over })
      expect(report.ending).toEqual({ type: 'not-stored', error: { type: 'storage-full' } })
      expect((await threadsOf(device)).size).toBe(report.threads.added)
    }
  })
})
