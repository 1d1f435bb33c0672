/**
 * Two devices and a server that only numbers: one deletes a thread for good while the other goes on writing into it,
 * crashes, and hears of it late. The thread goes, and what nobody had seen is in Trash.
 */

import { must } from '@weft/shared/assert.ts'
import { createId, type MessageId, type RoomId, type ThreadId } from '@weft/shared/ids.ts'
import { err, ok } from '@weft/shared/result.ts'
import { testRandom } from '@weft/shared/testing/env.ts'
import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { createMemoryStore } from '../../core/memory-store.ts'
import type { RoomRef } from '../../core/room-ref.ts'
import { createMemoryEngine, keyOfMemoryRow, type MemoryEngine } from '../testing/memory-engine.ts'
import { createDeletions, type Deletions } from './deletions.ts'
import type { RecoveredCopy } from './recovered-copy.ts'

const epoch = 'e'

interface Numbered {
  readonly roomId: RoomId
  readonly number: number
  readonly bytes: Uint8Array
}

interface Device {
  engine: MemoryEngine
  deletions: Deletions
  /** Everything of the server up to this number has come. */
  seen: number
  readonly notes: RecoveredCopy[]
  readonly left: (readonly [ThreadId, ThreadId | null])[]
  /** One of the next steps of the device's storage fails, as in a crash. */
  failIn: number | null
}

const createWorld = () => {
  const server: Numbered[] = []
  const work = new Set<Promise<unknown>>()

  const start = (device: Device, seed: number, before?: MemoryEngine): void => {
    const step = (): void => {
      if (device.failIn === null) return
      device.failIn -= 1
      if (device.failIn >= 0) return
      device.failIn = null
      throw new Error('injected')
    }
    const store = before?.store ?? createMemoryStore(keyOfMemoryRow, step)
    const slot = before?.slot ?? createMemoryEngine({ seed }).slot
    const engine = createMemoryEngine({
      seed,
      device: { store, slot },
      announce: room => {
        if (device.engine === engine) work.add(device.deletions.logGrew(room))
      },
    })
    const fallible = <T>(action: () => T) => {
      try {
        step()
        return ok(action())
      } catch {
        return err({ type: 'storage-failed' as const })
      }
    }
    device.engine = engine
    device.deletions = createDeletions({
      store: engine.store,
      rooms: engine.rooms,
      commands: engine.commands,
      documents: () => [{ workspaceId: engine.workspaceId, roomId: engine.roomId }],
      leavings: {
        noteCopy: async copy =>
          fallible(() => {
            const noted = device.notes.find(
              note => note.threadId === copy.threadId && note.through === copy.through,
            )
            if (!noted) device.notes.push(copy)
            return noted ?? copy
          }),
        leave: async (threadId, copyId) => fallible(() => void device.left.push([threadId, copyId])),
      },
      env: engine.env,
    })
  }

  const create = async (seed: number): Promise<Device> => {
    // The engine is put in at once; a device that restarts gets another.
    const device = { seen: 0, notes: [], left: [], failIn: null } as unknown as Device
    start(device, seed)
    await device.engine.store.enterEpoch(device.engine.workspaceId, { epoch, head: null })
    return device
  }

  /** Until nothing that a commit has begun is under way. */
  const rest = async (): Promise<void> => {
    for (const each of work) {
      await each
      work.delete(each)
    }
  }

  const refOf = (device: Device, roomId: RoomId): RoomRef => ({
    workspaceId: device.engine.workspaceId,
    roomId,
  })

  const push = async (device: Device): Promise<void> => {
    const waiting = await device.engine.store.waitingRooms(device.engine.workspaceId)
    for (const { roomId } of waiting.ok ? waiting.value : []) {
      const ref = refOf(device, roomId)
      const rows = await device.engine.store.outbox(ref, 0, Number.POSITIVE_INFINITY)
      for (const { number: row, bytes } of rows.ok ? rows.value : []) {
        server.push({ roomId, number: server.length + 1, bytes })
        await device.engine.store.acknowledge({ ...ref, rows: [row], serverNumber: server.length, epoch })
      }
    }
  }

  const page = async (device: Device, updates: readonly Numbered[]): Promise<void> => {
    for (const { roomId, number, bytes } of updates) {
      await device.engine.rooms.storeRoom({
        ...refOf(device, roomId),
        updates: [{ number, bytes }],
        cursor: { type: 'page', epoch, number, done: [], syncedAt: null },
      })
      await rest()
    }
  }

  return {
    server,
    create,
    rest,
    push,
    page,
    pull: async (device: Device): Promise<void> => {
      await page(device, server.slice(device.seen))
      device.seen = server.length
    },
    restart: async (device: Device, seed: number): Promise<void> => {
      await rest()
      device.failIn = null
      start(device, seed, device.engine)
    },
  }
}

