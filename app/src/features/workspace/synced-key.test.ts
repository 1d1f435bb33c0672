/** A provider's key in the document: which one counts, that nothing of another stays, and that no address gets it wrongly. */

import { must } from '@weft/shared/assert.ts'
import { createId, type ProviderId } from '@weft/shared/ids.ts'
import type { SyncedKey } from '@weft/shared/schema/provider.ts'
import { testRandom } from '@weft/shared/testing/env.ts'
import { describe, expect, it } from 'vitest'
import * as Y from 'yjs'
import { mapOf } from '../../core/room-doc.ts'
import { createMemoryEngine, type MemoryEngine } from '../testing/memory-engine.ts'
import { joinKeyHints } from './key-hints.ts'
import { hasOlderKeys } from './workspace-doc.ts'

const providerId: ProviderId = createId(testRandom(5), 'prv')
const provider = {
  id: providerId,
  dialect: 'openai-compatible',
  preset: 'custom',
  name: 'Workshop',
  baseUrl: 'https://one.example/v1',
}

const keyCalled = (name: string, origin = 'https://one.example'): SyncedKey => ({
  sealed: `sealed-${name}`,
  origin,
  ending: name,
  headerNames: [],
})

const keyPlaces = (doc: Y.Doc): readonly string[] =>
  [...mapOf(doc, 'r').keys()].filter(key => key.startsWith(`${providerId}.pk.`))

const createDevice = (seed: number, first?: MemoryEngine) => {
  const engine = first ?? createMemoryEngine({ seed })
  const { roomId } = engine
  const state = async (): Promise<Uint8Array> => {
    const result = await (await engine.rooms.open({ workspaceId: engine.workspaceId, roomId })).state()
    return must(result.ok ? result.value : null, 'a state')
  }
  const execute = async (name: string, args: object): Promise<void> =>
    expect(await engine.execute(name, { roomId, ...args })).toBeNull()
  return {
    engine,
    execute,
    sync: (key: SyncedKey | null) => execute('provider.sync-key', { providerId, key }),
    key: () => engine.rows('providers')[0]?.syncedKey ?? null,
    state,
    /** What the device believes was taken from it. */
    marks: async (): Promise<readonly string[]> => {
      const stored = await engine.store.load({ workspaceId: engine.workspaceId, roomId })
      return [...must(stored.ok ? stored.value : null, 'a room').marks.keys()]
    },
    doc: async (): Promise<Y.Doc> => {
      const doc = new Y.Doc()
      Y.applyUpdate(doc, await state())
      return doc
    },
  }
}
type Device = ReturnType<typeof createDevice>

const settle = async (): Promise<void> => {
  for (let turn = 0; turn < 200; turn += 1) await Promise.resolve()
}

const exchange = async (devices: readonly Device[]): Promise<void> => {
  const states = await Promise.all(devices.map(device => device.state()))
  for (const [to, device] of devices.entries())
    for (const [from, bytes] of states.entries())
      if (from !== to) await device.engine.receive(device.engine.roomId, bytes)
}

const createDevices = async (): Promise<readonly [Device, Device]> => {
  const devices = [createDevice(1), createDevice(2)] as const
  await devices[0].execute('workspace.found', { createdAt: 1 })
  await devices[0].execute('provider.save', { provider, createdAt: 1 })
  await exchange(devices)
  return devices
}

