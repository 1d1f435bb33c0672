/** Threads leave one at a time, from rooms beside the person's, and what cannot leave says why. */

import { must } from '@weft/shared/assert.ts'
import { createId, type ThreadId } from '@weft/shared/ids.ts'
import { err, ok } from '@weft/shared/result.ts'
import { testEnv } from '@weft/shared/testing/env.ts'
import { expect, test } from 'vitest'
import { createDatabase } from '../core/database.ts'
import { createDexieConnection } from '../core/dexie-connection.ts'
import { createMemoryEngine, type MemoryEngine } from '../features/testing/memory-engine.ts'
import { createExportSource, type ExportPlace } from './export-wiring.ts'

const say = async (engine: MemoryEngine, words: string): Promise<ThreadId> => {
  const threadId = engine.newThread()
  const args = {
    threadId,
    messageId: createId(engine.env.random, 'msg'),
    parentId: null,
    parts: [{ type: 'text', text: words }],
    createdAt: 1,
  }
  expect(await engine.execute('message.send', args)).toBeNull()
  return threadId
}

interface Wired {
  readonly engine: MemoryEngine
  readonly source: ReturnType<typeof createExportSource>
  readonly opened: MemoryEngine
  readonly asked: readonly string[]
}

const wire = async (
  threads: number,
  options: { readonly isOpen?: boolean; readonly deleted?: readonly number[] } = {},
): Promise<Wired & { readonly ids: readonly ThreadId[] }> => {
  const engine = createMemoryEngine()
  await engine.execute('workspace.found', { roomId: engine.roomId, createdAt: 1 })
  const ids: ThreadId[] = []
  for (let at = 0; at < threads; at += 1) ids.push(await say(engine, `words ${at}`))
  // The same device, opened beside: rooms of their own over one store.
  const opened = createMemoryEngine({ seed: 2, device: engine })
  const asked: string[] = []
  const { workspaceId, roomId } = engine
  const home = { workspaceId, roomId }
  const places: readonly ExportPlace[] = ids.map(id => ({ workspaceId, roomId: id, title: `of ${id}` }))
  const source = createExportSource(
    {
      parts: {
        beside: () => ({ ...opened, expectAbsent: () => undefined }),
        connection: createDexieConnection(createDatabase({ first: {} }, 'never opened'), testEnv(1)),
        isDeleted: async ref => (options.deleted ?? []).some(at => ids[at] === ref.roomId),
        rooms: engine.rooms,
        workspaces: {
          identity: () => ({ ...home, slot: engine.slot, workspaces: [home] }),
          isOpen: () => options.isOpen ?? true,
        },
      },
      places: async () => places,
      attachments: {
        read: async (_workspace, id) => {
          asked.push(`read ${id}`)
          return asked.length > 2 ? ok(new Uint8Array([1])) : err({ type: 'attachment-missing' })
        },
        fetch: async () => {
          asked.push('fetch')
          return ok(undefined)
        },
      },
    },
    { type: 'everything' },
  )
  return { engine, source, opened, asked, ids }
}

test('every thread comes once, then there are no more', async () => {
  const { source, ids } = await wire(12)
  expect(await source.start()).toEqual({ threads: 12, folders: [] })
  const came: string[] = []
  for (let next = await source.next(); next.type !== 'end'; next = await source.next())
    came.push(next.type === 'thread' ? next.read.thread.id : next.type)
  expect(came).toEqual(ids)
  expect(await source.next()).toEqual({ type: 'end' })
})

test('no room is kept open, and none of the person’s is closed', async () => {
  const { engine, opened, source, ids } = await wire(20)
  const looked = ids.slice(0, 6)
  for (const roomId of looked) await engine.rooms.open({ workspaceId: engine.workspaceId, roomId })
  for (let next = await source.next(); next.type !== 'end'; next = await source.next()) {
    const open = ids.filter(roomId => opened.rooms.peek({ workspaceId: engine.workspaceId, roomId }) !== null)
    expect(open).toEqual([])
  }
  for (const roomId of looked)
    expect(engine.rooms.peek({ workspaceId: engine.workspaceId, roomId })).not.toBeNull()
})

test('a thread whose key does not open, or that was deleted meanwhile, says so and stops nothing', async () => {
  const locked = await wire(1, { isOpen: false })
  expect(await locked.source.next()).toMatchObject({ type: 'closed', reason: 'key-unopenable' })
  const { source } = await wire(2, { deleted: [0] })
  expect(await source.next()).toMatchObject({ type: 'closed', reason: 'room-deleted' })
  expect(await source.next()).toMatchObject({ type: 'thread' })
})

test('a file that is not here is brought first', async () => {
  const { engine, source, asked } = await wire(0)
  const attachmentId = createId(engine.env.random, 'att')
  const bytes = await source.file(engine.workspaceId, { attachmentId, size: 1 })
  expect(must(bytes.ok ? bytes.value : null, 'bytes')).toEqual(new Uint8Array([1]))
  expect(asked).toEqual([`read ${attachmentId}`, 'fetch', `read ${attachmentId}`])
})
