/**
 * Downloads of models, one tab at a time each. The row is the wish (`arriving`) and the memory; whoever holds the lock
 * of its name fulfils it, and stops when the row wishes something else. So a download goes on in another tab when its
 * own is closed, and after a restart.
 */

import type { Clock } from '@weft/shared/env.ts'
import { ok, type Result } from '@weft/shared/result.ts'
import type { StorageError } from '../../core/store.ts'
import type { DeviceModel } from './device-model.ts'
import type { DownloadClient } from './download/download-client.ts'
import type { DownloadError } from './download/download-error.ts'
import type { ModelFile } from './download/model-file.ts'
import { createSpeedometer } from './download/speedometer.ts'
import type { ModelRows } from './model-rows.ts'
import type { DeviceModelRow } from './tables.ts'
import { wantedRow } from './wanted-row.ts'

export interface DeviceDownloadsDeps {
  readonly clock: Clock
  readonly rows: ModelRows
  /** Starts the worker when there is none. */
  readonly client: () => Promise<DownloadClient>
  /** Runs `action` while holding the lock of that name; waits for it. */
  readonly withLock: <T>(name: string, action: () => Promise<T>) => Promise<T>
  /** Resolves when there is a network, or when `signal` aborts. */
  readonly online: (signal: AbortSignal) => Promise<void>
  /** Brings what the app itself needs to run models of this kind; false when it cannot. */
  readonly bringEngine: (engine: DeviceModel['engine']) => Promise<boolean>
}

export interface DeviceDownloads {
  /** Begins, or goes on. */
  readonly start: (model: DeviceModel) => Promise<Result<void, StorageError>>
  /** Keeps a model in the list that is not to come yet; of one that is there already, what is said of it now. */
  readonly add: (model: DeviceModel) => Promise<Result<void, StorageError>>
  /** Stops it in this tab also when that cannot be stored; elsewhere, and after a restart, it goes on then. */
  readonly pause: (id: string) => Promise<Result<void, StorageError>>
  /** Takes everything of it away from this device; what a person has entered themselves stays in the list. */
  readonly remove: (id: string) => Promise<void>
  /** Drops those of its files that are not what they should be, so that the next download brings them anew. */
  readonly mend: (id: string) => Promise<void>
  /**
   * Gives the room of models that are not here whole to threads that want it; true when there was any. They can be
   * fetched again, what a person writes cannot.
   */
  readonly makeRoom: () => Promise<boolean>
  /** Takes up what a closed tab, a crash or a kill has left. */
  readonly recover: () => Promise<void>
}

const lockName = (id: string): string => `weft-device-model-${id}`

const withoutProblem = ({
  problem: _problem,
  bytesPerSecond: _speed,
  ...row
}: DeviceModelRow): DeviceModelRow => row

const stopped = (row: DeviceModelRow, problem?: DownloadError): DeviceModelRow => ({
  ...withoutProblem(row),
  state: 'paused',
  ...(problem ? { problem } : {}),
})

const arrived = (row: DeviceModelRow): DeviceModelRow => ({
  ...withoutProblem(row),
  state: 'here',
  doneBytes: row.totalBytes,
})

