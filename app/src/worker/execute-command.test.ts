/** What is done to many threads at once, beside what a person does to one of them meanwhile. */

import 'fake-indexeddb/auto'
import { systemEnv, systemRandom } from '@weft/shared/env.ts'
import { createId, type ThreadId } from '@weft/shared/ids.ts'
import { afterEach, expect, it } from 'vitest'
import { createDexieConnection } from '../core/dexie-connection.ts'
import type { Runs } from '../features/runs/runs.ts'
import type { ThreadRow } from '../features/threads/tables.ts'
import type { Pace } from './command-map.ts'
import { besideForMany, executeCommand } from './execute-command.ts'
import { closeDevices, openDevice, say } from './testing/importing-device.ts'

afterEach(closeDevices)

const startMany = async (count: number) => {
  const device = await openDevice()
  const { database, parts } = device
  const { workspaceId } = parts.workspaces.identity()
  const many = besideForMany(parts, createDexieConnection(database, systemEnv))
  const deps = {
    ...parts,
    database,
    many,
    attachments: { named: async () => undefined },
    runs: {} as Runs,
  }
  const threads: ThreadId[] = []
  for (let index = 0; index < count; index += 1) {
    const threadId = createId(systemRandom, 'thr')
    await say(device, threadId, `Thread ${index}`)
    threads.push(threadId)
  }
  return {
    threads,
    archive: (threadId: ThreadId, pace: Pace, archived = true) =>
      executeCommand(deps, 'thread.archive', { workspaceId, threadId, archived }, pace),
    rename: (threadId: ThreadId, title: string) =>
      executeCommand(deps, 'thread.rename', { workspaceId, threadId, title }, 'at-once'),
    forget: (threadId: ThreadId) =>
      parts.commands.execute('thread.forget', { ...parts.workspaces.identity(), threadId, forgottenAt: 1 }),
    rows: (): Promise<readonly ThreadRow[]> => database.table('threads').toArray(),
  }
}

it('loses nothing that is done to one of them meanwhile, and can be taken back', async () => {
  const { threads, archive, rename, rows } = await startMany(70)
  const done = await Promise.all(
    threads.flatMap((threadId, index) => [
      archive(threadId, 'in-bulk'),
      ...(index % 3 === 0 ? [rename(threadId, `Renamed ${index}`)] : []),
    ]),
  )
  expect(done.filter(result => !result.ok)).toEqual([])
  const stood = new Map((await rows()).map(row => [row.roomId, row]))
  for (const [index, threadId] of threads.entries()) {
    expect(stood.get(threadId)).toMatchObject({
      shelf: 'archived',
      title: index % 3 === 0 ? `Renamed ${index}` : `Thread ${index}`,
      messageCount: 1,
    })
  }
  await Promise.all(threads.map(threadId => archive(threadId, 'in-bulk', false)))
  expect((await rows()).every(({ shelf }) => shelf === 'active')).toBe(true)
  // One at a time goes on from there.
  await archive(threads[5] as ThreadId, 'at-once')
  expect((await rows()).filter(({ shelf }) => shelf === 'archived').map(({ roomId }) => roomId)).toEqual([
    threads[5],
  ])
})

it('does the others where one was deleted for good', async () => {
  const { threads, archive, forget, rows } = await startMany(12)
  const gone = threads[4] as ThreadId
  expect(await forget(gone)).toMatchObject({ ok: true })
  const done = await Promise.all(threads.map(threadId => archive(threadId, 'in-bulk')))
  expect(done.map(({ ok }) => ok)).toEqual(threads.map(threadId => threadId !== gone))
  expect(done[4]).toMatchObject({ ok: false, error: { type: 'room-deleted' } })
  expect((await rows()).map(({ shelf }) => shelf)).toEqual(Array.from({ length: 11 }, () => 'archived'))
})
