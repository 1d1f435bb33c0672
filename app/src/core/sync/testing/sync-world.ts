/**
 * Devices with one or two tabs each, and a server, in one process on one clock that only moves when told to: random
 * edits, partitions, broken sockets, answers that are cut, tabs that are closed and opened again, failing disks, a
 * server that crashes, compacts and is restored. Which of these happens when is decided by the seed and nothing else.
 */

import { createHash } from 'node:crypto'
import { must } from '@weft/shared/assert.ts'
import type { Sealer } from '@weft/shared/crypto/sealer.ts'
import { createSyncSealer } from '@weft/shared/crypto/sync-sealer.ts'
import {
  createId,
  createSlot,
  type DeviceId,
  type RoomId,
  type Slot,
  type WorkspaceId,
} from '@weft/shared/ids.ts'
import type { stepJoin } from '@weft/shared/protocol/join.ts'
import { testClock, testRandom } from '@weft/shared/testing/env.ts'
import type { Link } from '@weft/sync-server/testing/simulation/simulated-link.ts'
import type { RoomLog } from '@weft/sync-server/rooms/room-log.ts'
import { createSimulatedServer, type Saved } from '@weft/sync-server/testing/simulation/simulated-server.ts'
import { setMaxListeners } from 'node:events'
import { foldRoom } from '../../folding.ts'
import { createMemoryStore, type MemoryStore } from '../../memory-store.ts'
import type { RoomRef } from '../../room-ref.ts'
import type { Rooms } from '../../rooms.ts'
import type { Store } from '../../store.ts'
import { toyKeyOfRow } from '../../testing/toy-feature.ts'
import type { Sync } from '../sync-client.ts'
import { createSyncTab, type SyncTab } from './sync-tab.ts'
import { watchSocket } from './watched-socket.ts'
import { readWorldAtRest, waitingOn } from './world-at-rest.ts'
import { watchStore } from './watched-store.ts'

/** What is broken on purpose, to see that the world notices. */
export interface Sabotage {
  readonly step?: typeof stepJoin
  readonly follow?: (rooms: Rooms, store: Store) => Rooms['follow']
  readonly store?: (store: Store) => Store
  /** Between the server and its database. */
  readonly log?: (log: RoomLog) => RoomLog
}

export interface WorldOptions {
  readonly seed: number
  readonly steps: number
  /** The server may be restored from an older state. */
  readonly restores: boolean
  /** Rooms beside the workspace document; fewer meet more often. */
  readonly threads?: number
  readonly sabotage?: Sabotage
}

export interface Outcome {
  readonly broken: readonly string[]
  /** Of all that happened and of how it ended. */
  readonly hash: string
}

interface Device {
  readonly id: DeviceId
  readonly slot: Slot
  readonly disk: MemoryStore
  readonly store: Store
  readonly sealer: Sealer
  readonly tabs: (SyncTab | null)[]
  partitioned: boolean
  failIn: number | null
}

// In Node every provider listens for the end of the process.
setMaxListeners(0, process)

const pick = <T>(list: readonly T[], fraction: number): T | undefined =>
  list[Math.floor(fraction * list.length)]

