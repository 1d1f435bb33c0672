/** One tab of one device in a simulated world: an engine of rooms over a store that may be slow and may fail. */

import { createLogicalClock } from '@weft/shared/clock.ts'
import type { ScopedSealer, Sealer } from '@weft/shared/crypto/sealer.ts'
import type { Env, Random } from '@weft/shared/env.ts'
import type { Slot } from '@weft/shared/ids.ts'
import { err } from '@weft/shared/result.ts'
import { createCommands } from '../commands.ts'
import { createCommitGate } from '../commit-gate.ts'
import type { RoomRef } from '../room-ref.ts'
import { createRooms, type Rooms } from '../rooms.ts'
import type { Store } from '../store.ts'
import { patientLargeUpdates } from './patient-large-updates.ts'
import { toyCommands, toyRowMaker } from './toy-feature.ts'

/** What a world can do to a tab. Everything is plain data, so a tab may live in a worker. */
export interface Tab {
  /** The tag of the error, or null when it was committed. */
  readonly execute: (name: string, args: object) => Promise<string | null>
  readonly receive: (update: Uint8Array) => Promise<string | null>
  readonly readOn: () => Promise<void>
  readonly state: () => Promise<Uint8Array>
  readonly rebuild: () => Promise<void>
}

/** What is broken on purpose, to see that the world notices. */
export type Sabotage = 'none' | 'no-head-check' | 'leaking-gate'

export interface TabOptions {
  readonly room: RoomRef
  readonly slot: Slot
  readonly store: Store
  readonly sealer: Sealer
  readonly env: Env
  /** Called at every await of store and sealer. */
  readonly pause: () => Promise<void>
  readonly sabotage: Sabotage
  readonly publish: (update: Uint8Array) => void
  readonly announce: () => void
}

const slowSealer = (sealer: Sealer, pause: () => Promise<void>): Sealer => ({
  blob: sealer.blob,
  blobId: sealer.blobId,
  scope: async scope => {
    const scoped = await sealer.scope(scope)
    const slow: ScopedSealer = {
      seal: async (map, key, plaintext) => {
        await pause()
        return scoped.seal(map, key, plaintext)
      },
      open: async (map, key, sealed) => {
        await pause()
        return scoped.open(map, key, sealed)
      },
    }
    return slow
  },
})

const slowStore = (store: Store, pause: () => Promise<void>, sabotage: Sabotage): Store => ({
  ...store,
  load: async room => {
    await pause()
    return store.load(room)
  },
  since: async (room, number) => {
    await pause()
    return store.since(room, number)
  },
  commit: async commit => {
    await pause()
    if (sabotage !== 'no-head-check') return store.commit(commit)
    const stored = await store.load(commit)
    return stored.ok ? store.commit({ ...commit, expectedHead: stored.value.head }) : err(stored.error)
  },
})

const errorOf = (result: {
  readonly ok: boolean
  readonly error?: { readonly type: string }
}): string | null => (result.ok ? null : (result.error?.type ?? 'unknown'))

export const createTab = (options: TabOptions): Tab => {
  const logicalClock = createLogicalClock(options.env.clock)
  const rooms: Rooms = createRooms({
    store: slowStore(options.store, options.pause, options.sabotage),
    sealerOf: () => slowSealer(options.sealer, options.pause),
    rowMakers: new Map([[toyRowMaker.roomKind, toyRowMaker]]),
    logicalClock,
    slot: options.slot,
    env: options.env,
    largeUpdates: patientLargeUpdates,
    isDeleted: async () => false,
    publish: (_ref, update) => options.publish(update),
    announce: options.announce,
    createGate: send =>
      options.sabotage === 'leaking-gate'
        ? { hold: send, release: () => {}, drop: () => {} }
        : createCommitGate(send),
  })
  const commands = createCommands(toyCommands, rooms, logicalClock)

  return {
    execute: async (name, args) => errorOf(await commands.execute(name, { ...options.room, ...args })),
    receive: async update => errorOf(await (await rooms.open(options.room)).receive(update)),
    readOn: async () => {
      await (await rooms.open(options.room)).readOn()
    },
    state: async () => {
      const state = await (await rooms.open(options.room)).state()
      return state.ok ? state.value : new Uint8Array([0, 0])
    },
    rebuild: async () => {
      await (await rooms.open(options.room)).rebuild()
    },
  }
}

/** Resolves after a random number of turns of the event loop, so that entries of different tabs interleave. */
export const randomPause =
  (random: Random, most: number, turn: () => Promise<void>) => async (): Promise<void> => {
    const turns = Math.floor(random.fraction() * (most + 1))
    for (let index = 0; index < turns; index += 1) await turn()
  }
