/** Taking back what was set aside: nothing is lost on the way, and nothing comes twice. Seeded. */

import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import * as Y from 'yjs'
import { createLargeUpdates } from './large-updates.ts'
import { pendingOf } from './room-doc.ts'
import type { AsideContents } from './room-aside.ts'
import type { AsideUpdate } from './store.ts'
import { createSyncDevice, epoch, outboxOf, type SyncDevice, toyRoom, value } from './testing/sync-device.ts'

const settings = { numRuns: Number(process.env['SYNC_STORE_RUNS'] ?? 60), seed: 20_261_128 }
const patience = 600_000

const roomOf = (device: SyncDevice) => device.rooms.open(toyRoom)

const shownAside = async ({ store }: SyncDevice): Promise<readonly AsideUpdate[]> =>
  value(await store.aside(toyRoom.workspaceId)).filter(({ reason }) => reason !== 'written-again')

/** What a server holds that has taken everything which waits. */
const pushed = async (device: SyncDevice): Promise<Y.Doc> => {
  const server = new Y.Doc()
  for (const bytes of await outboxOf(device)) Y.applyUpdate(server, bytes)
  return server
}

const write = async (device: SyncDevice, step: number, name: string): Promise<void> => {
  if (step % 3 === 0) await device.setTitle(`t${name}`)
  else await device.addNote(`n${name}`)
}

describe('what this device wrote and a server refused', () => {
  it(
    'is in its place again, once, whatever was written meanwhile, by whichever tab asks and wherever it fails',
    () =>
      fc.assert(
        fc.asyncProperty(
          fc.array(fc.nat(209), { minLength: 1, maxLength: 20 }),
          fc.array(fc.nat(60), { minLength: 1, maxLength: 4 }),
          fc.array(fc.nat(209), { maxLength: 6 }),
          fc.nat(12),
          async (before, refused, meanwhile, failing) => {
            let device = createSyncDevice({ seed: 4 })
            for (const [index, step] of before.entries()) {
              if (step % 5 === 0) device = device.reopen()
              await write(device, step, `${index}`)
            }
            for (const choice of refused) {
              const waiting = value(await device.store.load(toyRoom)).waiting
              const number = waiting[choice % waiting.length]
              if (number !== undefined) value(await (await roomOf(device)).setAside(number, 'clock-jump'))
            }
            for (const [index, step] of meanwhile.entries()) await write(device, step, `later${index}`)

            const other = device.reopen()
            device.failIn(failing)
            await Promise.all([device, other].map(async tab => (await roomOf(tab)).takeBack()))
            device.failIn(null)
            value(await (await roomOf(other)).takeBack())

            expect(await shownAside(device)).toEqual([])
            expect(value(await device.store.aside(toyRoom.workspaceId))).toEqual([])
            const view = value(await (await roomOf(device)).view())
            for (const [index, step] of before.entries())
              if (step % 3 !== 0) expect(view.records.has(`n${index}`)).toBe(true)
            const written = [
              ...before.map((step, index) => [step, `t${index}`] as const),
              ...meanwhile.map((step, index) => [step, `tlater${index}`] as const),
            ]
            const last = written.findLast(([step]) => step % 3 === 0)?.[1]
            expect(view.register('t', 'ti')?.value).toBe(last)
            const rows = device.rows()
            value(await (await roomOf(device)).rebuild())
            expect(device.rows()).toBe(rows)
            const server = await pushed(device)
            expect(pendingOf(server)).toBe(0)
            expect([...server.getMap('m').keys()].toSorted()).toEqual([...view.records.keys()].toSorted())
          },
        ),
        {
          ...settings,
          // A title written since, with a lower revision; and of two refused titles the later one in the earlier row.
          examples: [
            [[0, 0], [0, 0], [0], 0],
            [[0, 0, 0, 0], [55, 0, 0], [], 0],
          ],
        },
      ),
    patience,
  )

  it('is set aside again when it is refused again, and is there once', async () => {
    const device = createSyncDevice({ seed: 4 })
    await device.addNote('kept')
    await device.addNote('refused')
    const room = await roomOf(device)
    value(await room.setAside(2, 'clock-jump'))
    expect(value(await room.takeBack())).toEqual({ back: 1, left: 0 })
    const again = value(await device.store.load(toyRoom)).waiting.at(-1) ?? 0
    value(await room.setAside(again, 'update-too-large'))
    expect(await shownAside(device)).toMatchObject([{ number: again, reason: 'update-too-large', own: true }])
    expect(value(await room.view()).records.has('refused')).toBe(false)
    expect(value(await room.takeBack())).toEqual({ back: 1, left: 0 })
    expect(value(await room.view()).records.has('refused')).toBe(true)
  })

  it('goes under another client id: the same bytes would be refused for the same reason', async () => {
    const device = createSyncDevice({ seed: 4 })
    await device.addNote('refused')
    const [refused] = await outboxOf(device)
    const room = await roomOf(device)
    value(await room.setAside(1, 'client-id-foreign'))
    value(await room.takeBack())
    const [again] = await outboxOf(device)
    const clients = [refused, again].map(bytes => Y.decodeUpdate(bytes ?? new Uint8Array()).structs[0]?.id)
    expect(clients[0]?.client).not.toBe(clients[1]?.client)
  })

  it('does not come over what was written in its place since', async () => {
    const device = createSyncDevice({ seed: 4 })
    await device.addNote('first')
    await device.setTitle('old')
    const room = await roomOf(device)
    value(await room.setAside(2, 'clock-jump'))
    await device.setTitle('new')
    expect(value(await room.takeBack())).toEqual({ back: 1, left: 0 })
    expect(value(await room.view()).register('t', 'ti')?.value).toBe('new')
    expect(await outboxOf(device)).toHaveLength(2)
  })

  it('stays when it cannot be taken apart', async () => {
    const device = createSyncDevice({ seed: 4 })
    await device.addNote('first')
    const bytes = Uint8Array.of(9, 9, 9)
    const damaged = { bytes, touched: [], aside: 'damaged' } as const
    const commit = { rows: [], marks: [], dropped: [], forgotten: [], materialized: 1, at: 1 }
    value(await device.store.commit({ ...toyRoom, ...commit, expectedHead: 1, updates: [damaged] }))
    const room = await roomOf(device)
    expect(value(await room.takeBack())).toEqual({ back: 0, left: 1 })
    expect(await shownAside(device)).toMatchObject([{ bytes, reason: 'damaged' }])
  })
})

