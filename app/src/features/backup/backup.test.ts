/** What a backup brings back: everything into an empty device, and both sides' into one that went on. */

import { must } from '@weft/shared/assert.ts'
import { createId, type FolderId, type MessageId, type ProviderId, ThreadId } from '@weft/shared/ids.ts'
import { testRandom } from '@weft/shared/testing/env.ts'
import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { createMemoryEngine, type MemoryEngine } from '../testing/memory-engine.ts'
import { threadFields, threadSubject } from '../threads/thread-doc.ts'
import type { PortableMessage, PortableThread } from '../transfer/portable-thread.ts'
import { readPortable, readPortableFolders } from '../transfer/read-portable.ts'
import { backUp, memoryDevice, type MemoryDevice, restoreInto } from './testing/memory-backup.ts'

const ids = testRandom(21)
const threadIds = Array.from({ length: 3 }, () => createId(ids, 'thr'))
const folderIds = Array.from({ length: 2 }, () => createId(ids, 'fld'))
const providerId: ProviderId = createId(ids, 'prv')
const model = { providerId, modelId: 'm', name: 'M' }

/** One thing that a person does; numbers choose among what there is. */
interface Act {
  readonly kind:
    | 'say'
    | 'rename'
    | 'pin'
    | 'archive'
    | 'trash'
    | 'rate'
    | 'delete'
    | 'move'
    | 'leaf'
    | 'instruct'
  readonly thread: number
  readonly pick: number
}

const act: fc.Arbitrary<Act> = fc.record({
  kind: fc.constantFrom(
    'say',
    'say',
    'say',
    'rename',
    'pin',
    'archive',
    'trash',
    'rate',
    'delete',
    'move',
    'leaf',
    'instruct',
  ),
  thread: fc.nat(threadIds.length - 1),
  pick: fc.nat(50),
})

const messagesIn = async (engine: MemoryEngine, threadId: ThreadId): Promise<readonly MessageId[]> =>
  readPortable(await engine.view(threadId), threadId).thread.messages.map(({ id }) => id)

const perform = async (engine: MemoryEngine, { kind, thread, pick }: Act): Promise<void> => {
  const threadId = must(threadIds[thread], 'a thread')
  const here = await messagesIn(engine, threadId)
  const messageId = here.length > 0 ? must(here[pick % here.length], 'a message') : null
  const folderId: FolderId | null = folderIds[pick % 3] ?? null
  const now = engine.env.clock.now()
  const run = (name: string, args: object) => engine.execute(name, { threadId, ...args })
  if (kind === 'say') {
    const parts = [{ type: 'text', text: `said ${pick} at ${now}` }]
    await run('message.send', {
      messageId: createId(engine.env.random, 'msg'),
      parentId: pick % 3 === 0 ? null : messageId,
      parts,
      createdAt: now,
      model,
    })
    return
  }
  if (messageId === null) return
  if (kind === 'rename') await run('thread.rename', { title: `title ${pick}` })
  if (kind === 'pin') await run('thread.pin', { pinned: pick % 2 === 0 })
  if (kind === 'archive') await run('thread.archive', { archived: pick % 2 === 0 })
  if (kind === 'trash') await run('thread.trash', { trashedAt: pick % 2 === 0 ? now : null })
  if (kind === 'rate') await run('message.rate', { messageId, rating: pick % 2 === 0 ? 'good' : 'bad' })
  if (kind === 'delete') await run('message.delete', { messageId, deleted: pick % 2 === 0 })
  if (kind === 'move') await run('thread.move', { folderId })
  if (kind === 'leaf') await run('thread.chooseBranch', { leafId: messageId })
  if (kind === 'instruct') await run('thread.instruct', { instructions: `be ${pick}` })
}

const createDevice = async (seed: number): Promise<MemoryDevice> => {
  const engine = createMemoryEngine({ seed })
  await engine.execute('workspace.found', { roomId: engine.roomId, createdAt: 1 })
  return memoryDevice(engine)
}

const performAll = async ({ engine }: MemoryDevice, acts: readonly Act[]): Promise<void> => {
  for (const each of acts) await perform(engine, each)
}

/** `to` gets all that `from` has. */
const sync = async (from: MemoryDevice, to: MemoryDevice): Promise<void> => {
  for (const roomId of [from.engine.roomId, ...threadIds])
    for (const update of from.engine.published(roomId)) await to.engine.receive(roomId, update)
}