type World = ReturnType<typeof createWorld>

const say = async ({ engine }: Device, threadId: ThreadId, words: string): Promise<string | null> => {
  const messageId: MessageId = createId(engine.env.random, 'msg')
  const parts = [{ type: 'text', text: words }]
  return engine.execute('message.send', {
    threadId,
    messageId,
    parentId: null,
    parts,
    createdAt: engine.env.clock.now(),
  })
}

const wordsIn = ({ engine }: Device, threadId: ThreadId): readonly string[] =>
  engine.rows('messages').flatMap(row => (row.roomId === threadId ? [JSON.stringify(row.parts)] : []))

const forget = ({ engine }: Device, threadId: ThreadId): Promise<string | null> =>
  engine.execute('thread.forget', { roomId: engine.roomId, threadId, forgottenAt: engine.env.clock.now() })

/** Two devices that both hold one thread, with nothing waiting. */
const begin = async (world: World) => {
  const phone = await world.create(1)
  const desk = await world.create(2)
  const { engine } = phone
  await engine.execute('workspace.found', { roomId: engine.roomId, createdAt: 1 })
  const threadId = engine.newThread()
  await say(phone, threadId, 'first')
  await world.push(phone)
  await world.pull(phone)
  await world.pull(desk)
  return { phone, desk, threadId }
}

const isHere = async ({ engine }: Device, threadId: ThreadId): Promise<boolean> => {
  const rooms = must(await engine.store.rooms().then(all => (all.ok ? all.value : null)), 'rooms')
  const rows = [...engine.rows('threads'), ...engine.rows('messages')]
  return rooms.some(room => room.roomId === threadId) || rows.some(row => row.roomId === threadId)
}

const trashed = ({ engine }: Device) => engine.rows('threads').filter(row => row.shelf === 'trash')

