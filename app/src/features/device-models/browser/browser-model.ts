/**
 * The browser's own model among the models on this device: its row says what the browser says of it. Weft neither has
 * its files nor can remove them, so a download is a wish told to the browser, and its end is the browser's.
 */

import type { Clock } from '@weft/shared/env.ts'
import { err, ok, type Result } from '@weft/shared/result.ts'
import type { ProviderError } from '../../providers/provider-error.ts'
import type { DeviceModel } from '../device-model.ts'
import type { Turn } from '../device-runner.ts'
import type { ModelRows } from '../model-rows.ts'
import type { DeviceModelRow, DeviceModelState } from '../tables.ts'
import type { BrowserClient } from './browser-client.ts'
import type { Brought, Found } from './browser-messages.ts'

export const browserModelId = 'browser-prompt'

export interface BrowserModel {
  /** A page has said that its browser may have a model. Resolves when the row says what became of that. */
  readonly attach: (client: BrowserClient) => Promise<void>
  /** Fetches it. To be called within seconds of a click, from the engine of the page that was clicked. */
  readonly bring: () => Promise<void>
  /** Waits for it no more; the browser may go on all the same. */
  readonly pause: () => Promise<void>
  /** It may be used; many may at a time, since the browser puts them in line. Null when `signal` aborted first. */
  readonly turn: (signal: AbortSignal) => Promise<Result<Turn, ProviderError> | null>
  /** A title, or null where the browser makes none. Never waits for a page. */
  readonly headline: (text: string) => Promise<string | null>
}

/** Milliseconds for which a question waits for the page. A page looks as soon as the engine is open. */
const attachWithin = 10_000

/** A browser says neither what its model is called nor what it takes; people know it by the browser, which may not say its name. */
const toModel = ({ browserName, seesPictures }: Found, contextWindow: number): DeviceModel => ({
  id: browserModelId,
  engine: 'browser',
  task: 'chat',
  name: `${browserName || 'Browser'} model`,
  family: '',
  downloadBytes: 0,
  memoryBytes: 0,
  contextWindow,
  languages: [],
  licence: { name: '' },
  needsHalfFloats: false,
  abilities: { tools: false, vision: seesPictures, reasoning: false },
  source: { type: 'browser' },
})

const stateOf = (availability: Exclude<Found['availability'], 'unavailable'>): DeviceModelState => {
  switch (availability) {
    case 'downloadable':
      return 'wanted'
    case 'downloading':
      return 'arriving'
    case 'available':
      return 'here'
  }
}

/** It takes none of our room; while it comes, its figures are a share of 1. */
const shareOf = (state: DeviceModelState, done: number): Pick<DeviceModelRow, 'doneBytes' | 'totalBytes'> =>
  state === 'here' || state === 'wanted'
    ? { doneBytes: 0, totalBytes: 0 }
    : { doneBytes: done, totalBytes: 1 }

const inState = (
  { problem: _problem, ...row }: DeviceModelRow,
  state: DeviceModelState,
  done = row.doneBytes,
): DeviceModelRow => ({ ...row, state, ...shareOf(state, done) })

export const createBrowserModel = ({
  clock,
  rows,
}: {
  readonly clock: Clock
  readonly rows: ModelRows
}): BrowserModel => {
  let client: BrowserClient | undefined
  let stop: AbortController | undefined
  const waiting = new Set<() => void>()

  const change = (to: (row: DeviceModelRow) => DeviceModelRow): Promise<unknown> =>
    rows.change(browserModelId, to)

  const noteWindow = (contextWindow: number): void =>
    void change(row => ({ ...row, model: { ...row.model, contextWindow } }))

  const show = async (found: Found): Promise<void> => {
    const { availability } = found
    if (availability === 'unavailable') return rows.remove(browserModelId)
    const known = await rows.get(browserModelId)
    const model = toModel(found, known?.model.contextWindow ?? 0)
    const row = known ?? { id: browserModelId, files: [], addedAt: clock.now(), doneBytes: 0, totalBytes: 0 }
    await rows.put(inState({ ...row, model, state: 'wanted' }, stateOf(availability)))
  }

  const settle = async (from: BrowserClient, brought: Brought): Promise<void> => {
    switch (brought.type) {
      case 'here':
        await show(await from.look())
        if (brought.contextWindow !== undefined) noteWindow(brought.contextWindow)
        return
      case 'stopped':
        return void (await change(row => (row.state === 'arriving' ? inState(row, 'paused') : row)))
      case 'failed':
        return void (await change(row => ({ ...inState(row, 'paused'), problem: brought.error })))
    }
  }

  /** Until it is here, whoever began that. */
  const follow = async (from: BrowserClient): Promise<void> => {
    stop?.abort()
    const stopping = new AbortController()
    stop = stopping
    // The page is asked first: the click is forgotten while a database is written to.
    const bringing = from.bring(
      loaded => void change(row => (row.state === 'arriving' ? inState(row, 'arriving', loaded) : row)),
      stopping.signal,
    )
    await change(row => inState(row, 'arriving', 0))
    const brought = await bringing
    if (stop === stopping) await settle(from, brought)
  }

  const attached = (signal: AbortSignal): Promise<BrowserClient | undefined> =>
    new Promise(resolve => {
      const take = (): void => {
        cancel()
        waiting.delete(take)
        signal.removeEventListener('abort', take)
        resolve(client)
      }
      const cancel = clock.after(attachWithin, take)
      waiting.add(take)
      signal.addEventListener('abort', take, { once: true })
      if (client || signal.aborted) take()
    })

  return {
    attach: async from => {
      client = from
      for (const take of waiting) take()
      await show(await from.look())
      const row = await rows.get(browserModelId)
      // Begun by another tab, or before a restart. To follow it wants no click.
      if (row?.state === 'arriving') void follow(from)
    },
    bring: async () => {
      if (client) void follow(client)
    },
    pause: async () => {
      stop?.abort()
      await change(row => (row.state === 'arriving' ? inState(row, 'paused') : row))
    },
    turn: async signal => {
      const from = await attached(signal)
      if (signal.aborted) return null
      if (!from) {
        // It stood here when it was last looked for, and this browser does not even have the words for it any more.
        await rows.remove(browserModelId)
        return err({ type: 'model-not-here' })
      }
      const turnClient: Turn['client'] = {
        ...from,
        stream: (...call) => from.stream(...call, noteWindow),
      }
      return ok({
        client: turnClient,
        onLoading: () => undefined,
        hasWorked: () => false,
        worked: () => undefined,
        done: () => undefined,
      })
    },
    headline: async text => (await client?.headline(text)) ?? null,
  }
}
