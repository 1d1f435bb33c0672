/** What Weft wrote comes into another workspace, and into its own, with every file: whole engines, export and all. */

import { must } from '@weft/shared/assert.ts'
import { systemRandom } from '@weft/shared/env.ts'
import { AttachmentId, createId, type ThreadId } from '@weft/shared/ids.ts'
import { testRandom } from '@weft/shared/testing/env.ts'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { fixture } from '../features/import/testing/read-fixture.ts'
import type { MessageRow } from '../features/threads/tables.ts'
import {
  attach,
  bring,
  closeDevices,
  deleteFolder,
  type Device,
  exported,
  lastImport,
  openDevice,
  openSister,
  rowsIn,
  say,
} from './testing/importing-device.ts'

vi.setConfig({ testTimeout: 60_000 })
afterEach(closeDevices)

const textOf = ({ parts }: MessageRow): string =>
  parts.flatMap(part => (part.type === 'text' ? [part['text']] : [])).join()

/** What each message has, by its words: names of files and their bytes. */
const filesIn = async (
  device: Device,
): Promise<ReadonlyMap<string, readonly (readonly [string, Buffer])[]>> => {
  const { messages } = await rowsIn(device)
  const { workspaceId } = device.parts.workspaces.identity()
  const found = new Map<string, readonly (readonly [string, Buffer])[]>()
  for (const message of messages) {
    const files: (readonly [string, Buffer])[] = []
    for (const part of message.parts) {
      if (part.type !== 'attachment') continue
      const bytes = await device.parts.blobs.read(workspaceId, AttachmentId.parse(part['attachmentId']))
      files.push([String(part['name']), Buffer.from(must(bytes.ok ? bytes.value : null, 'bytes'))])
    }
    found.set(textOf(message), files)
  }
  return found
}

/** A large file, one that two threads have, an empty one, and one that is an export of another program. */
const attachAll = async (device: Device) => ({
  shared: await attach(device, 'cloth.bin', testRandom(4).bytes(700_000)),
  history: await attach(device, 'history.json', fixture('chatgpt-conversations.json')),
  empty: await attach(device, 'empty.txt', new Uint8Array()),
})

const fill = async (device: Device): Promise<void> => {
  const { shared, history, empty } = await attachAll(device)
  const first = createId(systemRandom, 'thr')
  await say(device, first, 'look at these', [shared, history])
  await say(device, first, 'and at nothing', [empty])
  await say(device, createId(systemRandom, 'thr'), 'the same again', [shared])
  await say(device, createId(systemRandom, 'thr'), 'only words')
}

describe('an export of Weft with its attachments', () => {
  it('comes into another workspace with the bytes of each, under names of that workspace; twice is once', async () => {
    const [first, second] = [await openDevice(), await openDevice()]
    await fill(first)
    const file = await exported(first)
    const looked = await second.reader.look([file], () => undefined)
    expect(looked).toMatchObject({ value: { sources: ['weft'], threads: 3, messages: 4, skippedCount: 0 } })
    const { row, report } = await bring(second, file)
    expect(report).toEqual([])
    expect(row.counts).toMatchObject({ newThreads: 3, newMessages: 4, skipped: 0 })
    expect(await filesIn(second)).toEqual(await filesIn(first))
    expect([...(await filesIn(second)).values()].flat()).toHaveLength(4)
    const [before, after] = [await rowsIn(first), await rowsIn(second)]
    const idsOf = ({ messages }: typeof before) =>
      messages.flatMap(({ id, roomId, attachmentIds = [] }) => [id, roomId, ...attachmentIds])
    expect(idsOf(after).filter(id => idsOf(before).includes(id))).toEqual([])
    const queued = await second.database.blobUploads.toArray()
    expect(new Set(queued.map(({ id }) => id))).toEqual(
      new Set(after.messages.flatMap(({ attachmentIds = [] }) => attachmentIds)),
    )
    const again = await bring(second, file)
    expect(again.row.counts).toMatchObject({ knownThreads: 3, newMessages: 0, files: 0 })
    expect(await rowsIn(second)).toEqual(after)
  })

  it('names each file that the archive does not hold, and keeps its name where it stood', async () => {
    const [first, second] = [await openDevice(), await openDevice()]
    await fill(first)
    const whole = await attach(first, 'lost.png', testRandom(9).bytes(50))
    await say(first, createId(systemRandom, 'thr'), 'look, it is gone', [whole])
    const { workspaceId } = first.parts.workspaces.identity()
    await first.database.blobs.delete([workspaceId, whole.attachmentId])
    const { row, report } = await bring(second, await exported(first))
    expect(report).toEqual([
      { reason: 'file-missing', kept: true, thread: 'look, it is gone', detail: 'lost.png' },
    ])
    expect(row.counts).toMatchObject({ newThreads: 4, skipped: 1 })
    const files = await filesIn(second)
    expect(files.get('look, it is gone,📎 lost.png')).toEqual([])
    expect([...files.values()].flat()).toHaveLength(4)
  })

  it('comes into a device of its own workspace under the names it has there', async () => {
    const first = await openDevice()
    await fill(first)
    const sister = await openSister(first)
    expect((await rowsIn(sister)).threads).toEqual([])
    const { row, report } = await bring(sister, await exported(first))
    expect({ report, files: row.counts.files }).toEqual({ report: [], files: 4 })
    const namesIn = async (device: Device) =>
      (await rowsIn(device)).messages.map(({ id, roomId, parts }) => ({ id, roomId, parts }))
    expect(await namesIn(sister)).toEqual(await namesIn(first))
    expect(await filesIn(sister)).toEqual(await filesIn(first))
  })

  it('keeps the names of files there that the server may have, and says that they are not here', async () => {
    const first = await openDevice()
    await fill(first)
    const sister = await openSister(first)
    const { report } = await bring(sister, await exported(first, false))
    expect(report.map(({ reason, detail }) => `${reason} ${detail}`).toSorted()).toEqual([
      'file-missing cloth.bin',
      'file-missing cloth.bin',
      'file-missing empty.txt',
      'file-missing history.json',
    ])
    const idsIn = async (device: Device) =>
      (await rowsIn(device)).messages.flatMap(({ attachmentIds = [] }) => attachmentIds).toSorted()
    expect(await idsIn(sister)).toEqual(await idsIn(first))
    // Where the files are here without their messages, nothing is missing.
    const another = await openSister(first)
    await attachAll(another)
    expect((await bring(another, await exported(first, false))).report).toEqual([])
    expect(await filesIn(another)).toEqual(await filesIn(first))
  })
})

