/** The row of the browser's own model, by what a faithful fake of the API says of it. */

import { systemRandom } from '@weft/shared/env.ts'
import { ok } from '@weft/shared/result.ts'
import { testClock } from '@weft/shared/testing/env.ts'
import { beforeEach, describe, expect, it } from 'vitest'
import type { ModelRows } from '../model-rows.ts'
import type { DeviceModelRow } from '../tables.ts'
import { createFakeBrowserApis, type FakeBrowserApis, type FakeState } from '../testing/fake-browser-apis.ts'
import { createBrowserClient } from './browser-client.ts'
import { serveBrowserModel } from './browser-host.ts'
import { type BrowserModel, browserModelId, createBrowserModel } from './browser-model.ts'

let table: Map<string, DeviceModelRow>
let clock: ReturnType<typeof testClock>
let apis: FakeBrowserApis
let browser: BrowserModel

const rowsIn = (rows: Map<string, DeviceModelRow>): ModelRows => ({
  get: async id => rows.get(id),
  all: async () => [...rows.values()],
  put: async row => {
    rows.set(row.id, row)
    return ok(undefined)
  },
  change: async (id, change) => {
    const row = rows.get(id)
    if (row) rows.set(id, change(row))
    return ok(rows.get(id))
  },
  remove: async id => void rows.delete(id),
})

const row = (): DeviceModelRow | undefined => table.get(browserModelId)

/** Another tab of the same browser: an engine and a page, over the same rows. */
const openTab = async (isOnline = true): Promise<BrowserModel> => {
  const tab = createBrowserModel({ clock, rows: rowsIn(table) })
  const { port1, port2 } = new MessageChannel()
  serveBrowserModel(port1, {
    env: { clock, random: systemRandom },
    locks: navigator.locks,
    apis,
    browserName: 'Weaver',
    isOnline: () => isOnline,
    report: reportError,
  })
  await tab.attach(createBrowserClient(port2, clock))
  return tab
}

const start = async (state: Partial<FakeState>, isOnline = true): Promise<void> => {
  apis = createFakeBrowserApis(state)
  browser = await openTab(isOnline)
}

beforeEach(() => {
  table = new Map()
  clock = testClock()
})

describe('the row', () => {
  it('is none where the browser has no model, also where it once had one', async () => {
    await start({ model: 'available' })
    expect(row()).toBeDefined()
    apis.set({ model: 'unavailable' })
    await openTab()
    expect(row()).toBeUndefined()
    expect(apis.created).toEqual([])
  })

  it('says that it is here, what people know it by and what it sees', async () => {
    await start({ pictures: 'available' })
    expect(row()).toMatchObject({
      state: 'here',
      doneBytes: 0,
      totalBytes: 0,
      model: { engine: 'browser', name: 'Weaver model', contextWindow: 0, abilities: { vision: true } },
    })
  })

  it('does not offer pictures that would be another download', async () => {
    await start({ pictures: 'downloadable' })
    expect(row()?.model.abilities.vision).toBe(false)
  })

  it('says that it can be fetched, and asks for nothing before a click', async () => {
    await start({ model: 'downloadable', pictures: 'downloadable' })
    expect(row()).toMatchObject({ state: 'wanted', model: { abilities: { vision: true } } })
    expect(apis.created).toEqual([])
  })
})

