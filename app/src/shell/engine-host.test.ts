import { ok, err } from '@weft/shared/result.ts'
import { testClock } from '@weft/shared/testing/env.ts'
import * as Comlink from 'comlink'
import { afterEach, describe, expect, test, vi } from 'vitest'
import type { EngineError, EngineInfo, WorkerApi } from '../worker/api.ts'
import { type EngineClient, transferPort } from '../worker/client.ts'
import { createEngineHost } from './engine-host.ts'

const info: EngineInfo = { workspaceId: 'wsp_a' as never, roomId: 'wdc_a' as never }

/** Ends of channels to be closed, or the test would not end. */
const ports: MessagePort[] = []
afterEach(() => {
  for (const port of ports.splice(0)) port.close()
})

/** A worker on the other end of a channel, which answers as `api` says. */
const spawnWith = (api: Partial<WorkerApi>) => {
  const { port1, port2 } = new MessageChannel()
  ports.push(port1, port2)
  Comlink.expose(api, port2)
  const terminate = vi.fn()
  return Object.assign(port1, { terminate }) as unknown as Worker
}

const failing = (type: EngineError['type']): Partial<WorkerApi> => ({ start: async () => err({ type }) })
const opening: Partial<WorkerApi> = { start: async () => ok(info) }

const hostOf = (...workers: readonly Partial<WorkerApi>[]) => {
  const clock = testClock()
  const equip = vi.fn<(engine: EngineClient) => void>()
  let spawned = 0
  const host = createEngineHost({
    spawn: () => {
      const api = workers[Math.min(spawned, workers.length - 1)] ?? opening
      spawned += 1
      return spawnWith(api)
    },
    clock,
    equip,
  })
  return { host, clock, equip, spawned: () => spawned }
}

describe('the engine as the page holds it', () => {
  test('is open when it says so, and tells what was opened', async () => {
    const { host } = hostOf(opening)
    expect(host.state.get()).toEqual({ type: 'starting' })
    expect(await host.ready).toEqual(info)
    expect(host.state.get()).toEqual({ type: 'open' })
  })

  test('counts a write until it is committed, and a read not at all', async () => {
    const committing = Promise.withResolvers<void>()
    const { host } = hostOf({
      ...opening,
      execute: async () => {
        await committing.promise
        return ok(undefined)
      },
      discoverLocal: () => new Promise(() => undefined),
    })
    await host.ready
    void host.engine.discoverLocal()
    const written = host.engine.execute('thread.pin', {} as never)
    expect(host.pendingWrites.get()).toBe(1)
    let isWritten = false
    void host.whenWritten().then(() => (isWritten = true))
    committing.resolve()
    await vi.waitFor(() => expect(isWritten).toBe(true))
    expect(await written).toEqual(ok(undefined))
    expect(host.pendingWrites.get()).toBe(0)
  })

  test('does not wait for ever for a write that never ends', async () => {
    const { host, clock } = hostOf({ ...opening, execute: () => new Promise(() => undefined) })
    await host.ready
    void host.engine.execute('thread.pin', {} as never)
    const waited = host.whenWritten()
    clock.advance(5_000)
    await waited
    expect(host.pendingWrites.get()).toBe(1)
  })

  test('goes on by itself when another tab lets go of the database', async () => {
    let isBlocked = true
    const { host, clock } = hostOf({
      start: async () => (isBlocked ? err({ type: 'storage-blocked' }) : ok(info)),
    })
    await vi.waitFor(() =>
      expect(host.state.get()).toEqual({ type: 'failed', error: { type: 'storage-blocked' } }),
    )
    isBlocked = false
    clock.advance(1_500)
    expect(await host.ready).toEqual(info)
    expect(host.state.get()).toEqual({ type: 'open' })
  })

  test('tries again with a new worker behind the same handle', async () => {
    const { host, spawned } = hostOf(failing('storage-failed'), {
      ...opening,
      storageInfo: async () => ({ persisted: true, usedBytes: 1, quotaBytes: 2 }),
    })
    const { engine } = host
    await vi.waitFor(() => expect(host.state.get().type).toBe('failed'))
    host.restart()
    expect(await host.ready).toEqual(info)
    expect(spawned()).toBe(2)
    expect(await engine.storageInfo()).toEqual({ persisted: true, usedBytes: 1, quotaBytes: 2 })
  })

  test('gives every worker what only the page has, to that worker itself', async () => {
    const attached: string[] = []
    const named = (name: string): Partial<WorkerApi> => ({
      start: async () => (name === 'first' ? err({ type: 'storage-failed' }) : ok(info)),
      attachProviderWorker: async port => {
        port.close()
        attached.push(name)
      },
    })
    const { host, equip } = hostOf(named('first'), named('second'))
    await vi.waitFor(() => expect(host.state.get().type).toBe('failed'))
    host.restart()
    await host.ready
    for (const [engine] of equip.mock.calls) {
      const { port1, port2 } = new MessageChannel()
      ports.push(port2)
      await engine.attachProviderWorker(transferPort(port1))
    }
    expect(attached).toEqual(['first', 'second'])
  })
})