export const createDeviceDownloads = (deps: DeviceDownloadsDeps): DeviceDownloads => {
  const { clock, rows } = deps
  /** In this tab: waiting for the lock or a network, or holding the lock. */
  const running = new Set<string>()
  const stops = new Map<string, AbortController>()
  /** Ended here, whatever their rows say: on a full disk the end itself may not be stored. Until they are wished anew. */
  const ended = new Set<string>()

  const isWanted = (row: DeviceModelRow | undefined): row is DeviceModelRow => row?.state === 'arriving'

  /**
   * A change of a download that is wished no more ends it, wherever that was said. A figure that was not stored says
   * nothing of wishes, and is followed by the next.
   */
  const note = async (
    id: string,
    stop: AbortController,
    change: (row: DeviceModelRow) => DeviceModelRow,
  ): Promise<void> => {
    const changed = await rows.change(id, row => (isWanted(row) ? change(row) : row))
    if (changed.ok && !isWanted(changed.value)) stop.abort()
  }

  /** Two variants of a model may share their weights, and many models one library. */
  const filesOfIt = async (row: DeviceModelRow): Promise<readonly ModelFile[]> => {
    const others = new Set(
      (await rows.all())
        .filter(({ id }) => id !== row.id)
        .flatMap(({ files }) => files.map(({ url }) => url)),
    )
    return row.files.filter(({ url }) => !others.has(url))
  }

  const bring = async (
    row: DeviceModelRow,
    stop: AbortController,
  ): Promise<DownloadError | 'here' | null> => {
    const { id, model } = row
    const speedometer = createSpeedometer(clock)
    const client = await deps.client()
    const result = await client.download(
      model,
      await filesOfIt(row),
      {
        onFiles: files => void note(id, stop, wanted => ({ ...wanted, files })),
        onProgress: ({ doneBytes, totalBytes }) => {
          const bytesPerSecond = speedometer.at(doneBytes)
          void note(id, stop, wanted => ({
            ...withoutProblem(wanted),
            doneBytes,
            totalBytes,
            ...(bytesPerSecond === undefined ? {} : { bytesPerSecond }),
          }))
        },
      },
      stop.signal,
    )
    if (result === null || stop.signal.aborted) return null
    if (!result.ok) return result.error
    return (await deps.bringEngine(model.engine)) ? 'here' : { type: 'unreachable', detail: 'Weft' }
  }

  /** While the lock is held; says when there is nothing to do before there is a network. */
  const fulfil = async (id: string, stop: AbortController): Promise<'offline' | 'ended'> => {
    const row = await rows.get(id)
    if (!isWanted(row) || stop.signal.aborted) return 'ended'
    const ending = await bring(row, stop)
    if (ending === null) return 'ended'
    if (ending !== 'here' && ending.type === 'offline') {
      await note(id, stop, wanted => ({ ...withoutProblem(wanted), problem: ending }))
      return 'offline'
    }
    ended.add(id)
    await note(id, stop, wanted => (ending === 'here' ? arrived(wanted) : stopped(wanted, ending)))
    return 'ended'
  }

  const fulfilOnline = async (id: string, stop: AbortController): Promise<void> => {
    while ((await deps.withLock(lockName(id), () => fulfil(id, stop))) === 'offline') {
      // Without the lock, so that another tab can remove it meanwhile.
      await deps.online(stop.signal)
    }
  }

  const run = async (id: string): Promise<void> => {
    ended.delete(id)
    if (running.has(id)) return
    running.add(id)
    const stop = new AbortController()
    stops.set(id, stop)
    try {
      await fulfilOnline(id, stop)
    } finally {
      running.delete(id)
      stops.delete(id)
    }
    // It may have been wished again while the last of it was on its way out.
    if (isWanted(await rows.get(id)) && !ended.has(id)) void run(id)
  }

  /** In this tab. */
  const end = (id: string): void => {
    ended.add(id)
    stops.get(id)?.abort()
  }

  const pause = async (id: string): Promise<Result<void, StorageError>> => {
    // First: a start that is asked for meanwhile comes after it.
    end(id)
    const changed = await rows.change(id, row => (isWanted(row) ? stopped(row) : row))
    return changed.ok ? ok(undefined) : changed
  }

  return {
    add: async model => {
      const changed = await rows.change(model.id, row => ({ ...row, model }))
      if (!changed.ok) return changed
      return changed.value ? ok(undefined) : rows.put(wantedRow(model, clock.now()))
    },
    start: async model => {
      const known = await rows.get(model.id)
      const stored = await rows.put({
        ...(known ? withoutProblem(known) : { id: model.id, doneBytes: 0, files: [], addedAt: clock.now() }),
        model,
        totalBytes: known?.totalBytes || model.downloadBytes,
        state: 'arriving',
      })
      if (stored.ok) void run(model.id)
      return stored
    },
    pause,
    remove: async id => {
      await pause(id)
      await deps.withLock(lockName(id), async () => {
        const row = await rows.get(id)
        if (!row) return
        await (await deps.client()).remove(await filesOfIt(row))
        if (!row.model.isCustom) return rows.remove(id)
        await rows.put(wantedRow(row.model, row.addedAt))
      })
    },
    mend: async id => {
      const row = await rows.get(id)
      if (!row) return
      const doneBytes = await (await deps.client()).check(row.files)
      await rows.change(id, broken => ({ ...stopped(broken, { type: 'damaged' }), doneBytes }))
    },
    makeRoom: async () => {
      const unfinished = (await rows.all()).filter(
        ({ state, doneBytes }) => (state === 'arriving' || state === 'paused') && doneBytes > 0,
      )
      for (const { id } of unfinished) {
        end(id)
        const row = await rows.get(id)
        if (row) await (await deps.client()).remove(await filesOfIt(row))
        // Noted when there is room for the note; another tab that still fetches it stops then.
        await rows.change(id, noted => ({ ...stopped(noted, { type: 'no-room' }), doneBytes: 0 }))
      }
      return unfinished.length > 0
    },
    recover: async () => {
      // The browser goes on with its own by itself.
      for (const row of await rows.all())
        if (isWanted(row) && row.model.engine !== 'browser') void run(row.id)
    },
  }
}
