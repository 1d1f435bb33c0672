import 'fake-indexeddb/auto'
import { must } from '@weft/shared/assert.ts'
import type { AttachmentId, FolderId, ProviderId } from '@weft/shared/ids.ts'
import { testRandom } from '@weft/shared/testing/env.ts'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { blocksOf, searchRoomsOf, segmentsOf } from './segment-store.ts'
import { createSearchWorld, type SearchWorld, text } from './testing/search-world.ts'

let world: SearchWorld
let worlds = 0

beforeEach(async () => {
  worlds += 1
  world = await createSearchWorld(`find-${worlds}`, testRandom(worlds))
})
afterEach(() => world.database.delete())

const model = (modelId: string, name: string) => ({ providerId: 'prv_a' as ProviderId, modelId, name })
const fileId = 'att_aaaaaaaaaaaaaaaaaaaaaaaaaa' as AttachmentId
const file = {
  type: 'attachment',
  attachmentId: fileId,
  name: 'yarn.csv',
  mediaType: 'text/csv',
  size: 9,
} as const

describe('filters', () => {
  it('finds by role, model, code, file, folder and day', async () => {
    const workId = 'fld_aaaaaaaaaaaaaaaaaaaaaaaaaa' as FolderId
    const work = await world.addThread({ folderId: workId })
    const home = await world.addThread()
    await world.database
      .table('folders')
      .put({ workspaceId: 'wsp_aaaaaaaaaaaaaaaaaaaaaaaaaa', id: workId, name: 'Work Notes' })
    const asked = await world.say(work, {
      parts: text('loom'),
      createdAt: new Date(2023, 4, 31, 23).getTime(),
    })
    const answered = await world.say(home, {
      role: 'assistant',
      parts: text('loom\n```js\nweave()\n```'),
      model: model('gpt-5', 'GPT Five'),
      createdAt: new Date(2024, 0, 1).getTime(),
    })
    const filed = await world.say(home, { parts: [...text('loom'), file], attachmentIds: [fileId] })
    await world.look()
    const only = async (query: string) => (await world.found(`loom ${query} `)).toSorted()
    const all = [asked, answered, filed]
    const except = (id: string) => all.filter(each => each !== id).toSorted()
    expect(await only('role:assistant')).toEqual([answered])
    expect(await only('-role:assistant')).toEqual(except(answered))
    expect(await only('from:me')).toEqual(except(answered))
    expect(await only('model:five')).toEqual([answered])
    expect(await only('model:gpt-5')).toEqual([answered])
    expect(await only('has:code')).toEqual([answered])
    expect(await only('-has:code')).toEqual(except(answered))
    expect(await only('has:file')).toEqual([filed])
    expect(await only('folder:"work notes"')).toEqual([asked])
    expect(await only('-folder:work')).toEqual(except(asked))
    expect(await only('on:2023-05')).toEqual([asked])
    expect(await only('-on:2023-05')).toEqual(except(asked))
    expect(await only('before:2023-05-31')).toEqual([])
    expect(await only('before:2023-06')).toEqual([asked])
    expect(await only('after:2023')).toEqual(except(asked))
    expect(await world.found('has:file')).toEqual([filed])
    expect(await world.found('loom ', { threadId: work })).toEqual([asked])
  })

  it('moves with the thread, without the index being touched', async () => {
    const thread = await world.addThread()
    await world.say(thread, 'loom')
    await world.look()
    await world.changeThread(thread, { shelf: 'trash' })
    expect(await world.found('loom ')).toEqual([])
    await world.changeThread(thread, { shelf: 'archived' })
    expect(await world.found('loom ')).toHaveLength(1)
  })
})

describe('what is found of a thread', () => {
  it('finds titles as they are now, before messages', async () => {
    const named = await world.addThread({ title: 'About looms' })
    const other = await world.addThread()
    const said = await world.say(
      other,
      'Nobody knows about looms, looms, looms or anything else of that kind',
    )
    await world.look()
    expect(await world.found('looms ')).toEqual(['title', said])
    expect(await world.found('in:title looms ')).toEqual(['title'])
    expect(await world.found('-in:title looms ')).toEqual([said])
    await world.changeThread(named, { title: 'About yarn' })
    await world.look()
    expect(await world.found('looms ')).toEqual([said])
    expect(await world.found('yarn ')).toEqual(['title'])
  })

  it('ranks thinking below what was said, and shows each message once', async () => {
    const thread = await world.addThread()
    const thought = await world.say(thread, {
      parts: [{ type: 'reasoning', text: 'loom' }, ...text('so be it')],
    })
    const said = await world.say(thread, 'loom')
    const both = await world.say(thread, { parts: [{ type: 'reasoning', text: 'loom' }, ...text('loom')] })
    await world.look()
    expect(await world.found('loom ')).toEqual([both, said, thought])
    expect((await world.ask('loom ')).messageCount).toBe(3)
  })

  it('finds tools by name and by what they gave', async () => {
    const thread = await world.addThread()
    const parts = [
      { type: 'tool-result', callId: '1', name: 'weather', output: 'Rain in Ghent', failed: false },
    ]
    const id = await world.say(thread, { role: 'tool', parts })
    await world.look()
    expect(await world.found('ghent ')).toEqual([id])
    expect(await world.found('weather ')).toEqual([id])
  })

  it('finds the text of a file, also when it comes after its message', async () => {
    const thread = await world.addThread()
    const id = await world.say(thread, { parts: [...text('loom'), file], attachmentIds: [fileId] })
    await world.look()
    expect(await world.found('yarn.csv ')).toEqual([id])
    expect(await world.found('merino ')).toEqual([])
    await world.database.table('attachmentTexts').put({
      workspaceId: 'wsp_aaaaaaaaaaaaaaaaaaaaaaaaaa',
      id: fileId,
      text: 'colour,wool\nred,merino',
    })
    await searchRoomsOf(world.database).clear()
    await world.look()
    const [first] = (await world.ask('merino ')).threads
    expect(first?.hits).toMatchObject([
      { messageId: id, attachment: 'yarn.csv', snippet: 'colour,wool red,merino' },
    ])
    expect(await world.found('loom ')).toEqual([id])
  })

  it('says which threads have messages without rows, and that it is not whole', async () => {
    const thread = await world.addThread()
    const room = await world.database.rooms.toCollection().first()
    await world.database.rooms.put({ ...must(room, 'a room'), materialized: 0 })
    await world.look()
    expect(world.unmade()).toEqual([thread])
    expect((await world.ask('loom')).coverage).toEqual({ type: 'building', done: 0, total: 1 })
  })
})

