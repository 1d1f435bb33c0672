/**
 * Models in memory. One for talking and one for vectors at a time, over all tabs: a device has one graphics processor.
 * Each has a worker to itself, which ends when another is wanted, when nobody has asked for a while, and when it broke;
 * with it goes all its memory.
 */

import type { Clock } from '@weft/shared/env.ts'
import { err, ok, type Result } from '@weft/shared/result.ts'
import type { ProviderError } from '../providers/provider-error.ts'
import { createTurns } from '../providers/turns.ts'
import type { DeviceModel } from './device-model.ts'
import type { ModelClient } from './inference/model-client.ts'

export type ModelTask = DeviceModel['task']

export interface DeviceRunnerDeps {
  readonly clock: Clock
  /** A fresh worker for this model; the one of its task that was there before is ended. `onLost`: it is gone. */
  readonly spawn: (model: DeviceModel, onLost: () => void) => Promise<ModelClient>
  readonly end: (task: ModelTask) => Promise<void>
  /** Held by the tab that has a model of this task in memory. Waits for it, asking whoever has it to let go. */
  readonly takeDevice: (
    task: ModelTask,
    onWanted: () => void,
    signal: AbortSignal,
  ) => Promise<(() => void) | null>
  /** How much of a model is in memory; undefined when it is not any more. */
  readonly onLoaded: (id: string, loaded: number | undefined) => void
}

/** A model that may be used until `done` is called. */
export interface Turn {
  readonly client: ModelClient
  readonly onLoading: (loaded: number) => void
  /** It has given something since it was loaded: its files make a model that runs, whatever comes after. */
  readonly hasWorked: () => boolean
  /** It has given something. */
  readonly worked: () => void
  /** `broken`: it is not to be used again as it is. */
  readonly done: (broken: boolean) => void
}

export interface DeviceRunner {
  /** Waits for its turn: one use at a time. Null when `signal` aborted first. */
  readonly turn: (model: DeviceModel, signal: AbortSignal) => Promise<Result<Turn, ProviderError> | null>
  /** Gives the memory of this tab's model back: at once when nobody uses it, else when its answer is done. */
  readonly letGo: (id: string) => Promise<void>
  /** The same whichever tab has it. Resolves when it is in no memory any more, which may take an answer of another tab. */
  readonly unload: (model: DeviceModel) => Promise<void>
}

/** Milliseconds without a question after which a model gives its memory back. */
const idleFor = 5 * 60_000

interface InMemory {
  readonly model: DeviceModel
  readonly client: ModelClient
  readonly giveBack: () => void
  /** As told last. */
  loaded: number
  hasWorked: boolean
}

interface Slot {
  held: InMemory | undefined
  isBusy: boolean
  /** Another tab waits, or a person wants the memory back. */
  isWanted: boolean
  cancelIdle: (() => void) | undefined
}

const emptySlot = (): Slot => ({ held: undefined, isBusy: false, isWanted: false, cancelIdle: undefined })

export const createDeviceRunner = (deps: DeviceRunnerDeps): DeviceRunner => {
  const slots: Readonly<Record<ModelTask, Slot>> = { chat: emptySlot(), embedding: emptySlot() }
  const turns = createTurns(() => 1)

  const unload = async (slot: Slot): Promise<void> => {
    const { held } = slot
    slot.cancelIdle?.()
    slot.held = undefined
    slot.isWanted = false
    if (!held) return
    held.client.close()
    await deps.end(held.model.task)
    held.giveBack()
    deps.onLoaded(held.model.id, undefined)
  }

  /** Nobody uses it for the moment. */
  const rest = (task: ModelTask): void => {
    const slot = slots[task]
    slot.isBusy = false
    if (turns.hasWaiting(task)) return
    if (slot.isWanted) void unload(slot)
    else slot.cancelIdle = deps.clock.after(idleFor, () => void unload(slot))
  }

  const load = async (slot: Slot, model: DeviceModel, signal: AbortSignal): Promise<InMemory | null> => {
    const onWanted = (): void => {
      slot.isWanted = true
      if (!slot.isBusy) void unload(slot)
    }
    const giveBack = await deps.takeDevice(model.task, onWanted, signal)
    if (!giveBack) return null
    try {
      const client = await deps.spawn(model, () => {
        if (slot.held?.client === client) void unload(slot)
      })
      slot.held = { model, client, giveBack, loaded: 0, hasWorked: false }
      return slot.held
    } catch (cause) {
      // Nobody else could ever have the device.
      giveBack()
      throw cause
    }
  }

  const letGo = async (id: string): Promise<void> => {
    for (const slot of Object.values(slots)) {
      if (slot.held?.model.id !== id) continue
      if (slot.isBusy) slot.isWanted = true
      else await unload(slot)
    }
  }

  /** Whoever has the device is asked for it. */
  const unloadElsewhere = async ({ id, task }: DeviceModel): Promise<void> => {
    const giveBack = await deps.takeDevice(task, () => undefined, new AbortController().signal)
    // Before another tab can load it again. A tab that died may have left the row as it was.
    deps.onLoaded(id, undefined)
    giveBack?.()
  }

  return {
    turn: async (model, signal) => {
      const { task } = model
      const slot = slots[task]
      const giveBack = await turns.turn(task, signal)
      if (!giveBack) return null
      slot.isBusy = true
      slot.cancelIdle?.()
      const end = (): void => {
        rest(task)
        giveBack()
      }
      try {
        if (slot.held && slot.held.model.id !== model.id) await unload(slot)
        const held = slot.held ?? (await load(slot, model, signal))
        if (!held) {
          end()
          return null
        }
        let isDone = false
        return ok({
          client: held.client,
          onLoading: loaded => {
            // Every question hears that it is there; told once, not with each of a thousand texts.
            if (held.loaded === loaded) return
            held.loaded = loaded
            deps.onLoaded(model.id, loaded)
          },
          hasWorked: () => held.hasWorked,
          worked: () => {
            held.hasWorked = true
          },
          done: broken => {
            if (isDone) return
            isDone = true
            if (broken) void unload(slot).then(end)
            else end()
          },
        })
      } catch {
        await unload(slot)
        end()
        return err({ type: 'engine-not-here' })
      }
    },
    letGo,
    unload: async model => {
      const { held, isBusy } = slots[model.task]
      if (held?.model.id === model.id) return letGo(model.id)
      // With another in memory here this one is in none. While one is loaded here, the others have been asked.
      if (held) deps.onLoaded(model.id, undefined)
      else if (!isBusy) await unloadElsewhere(model)
    },
  }
}
