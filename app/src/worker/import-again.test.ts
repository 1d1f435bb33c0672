/** Importing twice changes nothing that the person has changed, and nothing comes back that the person has deleted. */

import { must } from '@weft/shared/assert.ts'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { lineOf } from '../features/import/testing/imported-threads.ts'
import {
  bringThreads,
  closeDevices,
  deleteFolder,
  lastImport,
  openDevice,
  rowsIn,
} from './testing/importing-device.ts'

vi.setConfig({ testTimeout: 60_000 })
afterEach(closeDevices)

const folder = { sourceId: 'weaving', name: 'Weaving' }
const inFolder = (name: string, length: number) => lineOf(name, length, { folder, pinned: true })

describe('a second import', () => {
  it('leaves titles, stars and folders as the person has them, also where the folder is gone', async () => {
    const device = await openDevice()
    await bringThreads(device, [inFolder('a', 2), inFolder('b', 2)])
    const { threads, folders } = await rowsIn(device)
    const made = must(folders[0], 'the folder')
    expect(threads.map(({ folderId, shelf }) => [folderId, shelf])).toEqual(
      threads.map(() => [made.id, 'pinned']),
    )
    const { workspaceId, roomId: threadId } = must(
      threads.find(({ title }) => title === 'About a'),
      'a thread',
    )
    const run = (name: string, args: object) =>
      device.parts.commands.execute(name, { workspaceId, threadId, ...args })
    await run('thread.rename', { title: 'Mine' })
    await run('thread.pin', { pinned: false })
    await run('thread.move', { folderId: null })
    await deleteFolder(device, made)
    const before = await rowsIn(device)
    await bringThreads(device, [inFolder('a', 2), inFolder('b', 2)])
    expect(await rowsIn(device)).toEqual(before)
    expect(await lastImport(device)).toMatchObject({ report: [], row: { folders: [] } })

    // One has grown and one is new.
    await bringThreads(device, [inFolder('a', 3), inFolder('b', 2), inFolder('c', 2)])
    const after = await rowsIn(device)
    expect(after.folders).toEqual([])
    expect(after.threads.find(({ roomId }) => roomId === threadId)).toMatchObject({
      title: 'Mine',
      shelf: 'active',
      messageCount: 3,
    })
    expect(after.threads.find(({ title }) => title === 'About c')?.folderId ?? null).toBeNull()
    expect(await lastImport(device)).toMatchObject({
      report: [{ reason: 'folder-deleted', kept: true, thread: 'About c', detail: 'Weaving' }],
      row: { state: 'done', folders: [], counts: { newThreads: 1, grownThreads: 1, newMessages: 3 } },
    })
  })

  it('puts a folder back that only an undo has taken away', async () => {
    const device = await openDevice()
    await bringThreads(device, [inFolder('a', 2)])
    const first = await rowsIn(device)
    const { row } = await lastImport(device)
    expect(await device.imports.undo(row.id)).toMatchObject({ ok: true })
    expect((await rowsIn(device)).folders).toEqual([])
    const [thread] = first.threads
    const { workspaceId, roomId: threadId } = must(thread, 'a thread')
    const { roomId } = device.parts.workspaces.identity()
    await device.parts.commands.execute('thread.forget', { workspaceId, roomId, threadId, forgottenAt: 5 })
    await bringThreads(device, [inFolder('a', 2)])
    const again = await rowsIn(device)
    expect(again.folders.map(({ id, name }) => [id, name])).toEqual(
      first.folders.map(({ id, name }) => [id, name]),
    )
    expect(again.threads.map(({ folderId }) => folderId)).toEqual(first.folders.map(({ id }) => id))
    expect((await lastImport(device)).report).toEqual([])
    // And then the person deletes it, and it stays deleted.
    await deleteFolder(device, must(again.folders[0], 'the folder'))
    await bringThreads(device, [inFolder('d', 2)])
    expect((await rowsIn(device)).folders).toEqual([])
    expect((await lastImport(device)).report).toMatchObject([{ reason: 'folder-deleted' }])
  })
})