const createFolder = async ({ parts }: Device, threadId: ThreadId): Promise<void> => {
  const { workspaceId, roomId } = parts.workspaces.identity()
  const folderId = createId(systemRandom, 'fld')
  const made = { workspaceId, roomId, folderId, name: 'Weaving', createdAt: 3 }
  expect(await parts.commands.execute('folder.create', made)).toMatchObject({ ok: true })
  const moved = await parts.commands.execute('thread.move', { workspaceId, threadId, folderId })
  expect(moved).toMatchObject({ ok: true })
}

describe('folders of an export of Weft', () => {
  const told = [{ reason: 'folder-deleted', kept: true, thread: 'in it', detail: 'Weaving' }]
  const fillFolder = async (device: Device): Promise<ThreadId> => {
    const threadId = createId(systemRandom, 'thr')
    await say(device, threadId, 'in it')
    await createFolder(device, threadId)
    return threadId
  }
  const forget = async ({ parts }: Device, threadId: ThreadId): Promise<void> => {
    const { workspaceId, roomId } = parts.workspaces.identity()
    const forgotten = { workspaceId, roomId, threadId, forgottenAt: 5 }
    expect(await parts.commands.execute('thread.forget', forgotten)).toMatchObject({ ok: true })
  }

  it('are made in another workspace, and not again where the person has deleted them', async () => {
    const [first, second] = [await openDevice(), await openDevice()]
    await fillFolder(first)
    const file = await exported(first)
    await bring(second, file)
    const { folders, threads } = await rowsIn(second)
    expect(folders).toMatchObject([{ name: 'Weaving', id: threads[0]?.folderId }])
    expect((await rowsIn(first)).folders.map(({ id }) => id)).not.toContain(folders[0]?.id)
    await deleteFolder(second, must(folders[0], 'the folder'))
    await forget(second, must(threads[0], 'the thread').roomId)
    expect((await bring(second, file)).report).toEqual(told)
    expect(await rowsIn(second)).toMatchObject({ folders: [], threads: [{ title: expect.anything() }] })
    expect((await rowsIn(second)).threads[0]?.folderId ?? null).toBeNull()
  })

  it('are the same ones in their own workspace, and stay deleted there', async () => {
    const first = await openDevice()
    const sisterBefore = await openSister(first)
    const threadId = await fillFolder(first)
    const file = await exported(first)
    const [made] = (await rowsIn(first)).folders
    // The folder has not come to the one, and has to the other, which deletes it.
    await bring(sisterBefore, file)
    expect((await rowsIn(sisterBefore)).threads).toMatchObject([{ roomId: threadId, folderId: made?.id }])
    expect((await lastImport(sisterBefore)).row.folders).toEqual([])
    const sister = await openSister(first)
    await deleteFolder(sister, must(made, 'the folder'))
    expect((await bring(sister, file)).report).toEqual(told)
    expect((await rowsIn(sister)).threads[0]?.folderId ?? null).toBeNull()
  })
})
