/** What must hold when nothing moves any more in a simulated world: everything is everywhere, and everywhere the same. */

import { must } from '@weft/shared/assert.ts'
import type { SimulatedServer } from '@weft/sync-server/testing/simulation/simulated-server.ts'
import * as Y from 'yjs'
import type { MemoryStore } from '../../memory-store.ts'
import type { RoomRef } from '../../room-ref.ts'
import type { SyncTab } from './sync-tab.ts'

export interface DeviceAtRest {
  readonly disk: MemoryStore
  /** Open ones; the first is opened if it is not. */
  readonly tabs: readonly SyncTab[]
  readonly firstTab: SyncTab
}

export interface WorldAtRest {
  readonly server: SimulatedServer
  readonly workspaces: readonly RoomRef[]
  readonly rooms: readonly RoomRef[]
  readonly devices: readonly DeviceAtRest[]
  /** Notes that were committed, and notes that were not. */
  readonly confirmed: readonly string[]
  readonly refused: readonly string[]
}

export const waitingOn = async (
  { disk }: Pick<DeviceAtRest, 'disk'>,
  workspaces: readonly RoomRef[],
): Promise<number> => {
  let waiting = 0
  for (const { workspaceId } of workspaces) {
    const count = await disk.waitingCount(workspaceId)
    waiting += count.ok ? count.value : 1
  }
  return waiting
}

const rowsOf = ({ disk }: DeviceAtRest): string =>
  JSON.stringify([...disk.rowsOf('notes')].toSorted(([a], [b]) => (a < b ? -1 : 1)))

/** I6, I9: every tab says that all is well, nothing waits, and nothing was refused. */
const brokenBySync = async (
  device: DeviceAtRest,
  workspaces: readonly RoomRef[],
): Promise<readonly string[]> => {
  const broken: string[] = []
  for (const { sync } of device.tabs) {
    const status = sync?.status()
    if (!status) continue
    if (status.state.type !== 'synced') broken.push(`is ${JSON.stringify(status)}`)
    if (status.rejected > 0) broken.push(`has ${status.rejected} rows refused`)
    if (status.unreadable > 0) broken.push(`cannot read ${status.unreadable}`)
  }
  const waiting = await waitingOn(device, workspaces)
  if (waiting > 0) broken.push(`still has ${waiting} rows waiting`)
  return broken
}

/** I1: what was confirmed is here, and nothing else. */
const brokenByRows = (
  rows: string,
  { confirmed, refused }: Pick<WorldAtRest, 'confirmed' | 'refused'>,
): readonly string[] => [
  ...confirmed.filter(id => !rows.includes(`"${id}"`)).map(id => `has lost ${id}`),
  ...refused.filter(id => rows.includes(`"${id}"`)).map(id => `has ${id}, which was refused`),
]

/** I4, P4: documents are those of the server, and rows are those of a rebuild. */
const brokenByDocuments = async (
  device: DeviceAtRest,
  { server, rooms }: Pick<WorldAtRest, 'server' | 'rooms'>,
): Promise<readonly string[]> => {
  const broken: string[] = []
  const before = rowsOf(device)
  for (const room of rooms) {
    const state = await device.firstTab.state(room)
    if (state !== null && !isStateOf(state, server.room(room).doc()))
      broken.push(`has another ${room.roomId} than the server`)
    await device.firstTab.rebuild(room)
  }
  if (rowsOf(device) !== before) broken.push('has rows that differ from a rebuild')
  return broken
}

/** `contents`: everything there is, as one text. */
export const readWorldAtRest = async (
  world: WorldAtRest,
): Promise<{ readonly broken: readonly string[]; readonly contents: string }> => {
  const { devices, rooms, server, workspaces } = world
  const broken: string[] = []
  // Before anything is opened: whoever makes rows looks after them once more.
  for (const [index, device] of devices.entries())
    for (const law of await brokenBySync(device, workspaces)) broken.push(`device ${index} ${law}`)
  for (const { firstTab } of devices) for (const room of rooms) await firstTab.materialize(room)
  const rows = rowsOf(must(devices[0], 'a device'))
  for (const [index, device] of devices.entries()) {
    const found = [
      ...brokenByRows(rowsOf(device), world),
      ...(rowsOf(device) === rows ? [] : ['has other rows than device 0']),
      ...(await brokenByDocuments(device, world)),
    ]
    broken.push(...found.map(law => `device ${index} ${law}`))
  }
  const stored = workspaces.flatMap(({ workspaceId }) => server.rooms(workspaceId))
  const bytes = stored.flatMap(({ rows: log }) => log.map(row => Buffer.from(row.bytes).toString('base64')))
  return { broken, contents: [rows, ...bytes].join('\n') }
}

/** Equal in every value, in what each client has written, and in what is deleted. */
const isStateOf = (state: Uint8Array, doc: Y.Doc): boolean => {
  const read = new Y.Doc()
  Y.applyUpdate(read, state)
  const valuesOf = ({ share }: Y.Doc, of: Y.Doc): string =>
    JSON.stringify(
      [...share.keys()]
        .toSorted()
        .map(name => [
          name,
          [...of.getMap<Uint8Array>(name).entries()]
            .map(([key, value]) => `${key} ${Buffer.from(value).toString('base64')}`)
            .toSorted(),
        ]),
    )
  return Y.equalSnapshots(Y.snapshot(read), Y.snapshot(doc)) && valuesOf(read, read) === valuesOf(doc, doc)
}
