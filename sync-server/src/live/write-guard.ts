/**
 * May this device store this update in this room? Sound and flat by one pass over its bytes (U), under client ids that
 * are its account's, with clocks and deletions that fit what is stored (C). What is known here of a room is never above
 * the truth, so what passes passes for good; what does not is judged again by what the log says, since a refusal is for
 * ever.
 *
 * A live join never refills (C4): it begins after /sync, which does.
 */

import type { AccountId, DeviceId, RoomId, WorkspaceId } from '@weft/shared/ids.ts'
import { checkUpdate, type UpdateFacts } from '@weft/shared/protocol/check-update.ts'
import { checkClientIds, type KnownClient } from '@weft/shared/protocol/client-ids.ts'
import { maxStructsPerFrame } from '@weft/shared/protocol/limits.ts'
import type { RejectReason } from '@weft/shared/protocol/reject-reason.ts'
import { err, ok, type Result } from '@weft/shared/result.ts'
import type { LogError, RoomLog, RoomRef } from '../rooms/room-log.ts'
import type { AccountsOfDevices } from '../sessions/accounts-of-devices.ts'
import { type ClientClocks, createClientClocks } from './client-clocks.ts'

export interface Writer {
  readonly accountId: AccountId
  readonly deviceId: DeviceId
}

/** update-refused: for the client. Everything else: the log could not be asked. */
export type GuardError = { readonly type: 'update-refused'; readonly reason: RejectReason } | LogError

export interface WriteGuard {
  /** False when one of the ids belongs to another device. */
  readonly announce: (
    room: RoomRef,
    writer: Writer,
    clientIds: readonly number[],
  ) => Promise<Result<boolean, LogError>>
  /** `claims`: an id that nobody has becomes the device's by writing under it (C7). */
  readonly judge: (
    room: RoomRef,
    writer: Writer,
    update: Uint8Array,
    claims: boolean,
  ) => Promise<Result<UpdateFacts, GuardError>>
  /** An update that was judged here is stored. */
  readonly noticeStored: (room: RoomRef, facts: UpdateFacts) => void
  /** Nobody on this node is in the room any more. */
  readonly forget: (room: RoomRef) => void
}

export interface WriteGuardDeps {
  readonly log: Pick<RoomLog, 'claimClientIds' | 'clientIdOwners' | 'readRooms'>
  readonly accountsOf: AccountsOfDevices
}

interface Owner {
  readonly deviceId: DeviceId
  readonly accountId: AccountId | undefined
}

interface KnownRoom {
  /** The first to claim an id keeps it, so what is known stays true. */
  readonly owners: Map<number, Owner>
  readonly clocks: ClientClocks
  /** Rows up to here are in `clocks`. */
  through: number
}

/** What a join announces is recorded before anything is judged. */
const nobodyAnnounced: ReadonlySet<number> = new Set()

const refuse = (reason: RejectReason) => err({ type: 'update-refused', reason } as const)