type Threads = ReadonlyMap<ThreadId, PortableThread>

const threadsOf = async ({ engine }: MemoryDevice): Promise<Threads> => {
  const rooms = await engine.store.rooms()
  const found = must(rooms.ok ? rooms.value : null, 'rooms').flatMap(({ roomId }) => {
    const id = ThreadId.safeParse(roomId)
    return id.success ? [id.data] : []
  })
  const threads = new Map<ThreadId, PortableThread>()
  for (const id of found.toSorted()) {
    const view = await engine.view(id)
    if (view.header !== null) threads.set(id, readPortable(view, id).thread)
  }
  return threads
}

const byId = (messages: readonly PortableMessage[]): ReadonlyMap<MessageId, PortableMessage> =>
  new Map(messages.map(message => [message.id, message]))

const acts = fc.array(act, { maxLength: 14 })
const everything = { withAttachments: true, withKeys: true }

describe('restoring a backup', () => {
  it('into an empty device gives all there was: twice is once', async () => {
    await fc.assert(
      fc.asyncProperty(acts, async script => {
        const first = await createDevice(1)
        await performAll(first, script)
        const file = await backUp(first)
        const second = await createDevice(2)
        await restoreInto(second, file)
        expect(await threadsOf(second)).toEqual(await threadsOf(first))
        const published = threadIds.map(id => second.engine.published(id).length)
        const again = await restoreInto(second, file)
        expect(again.threads.added + again.threads.extended + again.messages).toBe(0)
        expect(threadIds.map(id => second.engine.published(id).length)).toEqual(published)
      }),
      { numRuns: 40 },
    )
  })

  it('into one that went on gives both sides’ messages, and leaves what was said here', async () => {
    await fc.assert(
      fc.asyncProperty(acts, acts, acts, async (shared, theirs, ours) => {
        const first = await createDevice(1)
        await performAll(first, shared)
        const second = await createDevice(2)
        await sync(first, second)
        second.engine.env.clock.advance(1_000)
        await performAll(first, theirs)
        await performAll(second, ours)
        const backedUp = await threadsOf(first)
        const before = await threadsOf(second)
        const saidHere = new Map<ThreadId, ReadonlySet<string>>()
        for (const id of before.keys()) {
          const view = await second.engine.view(id)
          const said = Object.entries(threadFields).filter(([, { code }]) =>
            view.register(threadSubject, code),
          )
          saidHere.set(id, new Set(said.map(([name]) => name)))
        }
        await restoreInto(second, await backUp(first))
        const after = await threadsOf(second)
        expect(new Set(after.keys())).toEqual(new Set([...backedUp.keys(), ...before.keys()]))
        for (const [id, thread] of after) {
          const [a, b] = [backedUp.get(id), before.get(id)]
          if (!b) {
            expect(thread).toEqual(a)
            continue
          }
          const [inA, inB, now] = [byId(a?.messages ?? []), byId(b.messages), byId(thread.messages)]
          expect(new Set(now.keys())).toEqual(new Set([...inA.keys(), ...inB.keys()]))
          for (const [messageId, message] of now) {
            const { rating: _rating, ...rest } = must(inB.get(messageId) ?? inA.get(messageId), 'a message')
            expect(message).toMatchObject(rest)
            expect(message.deleted).toBe(rest.deleted)
          }
          const said = saidHere.get(id) ?? new Set()
          expect(thread.title).toBe(said.has('title') ? b.title : a?.title)
          expect(thread.pinned).toBe(said.has('pinned') ? b.pinned : a?.pinned)
          expect(thread.folderId).toBe(said.has('folder') ? b.folderId : a?.folderId)
          expect(thread.instructions).toBe(said.has('instructions') ? b.instructions : a?.instructions)
          // A restore takes nothing away.
          expect([thread.trashedAt, thread.archived]).toEqual([b.trashedAt, b.archived])
        }
      }),
      { numRuns: 40 },
    )
  })

  it('gives way to what is said elsewhere at the same time', async () => {
    const [first, second, third] = [await createDevice(1), await createDevice(2), await createDevice(3)]
    const threadId = must(threadIds[0], 'a thread')
    await perform(first.engine, { kind: 'say', thread: 0, pick: 1 })
    await sync(first, second)
    await sync(first, third)
    await perform(first.engine, { kind: 'rename', thread: 0, pick: 7 })
    const file = await backUp(first)
    await third.engine.execute('thread.rename', { threadId, title: 'said on the phone' })
    second.engine.env.clock.advance(60_000)
    await restoreInto(second, file)
    await sync(third, second)
    await sync(second, third)
    for (const { engine } of [second, third])
      expect(engine.rows('threads').find(({ roomId }) => roomId === threadId)?.title).toBe(
        'said on the phone',
      )
  })

  it('keeps what came before a damage, and says at which byte it is', async () => {
    const first = await createDevice(1)
    const noise = testRandom(3)
    for (let count = 0; count < 40; count += 1)
      await first.engine.execute('message.send', {
        threadId: createId(noise, 'thr'),
        messageId: createId(noise, 'msg'),
        parentId: null,
        parts: [{ type: 'text', text: Buffer.from(noise.bytes(12_000)).toString('base64') }],
        createdAt: 1,
      })
    const file = await backUp(first)
    const at = file.length - 5
    file[at] = (file[at] ?? 0) ^ 1
    const second = await createDevice(2)
    const report = await restoreInto(second, file)
    expect(report.ending.type).toBe('backup-damaged')
    const came = (await threadsOf(second)).size
    expect(came).toBe(report.threads.added)
    expect(came).toBeGreaterThan(10)
    expect(came).toBeLessThan(40)
  })

  it('into another workspace gives new ids, the same each time, and the tree stands', async () => {
    const first = await createDevice(1)
    await first.engine.execute('folder.create', {
      roomId: first.engine.roomId,
      folderId: folderIds[0],
      name: 'Letters',
      createdAt: 4,
    })
    for (const pick of [0, 1, 2]) await perform(first.engine, { kind: 'say', thread: 0, pick })
    await perform(first.engine, { kind: 'move', thread: 0, pick: 0 })
    await perform(first.engine, { kind: 'leaf', thread: 0, pick: 1 })
    const file = await backUp(first, everything, createId(testRandom(5), 'wsp'))
    const second = await createDevice(2)
    await restoreInto(second, file)
    await restoreInto(second, file)
    const [thread, ...others] = [...(await threadsOf(second)).values()]
    const source = must((await threadsOf(first)).get(must(threadIds[0], 'a thread')), 'the source')
    expect(others).toEqual([])
    expect(thread?.id).not.toBe(source.id)
    expect(thread?.messages.map(({ parts }) => parts)).toEqual(source.messages.map(({ parts }) => parts))
    const place = (messages: readonly PortableMessage[], id: MessageId | null | undefined) =>
      messages.findIndex(message => message.id === id)
    const parents = ({ messages }: PortableThread) =>
      messages.map(({ parentId }) => place(messages, parentId))
    expect(thread && parents(thread)).toEqual(parents(source))
    expect(place(thread?.messages ?? [], thread?.leaf)).toBe(place(source.messages, source.leaf))
    const folders = readPortableFolders(await second.engine.view(second.engine.roomId))
    expect(folders).toMatchObject([{ id: thread?.folderId, name: 'Letters', createdAt: 4 }])
    expect(folders[0]?.id).not.toBe(folderIds[0])
  })

  it('brings threads that were deleted for good only when asked, and then as new ones', async () => {
    const first = await createDevice(1)
    const threadId = must(threadIds[0], 'a thread')
    await perform(first.engine, { kind: 'say', thread: 0, pick: 0 })
    const file = await backUp(first)
    const { roomId } = first.engine
    await first.engine.execute('thread.forget', { roomId, threadId, forgottenAt: 9 })
    const quiet = await restoreInto(first, file)
    expect(quiet).toMatchObject({ deletedThreads: 1, threads: { added: 0 } })
    expect((await threadsOf(first)).size).toBe(0)
    const wanted = { withKeys: false, withDeleted: true }
    expect(await restoreInto(first, file, wanted)).toMatchObject({ deletedThreads: 0, threads: { added: 1 } })
    expect(await restoreInto(first, file, wanted)).toMatchObject({ threads: { added: 0, same: 1 } })
    expect([...(await threadsOf(first)).keys()]).not.toContain(threadId)
  })
})