export const runSyncWorld = async (options: WorldOptions): Promise<Outcome> => {
  const { seed, sabotage = {} } = options
  const random = testRandom(seed)
  const clock = testClock()
  const below = (limit: number): number => Math.floor(random.fraction() * limit)
  const broken: string[] = []
  const trace = createHash('sha256')
  const note = (...words: readonly (string | number)[]): void => void trace.update(`${words.join(' ')}\n`)
  let calm = false
  let names = 0
  let epochs = 1
  let wasShort = false
  let saved: Saved | null = null
  const confirmed = new Map<string, RoomRef>()
  /** What was in its room when a note was written. */
  const causes = new Map<string, readonly string[]>()
  const refused = new Set<string>()
  const said = new Map<string, { readonly sync: Sync; readonly room: RoomRef }>()
  const pending = new Set<Promise<unknown>>()

  const workspaceId: WorkspaceId = createId(random, 'wsp')
  const workspace: RoomRef = { workspaceId, roomId: createId(random, 'wdc') }
  const other: RoomRef = { workspaceId: createId(random, 'wsp'), roomId: createId(random, 'wdc') }
  const workspaces = seed % 4 === 0 ? [workspace, other] : [workspace]
  const threads = Array.from({ length: options.threads ?? 3 }, (): RoomId => createId(random, 'thr'))
  const server = createSimulatedServer({
    clock,
    random,
    workspaces: workspaces.map(each => each.workspaceId),
    nodes: 1 + (seed % 2),
    holdsCommits: true,
    losesHint: () => !calm && below(4) === 0,
    ...(sabotage.log ? { through: sabotage.log } : {}),
  })
  const rooms: readonly RoomRef[] = [...workspaces, ...threads.map(roomId => ({ workspaceId, roomId }))]

  /** Lets what is under way get on: a few turns, or as many as it wants. */
  const turns = async (count: number): Promise<void> => {
    for (let turn = 0; turn < count; turn += 1) await Promise.resolve()
  }
  const quiet = (): Promise<void> => new Promise(resolve => setImmediate(resolve))

  const createDevice = (): Device => {
    const device: Device = {
      id: createId(random, 'dev'),
      slot: createSlot(random),
      sealer: createSyncSealer(testRandom(7).bytes(32), testRandom(seed * 31 + names)),
      disk: createMemoryStore(toyKeyOfRow, () => {
        if (device.failIn === null) return
        device.failIn -= 1
        if (device.failIn >= 0) return
        device.failIn = null
        throw new Error('injected')
      }),
      get store() {
        return store
      },
      tabs: [],
      partitioned: false,
      failIn: null,
    }
    const watched = watchStore(device.disk, server, law => broken.push(law))
    const store = sabotage.store?.(watched) ?? watched
    names += 1
    return device
  }

  /** Live frames may get lost; what is heard was said, by somebody else, in this room, and comes once. */
  const listen = (sync: Sync, room: RoomRef): void => {
    const heard = new Set<string>()
    sync.onEphemeral(room, bytes => {
      const text = new TextDecoder().decode(bytes)
      const saying = said.get(text)
      if (saying === undefined || saying.room !== room || saying.sync === sync || heard.has(text))
        broken.push(`${text} was heard where it should not`)
      heard.add(text)
      note('heard', text)
    })
  }

  const say = (): void => {
    const { tab } = anyTab()
    const { sync } = tab
    if (!sync) return
    const room = must(pick(rooms, random.fraction()), 'a room')
    names += 1
    const text = `live ${names}`
    said.set(text, { sync, room })
    track(sync.publishEphemeral(room, new TextEncoder().encode(text)))
  }

  const openTab = (device: Device, place: number): SyncTab => {
    const { store } = device
    const tab = createSyncTab({
      slot: device.slot,
      store,
      sealer: device.sealer,
      env: { clock, random },
      // The first always leads; sometimes the second does too, and neither knows.
      leads: place === 0 || below(2) === 0,
      workspaces,
      openSocket: watchSocket(
        server.openSocket(device.id, () => device.partitioned),
        device.disk,
        law => broken.push(law),
      ),
      exchangeOf: server.exchangeOf(device.id, {
        unreachable: () => device.partitioned || (!calm && below(8) === 0),
        requestCutAfter: bytes => (!calm && below(8) === 0 ? below(bytes + 1) : bytes),
        answerCutAfter: () => (!calm && below(4) === 0 ? below(2_000) : Number.POSITIVE_INFINITY),
        limits: () => ({ pageRooms: 1 + below(3), answerBytes: below(4_000) }),
        pause: () => turns(below(4)),
      }),
      isDeleted: () => false,
      announce: room => {
        for (const [index, sibling] of device.tabs.entries()) {
          if (index !== place && sibling) track(sibling.readOn(room))
        }
      },
      ...(sabotage.follow ? { follow: made => must(sabotage.follow, 'a sabotage')(made, store) } : {}),
      ...(sabotage.step ? { step: sabotage.step } : {}),
    })
    for (const room of rooms) {
      if (below(2) === 0) tab.sync?.watch(room)
      if (tab.sync) listen(tab.sync, room)
    }
    device.tabs[place] = tab
    return tab
  }

  const track = (work: Promise<unknown>): void => {
    pending.add(work)
    void work.then(() => pending.delete(work))
  }

  const devices = Array.from({ length: 2 + (seed % 3) }, createDevice)
  for (const device of devices) {
    openTab(device, 0)
    if (below(2) === 0) openTab(device, 1)
  }

  const anyTab = (): { readonly device: Device; readonly place: number; readonly tab: SyncTab } => {
    const device = must(pick(devices, random.fraction()), 'a device')
    const places = device.tabs.flatMap((tab, place) => (tab ? [place] : []))
    const place = pick(places, random.fraction()) ?? 0
    return { device, place, tab: device.tabs[place] ?? openTab(device, place) }
  }

  const edit = async (): Promise<void> => {
    const { device, tab } = anyTab()
    const room = must(pick(rooms, random.fraction()), 'a room')
    names += 1
    const id = `n${names}`
    const isTitle = below(4) === 0
    // As it is now: a view goes along with its room.
    const before = [...((await tab.view(room))?.records.keys() ?? [])]
    const error = isTitle
      ? await tab.execute('note.title', { ...room, title: id })
      : await tab.execute('note.add', { ...room, id, text: `${device.slot} ${id}` })
    note('edited', id, error ?? 'ok')
    if (isTitle) return
    if (error !== null) return void refused.add(id)
    confirmed.set(id, room)
    causes.set(id, before)
    // I3: what is confirmed can be read, on this device and at once.
    const view = await tab.view(room)
    if (view === null) return
    if (!view.records.has(id)) broken.push(`${id} was confirmed and cannot be read`)
    // I5: nothing is seen before what its writer had seen. A restored server gives back some before others, and on a
    // full one what is smaller overtakes (Q5).
    if (epochs > 1 || wasShort) return
    for (const seen of view.records.keys())
      for (const cause of causes.get(seen) ?? [])
        if (!view.records.has(cause)) broken.push(`${seen} is seen before ${cause}`)
  }

  const deliverAll = (): boolean => {
    let moved = false
    for (const link of server.links()) {
      moved = link.deliverUp() || moved
      moved = link.deliverDown() || moved
    }
    return moved
  }

  const reopen = async (): Promise<void> => {
    const { device, place, tab } = anyTab()
    note('reopen', place)
    tab.close()
    device.tabs[place] = null
    await quiet()
    openTab(device, place)
  }

  const restore = (): void => {
    if (!options.restores) return
    if (saved === null || below(3) === 0) saved = server.save()
    else {
      epochs += 1
      note('restored', epochs)
      server.restore(saved, `epoch-${epochs}`)
    }
  }

  const changeQuota = (): void => {
    const isShort = below(3) === 0
    wasShort ||= isShort
    server.setQuota(isShort ? below(8_000) : null)
  }

  const partition = (): void => {
    const { device } = anyTab()
    device.partitioned = !device.partitioned
    if (!device.partitioned) return
    for (const link of server.links()) if (link.device === device.id) link.cut()
  }

  const onLink = (action: (link: Link) => void) => (): void => {
    const link = pick(server.links(), random.fraction())
    if (link) action(link)
  }

  /** What happens, and how often: faults are rare enough that something is under way when they come. */
  const actions: readonly (readonly [weight: number, act: () => unknown])[] = [
    [40, () => track(edit())],
    [80, onLink(link => link.deliverUp())],
    [80, onLink(link => link.deliverDown())],
    [40, () => server.commit()],
    [1, () => server.commit('refused')],
    [1, () => server.commit('answer-lost')],
    [40, () => clock.advance(below(200))],
    [4, () => clock.advance(below(20_000))],
    [2, onLink(link => link.cut())],
    [2, partition],
    [
      2,
      () => {
        anyTab().device.failIn = below(10)
      },
    ],
    [2, reopen],
    [1, () => server.crash()],
    [
      1,
      () => {
        server.compact(must(pick(rooms, random.fraction()), 'a room'))
      },
    ],
    [1, restore],
    [6, say],
    [1, changeQuota],
    [2, () => track(foldRoom(anyTab().device.store, must(pick(rooms, random.fraction()), 'a room')))],
    [1, deliverAll],
  ]
  const choices = actions.flatMap(([weight, action]) => Array.from({ length: weight }, () => action))

  const act = async (): Promise<void> => {
    const choice = below(choices.length)
    await choices[choice]?.()
    note(choice, server.links().length, clock.now())
    await turns(below(4) === 0 ? below(6) : 20 + below(60))
  }

  for (let step = 0; step < options.steps; step += 1) await act()

  // No more faults: everything is delivered, and time passes, until nothing moves.
  calm = true
  server.setQuota(null)
  for (const device of devices) {
    device.failIn = null
    device.partitioned = false
  }
  const isSettled = async (): Promise<boolean> => {
    for (const device of devices) {
      if ((await waitingOn(device, workspaces)) > 0) return false
      if (device.tabs.some(tab => tab?.sync && tab.sync.status().state.type !== 'synced')) return false
    }
    return true
  }
  const nothingMoves = (): boolean => server.links().every(link => link.isIdle())
  let rounds = 0
  for (let restful = 0; restful < 3 && rounds < 240; rounds += 1) {
    await quiet()
    while (deliverAll() || server.commit()) await quiet()
    clock.advance(1_000)
    await quiet()
    restful = nothingMoves() && (await isSettled()) ? restful + 1 : 0
  }
  await Promise.all(pending)
  await quiet()

  const atRest = await readWorldAtRest({
    server,
    workspaces,
    rooms,
    devices: devices.map(device => {
      const firstTab = device.tabs[0] ?? openTab(device, 0)
      return { disk: device.disk, firstTab, tabs: device.tabs.flatMap(tab => tab ?? []) }
    }),
    confirmed: [...confirmed.keys()],
    refused: [...refused],
  })
  broken.push(...atRest.broken)
  note('rounds', rounds, atRest.contents)
  for (const device of devices) for (const tab of device.tabs) tab?.close()
  await quiet()
  await quiet()
  // I10
  const held = server.held()
  if (held > 0) broken.push(`the server still holds ${held} sockets and rooms of nobody`)
  return { broken, hash: trace.digest('hex') }
}