describe('a download', () => {
  it('after a click goes on to its end, and the session it made is let go', async () => {
    await start({ model: 'downloadable' })
    apis.set({ isClicked: true })
    await browser.bring()
    await expect.poll(row).toMatchObject({ state: 'arriving', doneBytes: 0, totalBytes: 1 })
    await expect.poll(() => apis.created.length).toBe(1)
    apis.download(0.25)
    await expect.poll(row).toMatchObject({ state: 'arriving', doneBytes: 0.25 })
    apis.download(1)
    await expect.poll(row).toMatchObject({
      state: 'here',
      doneBytes: 0,
      totalBytes: 0,
      model: { contextWindow: 1_000 },
    })
    expect(apis.alive()).toBe(0)
  })

  it('without a click is refused in the words of the browser', async () => {
    await start({ model: 'downloadable' })
    await browser.bring()
    await expect.poll(row).toMatchObject({
      state: 'paused',
      problem: { type: 'refused', detail: 'It is NotAllowedError.' },
    })
  })

  it.each([
    [true, 'unreachable'],
    [false, 'offline'],
  ])('that breaks with a network (%s) is %s, and goes on with the next click', async (isOnline, type) => {
    await start({ model: 'downloadable', isClicked: true }, isOnline)
    await browser.bring()
    await expect.poll(() => apis.created.length).toBe(1)
    apis.failDownload()
    await expect.poll(row).toMatchObject({ state: 'paused', problem: { type } })
    apis.set({ isClicked: true })
    await browser.bring()
    await expect.poll(row).toMatchObject({ state: 'arriving' })
    expect(row()).not.toHaveProperty('problem')
    await expect.poll(() => apis.created.length).toBe(2)
    apis.download(1)
    await expect.poll(row).toMatchObject({ state: 'here' })
  })

  it('that is not waited for any more says so, and is followed again without a click', async () => {
    await start({ model: 'downloadable', isClicked: true })
    await browser.bring()
    await expect.poll(() => apis.created.length).toBe(1)
    await browser.pause()
    expect(row()).toMatchObject({ state: 'paused' })
    apis.download(0.5)
    await browser.bring()
    await expect.poll(() => apis.created.length).toBe(2)
    apis.download(1)
    await expect.poll(row).toMatchObject({ state: 'here' })
  })

  it('of a tab that is gone is followed by the next', async () => {
    await start({ model: 'downloadable', isClicked: true })
    await browser.bring()
    await expect.poll(() => apis.created.length).toBe(1)
    await openTab()
    await expect.poll(() => apis.created.length).toBe(2)
    apis.download(1)
    await expect.poll(row).toMatchObject({ state: 'here' })
  })
})

describe('a question', () => {
  it('waits for the page, which may be a moment behind the engine', async () => {
    apis = createFakeBrowserApis()
    const early = createBrowserModel({ clock, rows: rowsIn(table) })
    const turn = early.turn(new AbortController().signal)
    const { port1, port2 } = new MessageChannel()
    serveBrowserModel(port1, {
      env: { clock, random: systemRandom },
      locks: navigator.locks,
      apis,
      browserName: '',
      isOnline: () => true,
      report: reportError,
    })
    await early.attach(createBrowserClient(port2, clock))
    expect(await turn).toMatchObject({ ok: true })
  })

  it('that no page takes ends with the model gone from the list', async () => {
    await start({})
    const orphan = createBrowserModel({ clock, rows: rowsIn(table) })
    const turn = orphan.turn(new AbortController().signal)
    clock.advance(10_000)
    expect(await turn).toEqual({ ok: false, error: { type: 'model-not-here' } })
    expect(row()).toBeUndefined()
  })

  it('that is stopped while it waits is answered by nobody', async () => {
    const stop = new AbortController()
    const turn = createBrowserModel({ clock, rows: rowsIn(table) }).turn(stop.signal)
    stop.abort()
    expect(await turn).toBeNull()
  })

  it('lets the row know how much a session holds', async () => {
    await start({ window: 9_216 })
    const turn = await browser.turn(new AbortController().signal)
    const known = row()
    if (!turn?.ok || !known) throw new Error('a turn')
    const request = {
      modelId: browserModelId,
      instructions: '',
      messages: [{ role: 'user', content: [{ type: 'text', text: 'one' }] }],
      parameters: {},
    } as const
    const { client } = turn.value
    for await (const _part of client.stream(
      known.model,
      request,
      new AbortController().signal,
      () => undefined,
    ));
    await expect.poll(() => row()?.model.contextWindow).toBe(9_216)
  })
})
