/**
 * What a server can do to a room without its key, one attack at a time, in a world where nothing else goes wrong. Whatever
 * it does: what is on a device stays as it is, it is refused or shown by name, and with an honest server everything goes on.
 */

import { must } from '@weft/shared/assert.ts'
import type { BulkDown } from '@weft/shared/protocol/bulk.ts'
import { closeCodes } from '@weft/shared/protocol/close-codes.ts'
import type { DownMessage } from '@weft/shared/protocol/multiplex.ts'
import { encodeRoomFrame, parseRoomFrame, type RoomFrame } from '@weft/shared/protocol/room-frame.ts'
import type { Lies } from '@weft/sync-server/testing/simulation/simulated-server.ts'
import { afterEach, describe, expect, it } from 'vitest'
import * as Y from 'yjs'
import type { RoomRef } from '../room-ref.ts'
import { createTwoDevices, type TestDevice, type TwoDevices } from './testing/two-devices.ts'

let world: TwoDevices
afterEach(async () => {
  await world.close()
})

interface Attack {
  readonly name: string
  /** Begins to lie, once both devices have everything and are live. */
  readonly lie: (world: TwoDevices) => Lies | undefined
  /** What must be seen on the second device, or null where nothing needs to be. */
  readonly shows: string | null
}

const frameOf = (message: DownMessage): RoomFrame | null => {
  const frame = message.type === 'room' ? parseRoomFrame(message.frame) : null
  return frame?.ok ? frame.value : null
}

/** Says this in every join that hears an update, beside the update. */
const alsoSay =
  (frame: () => RoomFrame, seq = 0): NonNullable<Lies['down']> =>
  message =>
    message.type === 'room' && frameOf(message)?.type === 'sync-update'
      ? [message, { ...message, seq, frame: encodeRoomFrame(frame()) }]
      : [message]

/** An update of the room's document by nobody's client, as the server could make it without any key. */
const forge = ({ server }: TwoDevices, room: RoomRef, change: (doc: Y.Doc) => void): Uint8Array => {
  const doc = new Y.Doc()
  doc.clientID = 99
  Y.applyUpdate(doc, Y.encodeStateAsUpdate(server.room(room).doc()))
  const before = Y.encodeStateVector(doc)
  change(doc)
  return Y.encodeStateAsUpdate(doc, before)
}

const valueOf = ({ server }: TwoDevices, room: RoomRef, key: string): Uint8Array =>
  must(server.room(room).doc().getMap<Uint8Array>('m').get(key), 'a sealed value').slice()

const registersOf = ({ server }: TwoDevices, room: RoomRef): readonly (readonly [string, Uint8Array])[] =>
  [...server.room(room).doc().getMap<Uint8Array>('r').entries()].map(
    ([key, value]) => [key, value.slice()] as const,
  )

const attacks: readonly Attack[] = [
  {
    name: 'an old value of a register is replayed under its key',
    lie: running => {
      const [key, old] = must(oldTitle, 'the title that was')
      return {
        down: alsoSay(() => ({
          type: 'sync-update',
          update: forge(running, running.thread, doc => void doc.getMap('r').set(key, old)),
        })),
      }
    },
    shows: null,
  },
  {
    name: 'a note is deleted by nobody',
    lie: running => ({
      down: alsoSay(() => ({
        type: 'sync-update',
        update: forge(running, running.thread, doc => doc.getMap('m').delete('first')),
      })),
    }),
    shows: null,
  },
  {
    name: 'a value is pasted under another key of its room',
    lie: running => ({
      down: alsoSay(() => ({
        type: 'sync-update',
        update: forge(running, running.thread, doc => {
          doc.getMap('m').set('pasted', valueOf(running, running.thread, 'first'))
        }),
      })),
    }),
    shows: 'unreadable',
  },
  {
    name: 'a value of another room is pasted over one',
    lie: running => ({
      down: alsoSay(() => ({
        type: 'sync-update',
        update: forge(running, running.thread, doc => {
          doc.getMap('m').set('first', valueOf(running, running.otherThread, 'elsewhere'))
        }),
      })),
    }),
    shows: null,
  },
  {
    name: 'what is no update comes in a frame',
    lie: () => ({ down: alsoSay(() => ({ type: 'sync-update', update: Uint8Array.of(1, 2, 3) }), 1) }),
    shows: 'update-refused',
  },
  {
    name: 'a frame is acknowledged that was never sent',
    lie: () => ({ down: alsoSay(() => ({ type: 'ack', settled: [{ seq: 4_000, number: 1 }] })) }),
    shows: 'server-inconsistent',
  },
  {
    name: 'a push is acknowledged that was never made',
    lie: ({ server }) => {
      for (const link of server.links()) link.cut()
      return { bulk: items => items.toSpliced(1, 0, { type: 'ack', localNumber: 77, number: 1 }) }
    },
    shows: 'server-inconsistent',
  },
  {
    name: 'a live number leaps far ahead',
    lie: () => ({
      down: message =>
        message.type === 'room' && message.seq > 0
          ? [{ ...message, seq: message.seq + 1_000_000 }]
          : [message],
    }),
    shows: null,
  },
  {
    name: 'the cursor of /sync leaps over what was not listed',
    lie: ({ server }) => {
      for (const link of server.links()) link.cut()
      return {
        bulk: items =>
          items
            .filter(({ type }) => type !== 'room' && type !== 'update' && type !== 'snapshot')
            .map((item): BulkDown => (item.type === 'end' ? { ...item, cursor: item.cursor + 1_000 } : item)),
      }
    },
    shows: 'server-inconsistent',
  },
  {
    name: 'the tail is withheld, live and in /sync',
    lie: ({ server }) => {
      for (const link of server.links()) link.cut()
      return {
        down: message => (frameOf(message)?.type === 'sync-update' ? [] : [message]),
      }
    },
    shows: null,
  },
  {
    name: 'a room is said to be gone',
    lie: ({ server }) => {
      for (const link of server.links()) link.cut()
      return {
        down: message =>
          message.type === 'opened'
            ? [{ type: 'closed', joinId: message.joinId, code: closeCodes.roomGone.code, reason: '' }]
            : [message],
      }
    },
    shows: 'room-gone',
  },
  {
    name: 'another epoch is said at every connection',
    lie: ({ server }) => {
      for (const link of server.links()) link.cut()
      let turn = 0
      return {
        down: message => {
          if (message.type !== 'welcome') return [message]
          turn += 1
          return [{ ...message, epoch: `flip-${turn}` }]
        },
      }
    },
    shows: 'server-restored',
  },
  {
    name: 'frames of one room come in the joins of another',
    lie: () => {
      const heard = new Map<number, DownMessage & { readonly type: 'room' }>()
      return {
        down: message => {
          if (message.type !== 'room' || frameOf(message)?.type !== 'sync-update') return [message]
          const swapped = [1, 2, 3].filter(joinId => joinId !== message.joinId)
          heard.set(message.joinId, message)
          return [message, ...swapped.map(joinId => ({ ...message, joinId }))]
        },
      }
    },
    shows: 'unreadable',
  },
]

