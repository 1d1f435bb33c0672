/**
 * Two devices, the first with two tabs, edit one room: random commands, lost and reordered frames, failing
 * commits, reloads. At the end every device has the same rows, the rows equal a rebuild, everything a command
 * confirmed is there and nothing that it refused is anywhere.
 */

import type { Random } from '@weft/shared/env.ts'
import { must } from '@weft/shared/assert.ts'
import type { Tab } from './tab.ts'

export type DeviceName = 'a' | 'b'

export interface World {
  readonly openTab: (device: DeviceName, tab: number) => Promise<Tab>
  readonly closeTab: (device: DeviceName, tab: number) => Promise<void>
  /** The rows of a device, in a fixed order. */
  readonly rows: (device: DeviceName) => Promise<readonly object[]>
  /** Makes one of the next requests of a device's store fail, or none with null. */
  readonly failSoon: (device: DeviceName, request: number | null) => Promise<void>
  /** Takes the updates that a device has published since the last call. */
  readonly takePublished: (device: DeviceName) => Promise<readonly Uint8Array[]>
}

interface Expected {
  readonly confirmed: Set<string>
  readonly refused: Set<string>
  readonly titles: Set<string>
}

export interface Outcome {
  readonly rows: { readonly [Device in DeviceName]: readonly object[] }
  readonly rebuilt: { readonly [Device in DeviceName]: readonly object[] }
  readonly expected: Expected
}

const devices = ['a', 'b'] as const
const tabsOf: { readonly [Device in DeviceName]: number } = { a: 2, b: 1 }
const otherDevice: { readonly [Device in DeviceName]: DeviceName } = { a: 'b', b: 'a' }

export const runWorld = async (world: World, random: Random, steps: number): Promise<Outcome> => {
  const below = (limit: number): number => Math.floor(random.fraction() * limit)
  const tabs = new Map<string, Promise<Tab>>()
  const expected: Expected = { confirmed: new Set(), refused: new Set(), titles: new Set() }
  const inFlight: { readonly to: DeviceName; readonly update: Uint8Array }[] = []
  const pending: Promise<unknown>[] = []
  let names = 0

  const nameOf = (device: DeviceName, tab: number): string => `${device}${tab}`
  const open = (device: DeviceName, tab: number): Promise<Tab> => {
    const tabPromise = tabs.get(nameOf(device, tab)) ?? world.openTab(device, tab)
    tabs.set(nameOf(device, tab), tabPromise)
    return tabPromise
  }
  const anyTab = (): readonly [DeviceName, number] => {
    const device = devices[below(3) === 0 ? 1 : 0]
    return [device, below(tabsOf[device])]
  }

  const collect = async (): Promise<void> => {
    for (const device of devices) {
      for (const update of await world.takePublished(device))
        inFlight.push({ to: otherDevice[device], update })
    }
  }

  const command = async (device: DeviceName, tab: number): Promise<void> => {
    names += 1
    const id = `n${names}`
    const isTitle = below(3) === 0
    const opened = await open(device, tab)
    const error = isTitle
      ? await opened.execute('note.title', { title: id })
      : await opened.execute('note.add', { id, text: `${device}${tab} says ${id}` })
    if (isTitle) {
      if (error === null) expected.titles.add(id)
    } else {
      ;(error === null ? expected.confirmed : expected.refused).add(id)
    }
  }

  const deliver = async (): Promise<void> => {
    await collect()
    if (inFlight.length === 0) return
    const [frame] = inFlight.splice(below(inFlight.length), 1)
    if (!frame || below(8) === 0) return
    const tab = await open(frame.to, below(tabsOf[frame.to]))
    pending.push(tab.receive(frame.update))
  }

  for (let step = 0; step < steps; step += 1) {
    const [device, tab] = anyTab()
    const choice = below(100)
    if (choice < 60) pending.push(command(device, tab))
    else if (choice < 80) await deliver()
    else if (choice < 88) await world.failSoon(device, below(8))
    else if (choice < 94) pending.push((await open(device, tab)).readOn())
    else {
      await Promise.all(pending.splice(0))
      await collect()
      await world.closeTab(device, tab)
      tabs.delete(nameOf(device, tab))
    }
    if (below(3) === 0) await Promise.all(pending.splice(0))
  }
  await Promise.all(pending)
  await collect()
  for (const device of devices) await world.failSoon(device, null)

  // What was lost on the way is sent again, as the outbox will: each device's whole state to the other.
  for (const device of devices) {
    const state = await (await open(device, 0)).state()
    await (await open(otherDevice[device], 0)).receive(state)
  }
  const rows = { a: await world.rows('a'), b: await world.rows('b') }
  for (const device of devices) await (await open(device, 0)).rebuild()
  const rebuilt = { a: await world.rows('a'), b: await world.rows('b') }
  for (const [name] of tabs) {
    await world.closeTab(
      must(
        devices.find(device => name.startsWith(device)),
        'a device',
      ),
      Number(name.slice(1)),
    )
  }
  return { rows, rebuilt, expected }
}

/** Every law that an outcome breaks, in words; empty when all is well. */
export const brokenLaws = ({ rows, rebuilt, expected }: Outcome): readonly string[] => {
  const broken: string[] = []
  const text = JSON.stringify
  if (text(rows.a) !== text(rows.b)) broken.push('devices differ')
  for (const device of devices) {
    if (text(rows[device]) !== text(rebuilt[device])) broken.push(`rows of ${device} differ from a rebuild`)
    const ids = new Set(rows[device].map(row => ('id' in row ? row.id : null)))
    for (const id of expected.confirmed)
      if (!ids.has(id)) broken.push(`${id} was confirmed and is gone from ${device}`)
    for (const id of expected.refused) if (ids.has(id)) broken.push(`${id} was refused and is on ${device}`)
    const sum = rows[device].find(row => 'id' in row && row.id === 'sum')
    const title = sum && 'title' in sum ? sum.title : null
    if (expected.titles.size > 0 && title === null) broken.push(`every title is gone from ${device}`)
  }
  return broken
}
