/**
 * Which tab has a model in memory: the one that holds the lock of its task. Who waits for it says so to all tabs, and
 * the one that has it lets go when it can.
 */

import type { DeviceRunnerDeps, ModelTask } from './device-runner.ts'

export interface TakeDeviceDeps {
  readonly locks: Pick<LockManager, 'request' | 'query'>
  /** All tabs hear it. */
  readonly channel: BroadcastChannel
}

interface Wanted {
  readonly wanted: ModelTask
}

export const deviceLock = (task: ModelTask): string => `weft-model-in-memory-${task}`

export const createTakeDevice =
  ({ locks, channel }: TakeDeviceDeps): DeviceRunnerDeps['takeDevice'] =>
  (task, onWanted, signal) => {
    const name = deviceLock(task)
    const held = Promise.withResolvers<(() => void) | null>()
    const release = Promise.withResolvers<void>()
    let isHeld = false

    const hear = ({ data }: MessageEvent<Wanted>): void => {
      if (data.wanted === task) onWanted()
    }

    /** Who stood in line behind this tab has said its word already, to the one that had the lock then. */
    const lookBehind = async (): Promise<void> => {
      const { pending = [] } = await locks.query()
      if (isHeld && pending.some(request => request.name === name)) onWanted()
    }

    const locked = locks.request(name, { signal }, () => {
      isHeld = true
      channel.addEventListener('message', hear)
      // Without an answer the line waits until this tab is idle, as for one that hears nothing.
      lookBehind().catch(() => undefined)
      held.resolve(() => {
        isHeld = false
        channel.removeEventListener('message', hear)
        release.resolve()
      })
      return release.promise
    })
    locked.catch(() => held.resolve(null))
    channel.postMessage({ wanted: task } satisfies Wanted)
    return held.promise
  }