const receivedPage = (updates: readonly Uint8Array[]) => ({
  ...toyRoom,
  updates: updates.map((bytes, index) => ({ bytes, number: index + 1 })),
  cursor: { type: 'page', epoch, number: updates.length, done: [], syncedAt: 1 } as const,
})

/** More structs than are applied without a note of the attempt. */
const largeUpdate = (): Uint8Array => {
  const doc = new Y.Doc()
  const notes = doc.getMap('m')
  doc.transact(() => {
    for (let index = 0; index < 9_000; index += 1) notes.set(`k${index}`, Uint8Array.of(1))
  })
  return Y.encodeStateAsUpdate(doc)
}

describe('what came and was not taken', () => {
  it('is received once more, with the number it had, and does not wait for a server', async () => {
    const attempts = new Map([['large', 2]])
    const notes = {
      add: async (name: string) => {
        const earlier = attempts.get(name) ?? 0
        attempts.set(name, earlier + 1)
        return earlier
      },
      remove: async (name: string) => void attempts.delete(name),
    }
    const device = createSyncDevice({ seed: 4, largeUpdates: createLargeUpdates(notes, async () => 'large') })
    await device.store.enterEpoch(toyRoom.workspaceId, { epoch, head: null })
    value(await device.rooms.storeRoom(receivedPage([largeUpdate()])))
    expect(await shownAside(device)).toMatchObject([{ reason: 'apply-hung' }])
    const room = await roomOf(device)
    expect(value(await room.takeBack())).toEqual({ back: 1, left: 0 })
    expect(await shownAside(device)).toEqual([])
    expect(await outboxOf(device)).toEqual([])
    expect(value(await room.view()).records.size).toBe(9_000)
    expect(value(await device.store.load(toyRoom)).updates).toHaveLength(1)
    expect(attempts.size).toBe(0)
  })

  it('stays as it is when it is still not sound', async () => {
    const device = createSyncDevice({ seed: 4 })
    await device.store.enterEpoch(toyRoom.workspaceId, { epoch, head: null })
    value(await device.rooms.storeRoom(receivedPage([Uint8Array.of(1, 2, 3)])))
    const before = await shownAside(device)
    const room = await roomOf(device)
    expect(value(await room.takeBack())).toEqual({ back: 0, left: 1 })
    expect(await shownAside(device)).toEqual(before)
  })

  it('goes without a trace when its content has come meanwhile', async () => {
    const writer = createSyncDevice({ seed: 5 })
    await writer.addNote('said')
    const [said = new Uint8Array()] = await outboxOf(writer)
    const device = createSyncDevice({ seed: 4 })
    await device.store.enterEpoch(toyRoom.workspaceId, { epoch, head: null })
    value(await device.rooms.storeRoom(receivedPage([said])))
    value(await (await roomOf(device)).setAside(1, 'damaged'))
    value(await device.rooms.storeRoom(receivedPage([said])))
    expect(value(await (await roomOf(device)).takeBack())).toEqual({ back: 1, left: 0 })
    expect(value(await device.store.load(toyRoom)).updates).toHaveLength(1)
    expect(await shownAside(device)).toEqual([])
  })
})