export const createWriteGuard = ({ log, accountsOf }: WriteGuardDeps): WriteGuard => {
  // By both ids as they are: a key made of the two would be made, and hashed, for every update.
  const workspaces = new Map<WorkspaceId, Map<RoomId, KnownRoom>>()

  const knownOf = ({ workspaceId, roomId }: RoomRef): KnownRoom => {
    const rooms = workspaces.get(workspaceId) ?? new Map<RoomId, KnownRoom>()
    const known = rooms.get(roomId)
    if (known !== undefined) return known
    const unknown = { owners: new Map<number, Owner>(), clocks: createClientClocks(), through: 0 }
    workspaces.set(workspaceId, rooms.set(roomId, unknown))
    return unknown
  }

  const learnOwners = async (
    known: KnownRoom,
    devices: ReadonlyMap<number, DeviceId>,
  ): Promise<Result<void, LogError>> => {
    const accounts = await accountsOf([...new Set(devices.values())])
    if (!accounts.ok) return accounts
    for (const [client, deviceId] of devices)
      known.owners.set(client, { deviceId, accountId: accounts.value.get(deviceId) })
    return ok(undefined)
  }

  const claim = async (
    room: RoomRef,
    { accountId, deviceId }: Writer,
    clientIds: readonly number[],
  ): Promise<Result<boolean, LogError>> => {
    const { owners } = knownOf(room)
    if (clientIds.every(client => owners.get(client)?.deviceId === deviceId)) return ok(true)
    const claimed = await log.claimClientIds(room, deviceId, clientIds)
    if (!claimed.ok) return claimed
    for (const [client, owner] of claimed.value)
      if (owner === deviceId) owners.set(client, { deviceId, accountId })
    return ok(clientIds.every(client => claimed.value.get(client) === deviceId))
  }

  const ownerOf = (owner: Owner | undefined, writer: Writer): KnownClient['owner'] => {
    if (owner === undefined || owner.accountId !== writer.accountId) return 'other-account'
    return owner.deviceId === writer.deviceId ? 'this-device' : 'this-account'
  }

  const checkBy = (known: KnownRoom, writer: Writer, facts: UpdateFacts) =>
    checkClientIds(facts, {
      announced: nobodyAnnounced,
      known: new Map(
        [...facts.clients, ...facts.deletes].map(({ client }) => [
          client,
          { owner: ownerOf(known.owners.get(client), writer), clock: known.clocks.of(client) },
        ]),
      ),
      refilling: false,
    })

  /** What the log says of the room now. */
  const learn = async (
    room: RoomRef,
    known: KnownRoom,
    facts: UpdateFacts,
  ): Promise<Result<void, LogError>> => {
    const clients = [...new Set([...facts.clients, ...facts.deletes].map(({ client }) => client))]
    const owners = await log.clientIdOwners(room, clients)
    if (!owners.ok) return owners
    const learned = await learnOwners(known, owners.value)
    if (!learned.ok) return learned
    const contents = await log.readRooms(room.workspaceId, [room.roomId], known.through)
    if (!contents.ok) return contents
    for (const { snapshot, rows, headSeq } of contents.value) {
      for (const { bytes } of [...(snapshot === undefined ? [] : [snapshot]), ...rows]) {
        const stored = checkUpdate(bytes)
        if (stored.ok) known.clocks.advance(stored.value)
      }
      known.through = Math.max(known.through, headSeq)
    }
    return ok(undefined)
  }

  const claimUnowned = async (
    room: RoomRef,
    known: KnownRoom,
    writer: Writer,
    facts: UpdateFacts,
  ): Promise<Result<void, LogError>> => {
    const unknown = facts.clients.map(({ client }) => client).filter(client => !known.owners.has(client))
    if (unknown.length === 0) return ok(undefined)
    const claimed = await claim(room, writer, unknown)
    return claimed.ok ? ok(undefined) : claimed
  }

  return {
    announce: claim,
    judge: async (room, writer, update, claims) => {
      const sound = checkUpdate(update, maxStructsPerFrame)
      if (!sound.ok) return refuse('update-unsound')
      const facts = sound.value
      if (!facts.flat) return refuse('shape-foreign')
      const known = knownOf(room)
      if (claims) {
        const claimed = await claimUnowned(room, known, writer, facts)
        if (!claimed.ok) return claimed
      }
      if (checkBy(known, writer, facts).ok) return ok(facts)
      const learned = await learn(room, known, facts)
      if (!learned.ok) return learned
      const again = checkBy(known, writer, facts)
      return again.ok ? ok(facts) : refuse(again.error.type)
    },
    noticeStored: ({ workspaceId, roomId }, facts) =>
      workspaces.get(workspaceId)?.get(roomId)?.clocks.advance(facts),
    forget: ({ workspaceId, roomId }) => {
      const rooms = workspaces.get(workspaceId)
      rooms?.delete(roomId)
      if (rooms?.size === 0) workspaces.delete(workspaceId)
    },
  }
}