describe('a thread deleted for good on another device', () => {
  it('goes with all it holds, without a copy where nothing was unseen', async () => {
    const world = createWorld()
    const { phone, desk, threadId } = await begin(world)
    await forget(phone, threadId)
    await world.push(phone)
    await world.pull(desk)
    expect(await isHere(desk, threadId)).toBe(false)
    expect(desk.left).toEqual([[threadId, null]])
    expect(trashed(desk)).toEqual([])
  })

  it('is not brought back by a late page, a live frame or a message', async () => {
    const world = createWorld()
    const { phone, desk, threadId } = await begin(world)
    await forget(phone, threadId)
    await world.push(phone)
    await world.pull(desk)
    const late = world.server.filter(({ roomId }) => roomId === threadId)
    expect(late.length).toBeGreaterThan(0)
    await world.page(desk, late)
    expect(await isHere(desk, threadId)).toBe(false)
    for (const { bytes } of late) await desk.engine.receive(threadId, bytes)
    expect(await say(desk, threadId, 'more')).toBe('room-deleted')
    await world.rest()
    expect(await isHere(desk, threadId)).toBe(false)
  })

  it('is swept at the start when its deletion came while nobody looked', async () => {
    const world = createWorld()
    const { phone, desk, threadId } = await begin(world)
    await forget(phone, threadId)
    await world.push(phone)
    const deaf = desk.deletions
    desk.deletions = { ...deaf, logGrew: async () => undefined }
    await world.pull(desk)
    expect(await isHere(desk, threadId)).toBe(true)
    await world.restart(desk, 12)
    await desk.deletions.sweep()
    expect(await isHere(desk, threadId)).toBe(false)
  })

  it.each([
    ['that no server has', false],
    ['that the server got after the deletion', true],
  ])('leaves a copy in Trash of writes %s', async (_, pushesFirst) => {
    const world = createWorld()
    const { phone, desk, threadId } = await begin(world)
    await say(desk, threadId, 'unseen')
    await forget(phone, threadId)
    await world.push(phone)
    // What a device does when it is online again: it sends first, and hears of the deletion in the answer.
    if (pushesFirst) await world.push(desk)
    await world.pull(desk)
    expect(await isHere(desk, threadId)).toBe(false)
    const [copy, ...more] = trashed(desk)
    expect(more).toEqual([])
    expect(copy).toMatchObject({ recovered: true, messageCount: 2 })
    expect(desk.notes).toMatchObject([{ threadId, copyId: copy?.roomId, changes: 1 }])
    expect(desk.left).toEqual([[threadId, copy?.roomId]])
    expect(await desk.engine.execute('thread.trash', { threadId: copy?.roomId, trashedAt: null })).toBeNull()
  })

  it('leaves in the copy also what another tab writes while the thread is going', async () => {
    const world = createWorld()
    const { phone, desk, threadId } = await begin(world)
    await say(desk, threadId, 'unseen')
    await forget(phone, threadId)
    await world.push(phone)
    const { engine } = desk
    const deletions = createDeletions({
      store: engine.store,
      rooms: engine.rooms,
      commands: engine.commands,
      documents: () => [{ workspaceId: engine.workspaceId, roomId: engine.roomId }],
      leavings: {
        noteCopy: async copy => ok(copy),
        leave: async () => {
          if (desk.left.length === 0) await say(desk, threadId, 'meanwhile')
          desk.left.push([threadId, null])
          return ok(undefined)
        },
      },
      env: engine.env,
    })
    desk.deletions = { ...deletions, logGrew: async () => undefined }
    await world.pull(desk)
    await deletions.sweep()
    expect(await isHere(desk, threadId)).toBe(false)
    const kept = trashed(desk).flatMap(({ roomId }) => wordsIn(desk, roomId))
    expect(kept.join()).toContain('meanwhile')
  })

  it('loses nothing unseen, whatever crashes on the way, and makes one copy of the same writes', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.constantFrom('say', 'push', 'late', 'again'), { maxLength: 6 }),
        fc.array(fc.nat(40), { maxLength: 5 }),
        async (acts, crashes) => {
          const world = createWorld()
          const { phone, desk, threadId } = await begin(world)
          let said = 0
          const unseen: string[] = []
          await forget(phone, threadId)
          await world.push(phone)
          const deletedAt = world.server.length
          for (const act of acts) {
            if (act === 'say') {
              said += 1
              if ((await say(desk, threadId, `words ${said}`)) === null) unseen.push(`words ${said}`)
            }
            if (act === 'push') await world.push(desk)
            if (act === 'late')
              await world.page(
                desk,
                world.server.filter(({ roomId }) => roomId === threadId),
              )
            if (act === 'again') await world.restart(desk, 20 + said)
          }
          // The deletion comes; the device crashes while it acts on it, some times over.
          let seed = 40
          for (const steps of crashes) {
            desk.failIn = steps
            await world.page(desk, world.server.slice(0, deletedAt))
            await world.restart(desk, (seed += 1))
            desk.failIn = steps
            await desk.deletions.sweep()
            await world.restart(desk, (seed += 1))
          }
          await world.page(desk, world.server)
          await desk.deletions.sweep()
          await world.rest()
          expect(await isHere(desk, threadId)).toBe(false)
          const copies = trashed(desk)
          expect(copies.length).toBe(unseen.length > 0 ? 1 : 0)
          const kept = copies.flatMap(({ roomId }) => wordsIn(desk, roomId)).join()
          for (const words of unseen) expect(kept).toContain(words)
        },
      ),
      { seed: 7, numRuns: Number(process.env['DELETION_RUNS'] ?? 25) },
    )
  }, 60_000)
})

it('a deletion that is repeated writes no update', async () => {
  const engine = createMemoryEngine()
  await engine.execute('workspace.found', { roomId: engine.roomId, createdAt: 1 })
  const threadId = createId(testRandom(3), 'thr')
  const args = { roomId: engine.roomId, threadId, forgottenAt: 5 }
  await engine.execute('thread.forget', args)
  const document = { workspaceId: engine.workspaceId, roomId: engine.roomId }
  const before = await engine.store.load(document)
  expect(await engine.execute('thread.forget', args)).toBeNull()
  expect(await engine.store.load(document)).toEqual(before)
})