describe('a key that syncs', () => {
  it('is in the other device’s row, is changed from there, and nothing of the first stays in the document', async () => {
    const [first, second] = await createDevices()
    await first.sync(keyCalled('first'))
    await exchange([first, second])
    expect(second.key()).toEqual(keyCalled('first'))
    await second.sync(keyCalled('second'))
    await exchange([first, second])
    expect([first.key(), second.key()]).toEqual([keyCalled('second'), keyCalled('second')])
    for (const device of [first, second]) expect(keyPlaces(await device.doc())).toHaveLength(1)
  })

  it('is taken back by either: no row has it, and the document holds one empty value', async () => {
    const [first, second] = await createDevices()
    await first.sync(keyCalled('first'))
    await exchange([first, second])
    await second.sync(null)
    await exchange([first, second])
    for (const device of [first, second]) {
      expect(device.key()).toBeNull()
      expect(keyPlaces(await device.doc())).toEqual([`${providerId}.pk.${second.engine.slot}`])
      expect(await device.marks()).toEqual([])
    }
    // The one who wrote it does not take its going for a fault, now or after being opened again.
    first.engine.env.clock.advance(60_000)
    await settle()
    const reopened = createDevice(3, createMemoryEngine({ seed: 3, device: first.engine }))
    await reopened.engine.rebuild(reopened.engine.roomId)
    reopened.engine.env.clock.advance(60_000)
    await settle()
    expect(reopened.key()).toBeNull()
    expect(keyPlaces(await reopened.doc())).toEqual([`${providerId}.pk.${second.engine.slot}`])
    expect((await first.engine.view(first.engine.roomId)).register(providerId, 'pk')?.value).toBeNull()
  })

  it('that was never there leaves nothing behind when it is not there any more', async () => {
    const [first] = await createDevices()
    const before = first.engine.published(first.engine.roomId).length
    await first.sync(null)
    expect(first.engine.published(first.engine.roomId)).toHaveLength(before)
    expect(keyPlaces(await first.doc())).toEqual([])
  })

  it('goes to no address that it was not given for, whatever comes first', async () => {
    const [first, second] = await createDevices()
    await first.sync(keyCalled('first'))
    await exchange([first, second])
    const moved = { ...provider, baseUrl: 'https://two.example/v1' }
    await first.execute('provider.save', { provider: moved, createdAt: 1 })
    expect(first.key()).toBeNull()
    await second.sync(keyCalled('second'))
    await exchange([first, second])
    expect([first.key(), second.key()]).toEqual([null, null])
    await second.sync(keyCalled('third', 'https://two.example'))
    await exchange([first, second])
    expect(first.key()).toEqual(keyCalled('third', 'https://two.example'))
  })

  it('goes from the rows with its provider, and comes back when that is undone', async () => {
    const [first] = await createDevices()
    await first.sync(keyCalled('first'))
    await first.execute('provider.delete', { providerId, deleted: true })
    expect(first.engine.rows('providers')).toEqual([])
    await first.execute('provider.delete', { providerId, deleted: false })
    expect(first.key()).toEqual(keyCalled('first'))
  })

  it('is not made up of what a newer Weft keeps of a provider', async () => {
    const [first] = await createDevices()
    const odd = { ...provider, syncedKey: keyCalled('odd'), colour: 'green' }
    await first.execute('provider.save', { provider: odd, createdAt: 1 })
    const [row] = first.engine.rows('providers')
    expect(row).toMatchObject({ colour: 'green' })
    expect(row).not.toHaveProperty('syncedKey')
  })

  it('that goes before its successor is known is not written again when that one has come', async () => {
    const [first, second] = await createDevices()
    const third = createDevice(3)
    await first.sync(keyCalled('first'))
    await exchange([first, second, third])
    await second.execute('provider.save', { provider: { ...provider, name: 'Shed' }, createdAt: 1 })
    await second.sync(keyCalled('second'))
    const [renamed, replaced] = second.engine.published(second.engine.roomId).slice(-2)
    await third.engine.receive(third.engine.roomId, must(replaced, 'the new key'))
    expect(keyPlaces(await third.doc())).toEqual([])
    expect(third.key()).toEqual(keyCalled('first'))
    await third.engine.receive(third.engine.roomId, must(renamed, 'the update before it'))
    third.engine.env.clock.advance(60_000)
    await settle()
    expect(third.key()).toEqual(keyCalled('second'))
    expect(keyPlaces(await third.doc())).toEqual([`${providerId}.pk.${second.engine.slot}`])
  })

  it('changed by two at once: both agree, and what lost can be taken out by either', async () => {
    const [first, second] = await createDevices()
    await first.sync(keyCalled('first'))
    await second.sync(null)
    await second.sync(keyCalled('second'))
    await exchange([first, second])
    expect(first.key()).toEqual(second.key())
    const kept = first.key()
    expect(hasOlderKeys(await first.engine.view(first.engine.roomId), providerId)).toBe(true)
    await first.execute('provider.drop-older-keys', { providerId })
    await second.execute('provider.drop-older-keys', { providerId })
    await exchange([first, second])
    for (const device of [first, second]) {
      expect(device.key()).toEqual(kept)
      expect(keyPlaces(await device.doc())).toHaveLength(1)
    }
  })
})

it.each(Array.from({ length: 60 }, (_, seed) => seed))(
  'three devices in any order agree, rows are a rebuild’s, and only the last key is left (seed %i)',
  async seed => {
    const random = testRandom(1_000 + seed)
    const below = (limit: number): number => Math.floor(random.fraction() * limit)
    const devices = [createDevice(10), createDevice(11), createDevice(12)]
    const any = (): Device => must(devices[below(3)], 'a device')
    await devices[0]?.execute('workspace.found', { createdAt: 1 })
    await devices[0]?.execute('provider.save', { provider, createdAt: 1 })
    await exchange(devices)
    for (let step = 0; step < 25; step += 1) {
      const choice = below(10)
      if (choice < 4) await any().sync(keyCalled(`k${step}`))
      else if (choice < 6) await any().sync(null)
      else if (choice < 7) await any().execute('provider.drop-older-keys', { providerId })
      else {
        const [from, to] = [any(), any()]
        if (from !== to) await to.engine.receive(to.engine.roomId, await from.state())
      }
    }
    await exchange(devices)
    const kept = must(devices[0], 'a device').key()
    for (const device of devices) {
      expect(device.key()).toEqual(kept)
      await device.execute('provider.drop-older-keys', { providerId })
    }
    await exchange(devices)
    for (const device of devices) {
      device.engine.env.clock.advance(60_000)
      await settle()
      await device.engine.rebuild(device.engine.roomId)
      expect(device.key()).toEqual(kept)
      expect(keyPlaces(await device.doc()).length).toBeLessThanOrEqual(1)
    }
  },
)

describe('what is shown of keys', () => {
  const own = { providerId, ending: 'mine', headerNames: ['X-Team'] }
  const place = (...args: Parameters<typeof joinKeyHints>) => joinKeyHints(...args).get(providerId)

  it('is this device’s own before the synced one, and says so', () => {
    const synced = [{ id: providerId, syncedKey: keyCalled('theirs') }]
    expect(place([own], [{ id: providerId }])).toEqual({ ...own, place: 'device' })
    expect(place([own], synced)).toEqual({ ...own, place: 'device-first' })
    expect(place([], synced)).toEqual({ providerId, ending: 'theirs', headerNames: [], place: 'workspace' })
    expect(place([], [{ id: providerId, syncedKey: undefined }])).toBeUndefined()
  })
})
