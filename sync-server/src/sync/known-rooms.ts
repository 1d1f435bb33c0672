/**
 * What the server holds of the rooms that an exchange writes to: whose each client id is, and up to which clock. It is
 * read from the log when a room is first written to, and grows with what the exchange itself pushes. Others may write
 * meanwhile, so nothing is refused for good before it was read anew.
 */

import type { DeviceId, RoomId } from '@weft/shared/ids.ts'
import type { UpdateFacts } from '@weft/shared/protocol/check-update.ts'
import type { KnownClient } from '@weft/shared/protocol/client-ids.ts'
import { err, ok, type Result, type TaggedError, tryAsync } from '@weft/shared/result.ts'
import type { Places } from '../limits/places.ts'
import type { LogError, RoomContent, RoomLog } from '../rooms/room-log.ts'
import type { DevicesOfAccount } from '../sessions/account-devices.ts'
import { advanceClocks } from './inspect.ts'
import type { SyncCaller } from './sync-caller.ts'
import type { Trials } from './trials.ts'

export type KnowledgeError = LogError | TaggedError<'room-uninspected' | 'devices-unavailable'>

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
}

export interface KnownRooms {
  /** `fresh`: it was read just now. */
  readonly get: (
    roomId: RoomId,
  ) => Promise<Result<{ readonly room: KnownRoom; readonly fresh: boolean }, KnowledgeError>>
  readonly content: (roomId: RoomId) => Promise<Result<RoomContent | undefined, LogError>>
  readonly forget: (roomId?: RoomId) => void
  readonly count: () => number
}

interface Deps {
  readonly log: Pick<RoomLog, 'readRooms' | 'claimClientIds' | 'clientIdOwners'>
  readonly trials: Pick<Trials, 'clocks'>
  readonly devicesOfAccount: DevicesOfAccount
  /** Rooms read at once, by all exchanges: each may be 64 MiB. */
  readonly reading: Places
  readonly caller: SyncCaller & { readonly deviceId: DeviceId }
}

export const createKnownRooms = (deps: Deps): KnownRooms => {
  const { log, trials, reading, caller } = deps
  const rooms = new Map<RoomId, KnownRoom>()

  const content = async (roomId: RoomId): Promise<Result<RoomContent | undefined, LogError>> => {
    const read = await log.readRooms(caller.workspaceId, [roomId], 0)
    return read.ok ? ok(read.value[0]) : read
  }

  const load = async (roomId: RoomId): Promise<Result<KnownRoom, KnowledgeError>> => {
    const leave = await reading.enter()
    try {
      const read = await content(roomId)
      if (!read.ok) return read
      const { snapshot, rows = [] } = read.value ?? {}
      const updates = (snapshot === undefined ? rows : [snapshot, ...rows]).map(({ bytes }) => bytes)
      const clocks = await trials.clocks(updates)
      if (clocks === null) return err({ type: 'room-uninspected' })
      const bytes = updates.reduce((sum, update) => sum + update.length, 0)
      return ok(createKnownRoom(deps, roomId, new Map(clocks), bytes))
    } finally {
      leave()
    }
  }

  return {
    get: async roomId => {
      const known = rooms.get(roomId)
      if (known !== undefined) return ok({ room: known, fresh: false })
      const loaded = await load(roomId)
      if (!loaded.ok) return loaded
      rooms.set(roomId, loaded.value)
      return ok({ room: loaded.value, fresh: true })
    },
    content,
    forget: roomId => {
      if (roomId === undefined) rooms.clear()
      else rooms.delete(roomId)
    },
    count: () => rooms.size,
  }
}

const createKnownRoom = (
  { log, devicesOfAccount, caller }: Deps,
  roomId: RoomId,
  clocks: Map<number, number>,
  heldBytes: number,
): KnownRoom => {
  const place = { workspaceId: caller.workspaceId, roomId }
  const owners = new Map<number, KnownClient['owner']>()
  const claimed = new Set<number>()
  const looked = new Set<number>()
  let bytes = heldBytes

  const ownerOf = async (
    deviceIds: readonly DeviceId[],
  ): Promise<Result<(deviceId: DeviceId) => KnownClient['owner'], KnowledgeError>> => {
    const others = [...new Set(deviceIds)].filter(id => id !== caller.deviceId)
    const ours = await tryAsync(
      async () => (others.length === 0 ? new Set<DeviceId>() : devicesOfAccount(caller.accountId, others)),
      () => ({ type: 'devices-unavailable' }) as const,
    )
    if (!ours.ok) return ours
    return ok(deviceId => {
      if (deviceId === caller.deviceId) return 'this-device'
      return ours.value.has(deviceId) ? 'this-account' : 'other-account'
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

  return {
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
    bytes: () => bytes,
    advance: facts => {
      advanceClocks(clocks, facts)
      bytes += facts.byteLength
    },
  }
}