let oldTitle: readonly [string, Uint8Array] | undefined

const problemsOf = ({ tab }: TestDevice): string => JSON.stringify(tab.sync?.status())

const titleOf = async ({ tab }: TestDevice, room: RoomRef): Promise<unknown> =>
  (await tab.view(room))?.register('t', 'ti')?.value

/** Both have two rooms with a note each and a title that was changed once; everything is live and at rest. */
const prepare = async (): Promise<TwoDevices> => {
  const running = createTwoDevices()
  const { devices, thread, otherThread, workspace, settle } = running
  const [first] = devices
  await first.write(workspace, 'document', 'the workspace')
  await first.write(thread, 'first', 'the first note')
  await first.write(otherThread, 'elsewhere', 'of another room')
  await first.tab.execute('note.title', { ...thread, title: 'old' })
  await settle()
  oldTitle = must(registersOf(running, thread)[0], 'a register')
  await first.tab.execute('note.title', { ...thread, title: 'new' })
  await settle()
  return running
}

describe('a hostile server', () => {
  it.each(attacks)('$name', async ({ lie, shows }) => {
    world = await prepare()
    const { devices, thread, otherThread, server, settle } = world
    const [first, second] = devices
    const seen: string[] = []
    for (const { tab } of devices) tab.sync?.subscribe(status => seen.push(JSON.stringify(status)))

    server.tellLies(lie(world) ?? {})
    await first.write(thread, 'while-lying', 'written meanwhile')
    await settle()
    await second.write(thread, 'answer', 'and here')
    await settle()

    // What was there is there, on both, and nothing has taken its place.
    for (const device of [...devices, ...devices]) {
      const view = must(await device.tab.view(thread), 'the room')
      expect(view.records.get('first')).toMatchObject({
        state: 'opened',
        record: { body: { text: 'the first note' } },
      })
      expect(await titleOf(device, thread)).toBe('new')
      expect(device.notes(otherThread)).toHaveLength(1)
      const own = device === first ? 'while-lying' : 'answer'
      expect(view.records.get(own)).toMatchObject({ state: 'opened' })
      // Looked at once more, it comes from the log and the marks.
      await device.tab.rebuild(thread)
    }
    if (shows === 'unreadable') expect(seen.some(text => /"unreadable":[1-9]/.test(text))).toBe(true)
    else if (shows !== null) expect(seen.join('\n')).toContain(`"${shows}"`)

    // And with an honest server everything goes on.
    server.tellLies({})
    server.crash()
    for (const { tab } of devices) tab.sync?.retry()
    await settle()
    await second.write(thread, 'afterwards', 'goes on')
    await settle()
    for (const device of devices) {
      const view = must(await device.tab.view(thread), 'the room')
      for (const note of ['first', 'while-lying', 'answer', 'afterwards'])
        expect([note, view.records.get(note)?.state]).toEqual([note, 'opened'])
      expect(await device.waiting(), problemsOf(device)).toBe(0)
      expect(device.tab.sync?.status().state, problemsOf(device)).toEqual({ type: 'synced' })
    }
  })

  it('a live frame is repeated: it is heard once', async () => {
    world = await prepare()
    const { devices, thread, server, settle } = world
    const [first, second] = devices
    const heard: string[] = []
    second.tab.sync?.onEphemeral(thread, bytes => heard.push(new TextDecoder().decode(bytes)))
    const kept: DownMessage[] = []
    server.tellLies({
      down: message => {
        if (frameOf(message)?.type !== 'ephemeral') return [...kept, message]
        kept.push(message)
        return [message, message]
      },
    })
    void first.tab.sync?.publishEphemeral(thread, new TextEncoder().encode('token'))
    await settle()
    await first.write(thread, 'later', 'brings the kept one again')
    await settle()
    expect(kept).toHaveLength(1)
    expect(heard).toEqual(['token'])
  })
})
