/**
 * What the server holds of the rooms that an exchange writes to: whose each client id is, and up to which clock. It is
 * read from the log when a room is first written to, and grows with what the exchange itself pushes. Others may write
 * meanwhile, so nothing is refused for good before it was read on.
 */

import type { AccountId, DeviceId, RoomId } from '@weft/shared/ids.ts'
import type { UpdateFacts } from '@weft/shared/protocol/check-update.ts'
import type { KnownClient } from '@weft/shared/protocol/client-ids.ts'
import { err, ok, type Result, type TaggedError } from '@weft/shared/result.ts'
import type { Places } from '../limits/places.ts'
import type { LogError, RoomContent, RoomLog } from '../rooms/room-log.ts'
import type { AccountsOfDevices } from '../sessions/accounts-of-devices.ts'
import { advanceClocks } from './inspect.ts'
import type { SyncCaller } from './sync-caller.ts'
import type { Trials } from './trials.ts'

export type KnowledgeError = LogError | TaggedError<'room-uninspected'>

export interface KnownRoom {
  /** Of those ids that an update names; `announced` are claimed for the device first. */
  readonly clients: (
    ids: readonly number[],
    announced: readonly number[],
  ) => Promise<Result<ReadonlyMap<number, KnownClient>, KnowledgeError>>
  /** How large it is, folded or not. */
  readonly bytes: () => number
  /** This is on its way into the log. */
  readonly advance: (facts: UpdateFacts) => void
  /** Reads what has come since. Nothing of this exchange may be on its way. */
  readonly refresh: () => Promise<Result<void, KnowledgeError>>
}

export interface KnownRooms {
  readonly get: (roomId: RoomId) => Promise<Result<KnownRoom, KnowledgeError>>
  readonly content: (roomId: RoomId) => Promise<Result<RoomContent | undefined, LogError>>
  readonly forget: () => void
  readonly count: () => number
}

interface Deps {
  readonly log: Pick<RoomLog, 'readRooms' | 'claimClientIds' | 'clientIdOwners'>
  readonly trials: Pick<Trials, 'clocks'>
  readonly accountsOf: AccountsOfDevices
  /** Rooms read at once, by all exchanges: each may be 64 MiB. */
  readonly reading: Places
  readonly caller: SyncCaller & { readonly deviceId: DeviceId }
}

export const createKnownRooms = (deps: Deps): KnownRooms => {
  const { log, caller } = deps
  const rooms = new Map<RoomId, KnownRoom>()

  const content = async (roomId: RoomId): Promise<Result<RoomContent | undefined, LogError>> => {
    const read = await log.readRooms(caller.workspaceId, [roomId], 0)
    return read.ok ? ok(read.value[0]) : read
  }

  return {
    get: async roomId => {
      const known = rooms.get(roomId)
      if (known !== undefined) return ok(known)
      const room = createKnownRoom(deps, roomId)
      const read = await room.refresh()
      if (!read.ok) return read
      rooms.set(roomId, room)
      return ok(room)
    },
    content,
    forget: () => rooms.clear(),
    count: () => rooms.size,
  }
}

const createKnownRoom = ({ log, trials, reading, accountsOf, caller }: Deps, roomId: RoomId): KnownRoom => {
  const place = { workspaceId: caller.workspaceId, roomId }
  const owners = new Map<number, KnownClient['owner']>()
  const claimed = new Set<number>()
  const looked = new Set<number>()
  const clocks = new Map<number, number>()
  /** The number up to which it was read. */
  let readSeq = 0
  let readBytes = 0
  /** Pushed since it was read. */
  let pushedBytes = 0

  const ownerOf = async (
    deviceIds: readonly DeviceId[],
  ): Promise<Result<(deviceId: DeviceId) => KnownClient['owner'], KnowledgeError>> => {
    const others = [...new Set(deviceIds)].filter(id => id !== caller.deviceId)
    const accounts = others.length === 0 ? ok(new Map<DeviceId, AccountId>()) : await accountsOf(others)
    if (!accounts.ok) return accounts
    return ok(deviceId => {
      if (deviceId === caller.deviceId) return 'this-device'
      return accounts.value.get(deviceId) === caller.accountId ? 'this-account' : 'other-account'
    })
  }

  const learn = async (
    read: Result<ReadonlyMap<number, DeviceId>, LogError>,
  ): Promise<KnowledgeError | null> => {
    if (!read.ok) return read.error
    const toOwner = await ownerOf([...read.value.values()])
    if (!toOwner.ok) return toOwner.error
    for (const [client, deviceId] of read.value) owners.set(client, toOwner.value(deviceId))
    return null
  }

  const refresh = async (): Promise<Result<void, KnowledgeError>> => {
    const leave = await reading.enter()
    try {
      const read = await log.readRooms(caller.workspaceId, [roomId], readSeq)
      if (!read.ok) return read
      const { snapshot, rows = [] } = read.value[0] ?? {}
      const updates = snapshot === undefined ? rows : [snapshot, ...rows]
      const scanned = await trials.clocks(updates.map(({ bytes }) => bytes))
      if (scanned === null) return err({ type: 'room-uninspected' })
      for (const [client, clock] of scanned) clocks.set(client, Math.max(clocks.get(client) ?? 0, clock))
      const bytes = updates.reduce((sum, update) => sum + update.bytes.length, 0)
      // A snapshot stands in the place of everything before it.
      readBytes = snapshot === undefined ? readBytes + bytes : bytes
      readSeq = updates.at(-1)?.seq ?? readSeq
      pushedBytes = 0
      looked.clear()
      return ok(undefined)
    } finally {
      leave()
    }
  }

  return {
    refresh,
    clients: async (ids, announced) => {
      const toClaim = announced.filter(id => !claimed.has(id))
      if (toClaim.length > 0) {
        const problem = await learn(await log.claimClientIds(place, caller.deviceId, toClaim))
        if (problem !== null) return err(problem)
        for (const id of toClaim) claimed.add(id)
      }
      const toLook = ids.filter(id => !owners.has(id) && !looked.has(id))
      if (toLook.length > 0) {
        const problem = await learn(await log.clientIdOwners(place, toLook))
        if (problem !== null) return err(problem)
        for (const id of toLook) looked.add(id)
      }
      return ok(
        new Map(
          [...ids, ...announced].flatMap((id): readonly (readonly [number, KnownClient])[] => {
            const owner = owners.get(id)
            const clock = clocks.get(id)
            if (owner === undefined && clock === undefined) return []
            // Nobody has announced it, and it has been written under: it is not this device's, whoever's it is.
            return [[id, { owner: owner ?? 'other-account', clock: clock ?? 0 }]]
          }),
        ),
      )
    },
    bytes: () => readBytes + pushedBytes,
    advance: facts => {
      advanceClocks(clocks, facts)
      pushedBytes += facts.byteLength
    },
  }
}