describe('ranking and words nearby', () => {
  it('puts the whole word before one that begins so, and the newer of equals first', async () => {
    const thread = await world.addThread()
    const longer = await world.say(thread, 'weaver of things')
    const older = await world.say(thread, 'weave of things')
    const newer = await world.say(thread, 'weave of things')
    await world.look()
    expect(await world.found('weave')).toEqual([newer, older, longer])
  })

  it('suggests the word that was meant', async () => {
    const thread = await world.addThread()
    await world.say(thread, 'The shuttle goes through the warp')
    await world.look()
    expect((await world.ask('suhttle warp')).suggestion).toBe('shuttle warp')
    expect((await world.ask('shuttle warp')).suggestion).toBeUndefined()
    expect((await world.ask('qqqqq')).suggestion).toBeUndefined()
  })
})

describe('what it costs', () => {
  it('writes one small segment for one more message, whatever the thread has', async () => {
    const thread = await world.addThread()
    for (let number = 0; number < 50; number += 1) await world.say(thread, `loom ${number}`)
    await world.look()
    const before = new Set((await segmentsOf(world.database).toArray()).map(({ id }) => id))
    await world.say(thread, 'one more')
    await world.look()
    const added = (await segmentsOf(world.database).toArray()).filter(({ id }) => !before.has(id))
    // One message; a title this thread has none.
    expect(added.map(({ documents }) => documents)).toEqual([1])
  })

  it('merges what has become many, and leaves no block behind', async () => {
    const thread = await world.addThread()
    for (let number = 0; number < 70; number += 1) {
      await world.say(thread, `loom ${number}`)
      await world.look()
    }
    const segments = await segmentsOf(world.database).toArray()
    expect(segments.length).toBeLessThan(16)
    const held = new Set((await blocksOf(world.database).toArray()).map(({ segment }) => segment))
    expect([...held].toSorted()).toEqual(segments.map(({ id }) => id).toSorted())
    expect(await world.found('loom ')).toHaveLength(70)
  })
})

describe('damage', () => {
  const fill = async (): Promise<void> => {
    const thread = await world.addThread()
    for (let number = 0; number < 5; number += 1) await world.say(thread, `loom ${number}`)
    await world.look()
    await world.reopen()
  }
  const lookAnew = async (): Promise<number> => {
    await world.look()
    await world.reopen()
    return (await world.found('loom ')).length
  }

  it('is made again when blocks are missing', async () => {
    await fill()
    await blocksOf(world.database).clear()
    expect(await lookAnew()).toBe(5)
  })

  it('is made again when a byte is another', async () => {
    await fill()
    const block = await blocksOf(world.database)
      .filter(({ kind }) => kind === 'terms')
      .first()
    const bytes = block?.bytes.slice() ?? new Uint8Array()
    bytes[3] = (bytes[3] ?? 0) ^ 1
    await blocksOf(world.database).put({ ...must(block, 'a block'), bytes })
    expect(await lookAnew()).toBe(5)
  })

  it('does not answer from postings that are not what was written', async () => {
    await fill()
    const block = await blocksOf(world.database)
      .filter(({ kind }) => kind === 'postings')
      .first()
    await blocksOf(world.database).put({
      ...must(block, 'a block'),
      bytes: must(block, 'a block').bytes.map(byte => byte ^ 1),
    })
    await expect(world.ask('loom ')).rejects.toThrow('not what was written')
  })

  it('is made again when another version wrote it', async () => {
    await fill()
    await segmentsOf(world.database)
      .toCollection()
      .modify(row => void Object.assign(row, { format: 999 }))
    expect(await world.found('loom ')).toEqual([])
    expect(await lookAnew()).toBe(5)
  })

  it('drops what was never finished', async () => {
    await fill()
    const [block] = await blocksOf(world.database).toArray()
    await blocksOf(world.database).put({
      ...must(block, 'a block'),
      segment: 'half',
      kind: 'postings',
      number: 0,
    })
    await world.look()
    expect(
      await blocksOf(world.database).where('[segment+kind+number]').equals(['half', 'postings', 0]).count(),
    ).toBe(0)
  })
})
