/**
 * The page's side of its engine worker: starts it, starts it again, and knows what became of it. The handle that
 * views hold stays the same while the worker behind it is replaced.
 */

import type { Clock } from '@weft/shared/env.ts'
import type { EngineError, EngineInfo } from '../worker/api.ts'
import { createEngineClient, type EngineClient } from '../worker/client.ts'
import { createValueStore, type ValueStore } from './value-store.ts'

export type EngineState =
  | { readonly type: 'starting' }
  | { readonly type: 'open' }
  | { readonly type: 'failed'; readonly error: EngineError }
  /** The worker itself could not be loaded, or broke before it was open. */
  | { readonly type: 'stopped' }

export interface EngineHostOptions {
  readonly spawn: () => Worker
  readonly clock: Clock
  /** Gives an engine that has just been started what only the page has. */
  readonly equip?: (engine: EngineClient) => void
}

export interface EngineHost {
  readonly engine: EngineClient
  readonly ready: Promise<EngineInfo>
  readonly state: ValueStore<EngineState>
  /** Writes that were asked for and are not committed yet. */
  readonly pendingWrites: ValueStore<number>
  /** Resolves when every write so far has ended, or after a few seconds: a reload is not held up for ever. */
  readonly whenWritten: () => Promise<void>
  /** Tries again with a new worker. */
  readonly restart: () => void
}

/** Between tries while another tab holds the database open, milliseconds: it goes on by itself. */
const retryAfter = 1_500

/** A worker that broke is started again once by itself, after this many milliseconds. */
const restartAfter = 1_000

/** A write that takes longer has failed in a way nobody was told of, milliseconds. */
const longestWrite = 5_000

/** Calls that write what a person made: until they resolve, nothing says “saved”. */
const writes: ReadonlySet<PropertyKey> = new Set(['execute', 'saveDraft', 'addAttachment', 'duplicateThread'])

export const createEngineHost = ({ spawn, clock, equip }: EngineHostOptions): EngineHost => {
  const state = createValueStore<EngineState>({ type: 'starting' })
  const pendingWrites = createValueStore(0)
  const ready = Promise.withResolvers<EngineInfo>()

  const begin = (): Running => {
    state.set({ type: 'starting' })
    const worker = spawn()
    const running = { worker, remote: createEngineClient(worker) }
    equip?.(running.remote)
    // Later errors of a worker that is open are told by the call that met them.
    worker.addEventListener('error', () => {
      if (!isCurrent(running) || state.get().type !== 'starting') return
      state.set({ type: 'stopped' })
      if (hasRestarted) return
      hasRestarted = true
      clock.after(restartAfter, () => {
        if (isCurrent(running)) restart()
      })
    })
    return running
  }

  const open = async (running: Running): Promise<void> => {
    const result = await running.remote.start()
    if (!isCurrent(running)) return
    if (result.ok) {
      state.set({ type: 'open' })
      ready.resolve(result.value)
      return
    }
    state.set({ type: 'failed', error: result.error })
    if (result.error.type !== 'storage-blocked') return
    clock.after(retryAfter, () => {
      if (isCurrent(running)) void open(running)
    })
  }

  const isCurrent = (running: Running): boolean => current === running

  const counted =
    (call: (...args: readonly unknown[]) => Promise<unknown>) =>
    async (...args: readonly unknown[]): Promise<unknown> => {
      pendingWrites.set(pendingWrites.get() + 1)
      try {
        return await call(...args)
      } finally {
        pendingWrites.set(pendingWrites.get() - 1)
      }
    }

  const restart = (): void => {
    current.worker.terminate()
    current = begin()
    void open(current)
  }

  let hasRestarted = false
  let current = begin()
  void open(current)

  return {
    engine: new Proxy(current.remote, {
      get: (_first, name) => {
        const call = Reflect.get(current.remote, name)
        return writes.has(name) ? counted(call) : call
      },
    }),
    ready: ready.promise,
    state,
    pendingWrites,
    whenWritten: () =>
      new Promise(resolve => {
        if (pendingWrites.get() === 0) return resolve()
        const end = (): void => {
          cancel()
          unsubscribe()
          resolve()
        }
        const cancel = clock.after(longestWrite, end)
        const unsubscribe = pendingWrites.subscribe(() => {
          if (pendingWrites.get() === 0) end()
        })
      }),
    restart,
  }
}

interface Running {
  readonly worker: Worker
  readonly remote: EngineClient
}