describe('what lies beside the threads', () => {
  const provider = {
    id: providerId,
    dialect: 'openai-compatible',
    preset: 'custom',
    name: 'Workshop',
    baseUrl: 'https://one.example/v1',
    colour: 'green',
  }
  const filled = async (): Promise<MemoryDevice> => {
    const device = await createDevice(1)
    const { engine, keys, files } = device
    const { roomId } = engine
    const settingsId = 'mdl_aaaaaaaaaaaaaaaaaaaaaaaaaa'
    await engine.execute('folder.create', { roomId, folderId: folderIds[0], name: 'Work', createdAt: 3 })
    await engine.execute('provider.save', { roomId, provider, createdAt: 3 })
    await engine.execute('model.configure', { roomId, settingsId, providerId, modelId: 'm', hidden: true })
    await engine.execute('setting.change', { roomId, key: 'instructions', value: 'Be brief.' })
    keys.set(providerId, { apiKey: 'sk-of-the-workshop' })
    const attachmentId = createId(testRandom(31), 'att')
    files.set(attachmentId, testRandom(32).bytes(3 * 1024 * 1024 + 5))
    const part = { type: 'attachment', attachmentId, name: 'a.bin', mediaType: 'x/y', size: 3_145_733 }
    for (const at of [1, 2])
      await engine.execute('message.send', {
        threadId: threadIds[0],
        messageId: createId(testRandom(40 + at), 'msg'),
        parentId: null,
        parts: [part, { type: 'of-tomorrow', field: at }],
        createdAt: at,
      })
    return device
  }

  it('comes along: folders, providers, models, settings, files once, and keys with a tick', async () => {
    const first = await filled()
    const file = await backUp(first)
    const second = await createDevice(2)
    const report = await restoreInto(second, file)
    expect(report).toMatchObject({
      attachments: 1,
      keys: 1,
      messages: 2,
      unread: 0,
      ending: { type: 'whole' },
    })
    for (const table of ['folders', 'providers', 'modelSettings', 'settings'] as const)
      expect(second.engine.rows(table)).toEqual(first.engine.rows(table))
    expect(second.keys).toEqual(first.keys)
    expect(await restoreInto(second, file), 'what is here is no news').toMatchObject({
      attachments: 0,
      keys: 0,
      messages: 0,
    })
    const [[name, bytes] = []] = [...second.files]
    expect(Buffer.compare(must(bytes, 'a file'), must([...first.files.values()][0], 'a file'))).toBe(0)
    const [row] = second.engine.rows('messages')
    expect(row?.parts).toMatchObject([{ attachmentId: name, name: 'a.bin' }, { type: 'of-tomorrow' }])
  })

  it('is not overwritten where something was said here, nor brought back where it was deleted', async () => {
    const file = await backUp(await filled())
    const second = await createDevice(2)
    const { engine, keys } = second
    const { roomId } = engine
    await engine.execute('folder.create', { roomId, folderId: folderIds[0], name: 'Mine', createdAt: 3 })
    await engine.execute('folder.delete', { roomId, folderId: folderIds[0], deleted: true })
    await engine.execute('setting.change', { roomId, key: 'instructions', value: 'Be long.' })
    const settingsId = 'mdl_bbbbbbbbbbbbbbbbbbbbbbbbbb'
    await engine.execute('model.configure', { roomId, settingsId, providerId, modelId: 'm', hidden: false })
    keys.set(providerId, { apiKey: 'sk-of-mine' })
    expect(await restoreInto(second, file)).toMatchObject({ keys: 0 })
    expect(engine.rows('folders')).toEqual([])
    expect(engine.rows('settings')).toMatchObject([{ key: 'instructions', value: 'Be long.' }])
    expect(engine.rows('modelSettings')).toMatchObject([{ hidden: false }])
    expect(keys.get(providerId)).toEqual({ apiKey: 'sk-of-mine' })
  })

  it('leaves keys and files out where nobody asked for them', async () => {
    const first = await filled()
    const bare = await backUp(first, { withAttachments: false, withKeys: false })
    const second = await createDevice(2)
    expect(await restoreInto(second, bare)).toMatchObject({ attachments: 0, keys: 0, messages: 2 })
    expect(bare.length).toBeLessThan(10_000)
    const unasked = await createDevice(3)
    await restoreInto(unasked, await backUp(first), { withKeys: false, withDeleted: false })
    expect(unasked.keys.size).toBe(0)
  })

  it('says what it could not read', async () => {
    const first = await filled()
    first.files.clear()
    const second = await createDevice(2)
    expect(await restoreInto(second, await backUp(first))).toMatchObject({ attachments: 0, unread: 1 })
  })
})