describe('what is set aside', () => {
  const bodiesOf = (contents: readonly AsideContents[]): readonly unknown[] =>
    contents.flatMap(({ values }) =>
      (values ?? []).map(({ opened }) => (opened.state === 'opened' ? opened.record.body : opened.reason)),
    )

  it('is opened to be read, also where it stands on what was refused before it', async () => {
    const device = createSyncDevice({ seed: 4 })
    await device.addNote('first')
    await device.setTitle('one')
    await device.setTitle('two')
    await device.setTitle('three')
    const room = await roomOf(device)
    value(await room.setAside(3, 'clock-jump'))
    value(await room.setAside(2, 'clock-jump'))
    const contents = value(await room.asideContents())
    expect(contents.map(({ number }) => number)).toEqual([2, 3])
    expect(bodiesOf(contents)).toMatchObject([{ value: 'one' }, { value: 'two' }])
  })

  it('has no values where its bytes are not sound', async () => {
    const device = createSyncDevice({ seed: 4 })
    await device.store.enterEpoch(toyRoom.workspaceId, { epoch, head: null })
    value(await device.rooms.storeRoom(receivedPage([Uint8Array.of(1, 2, 3)])))
    expect(value(await (await roomOf(device)).asideContents())).toMatchObject([
      { reason: 'update-unsound', values: null },
    ])
  })

  it('goes when it is let go, with what had stood on it; what is not named stays', async () => {
    const device = createSyncDevice({ seed: 4 })
    await device.addNote('one')
    await device.addNote('two')
    await device.addNote('three')
    const room = await roomOf(device)
    value(await room.setAside(3, 'clock-jump'))
    value(await room.setAside(1, 'clock-jump'))
    value(await room.letGo([1, 2]))
    expect(await shownAside(device)).toMatchObject([{ number: 3 }])
    value(await room.letGo([3]))
    expect(value(await device.store.aside(toyRoom.workspaceId))).toEqual([])
    expect([...value(await room.view()).records.keys()]).toEqual(['two'])
    expect((await pushed(device)).getMap('m').size).toBe(1)
  })

  it('is left alone by a letting go that fails on its way', async () => {
    const device = createSyncDevice({ seed: 4 })
    await device.addNote('one')
    const room = await roomOf(device)
    value(await room.setAside(1, 'clock-jump'))
    device.failIn(0)
    expect((await room.letGo([1])).ok).toBe(false)
    expect(await shownAside(device)).toHaveLength(1)
  })
})
