/** The rooms that are open: few at a time, the least recently used closed first. */

import type { Sealer } from '@weft/shared/crypto/sealer.ts'
import { must } from '@weft/shared/assert.ts'
import type { Result } from '@weft/shared/result.ts'
import { createRoom, type ReceiveError, type Room, type RoomDeps } from './room.ts'
import type { RoomFollower } from './room-follower.ts'
import type { RoomPage } from './room-page.ts'
import type { RoomRef } from './room-ref.ts'
import type { StorageError } from './store.ts'

/** Each open room holds its document and its opened values in memory (about 25 MB for 10,000 messages). */
const maxOpen = 6

export interface Rooms {
  readonly open: (ref: RoomRef) => Promise<Room>
  /** The room if it is open: for hints, which closed rooms do not need. */
  readonly peek: (ref: RoomRef) => Promise<Room> | null
  readonly close: (ref: RoomRef) => void
  /** Stores a room of /sync without keeping it open. */
  readonly storeRoom: (page: RoomPage) => Promise<Result<void, ReceiveError>>
  /** Follows a room for a live join; it stays open, however many others are used meanwhile. */
  readonly follow: (ref: RoomRef, follower: RoomFollower) => Promise<Result<() => void, StorageError>>
}

export interface RoomsDeps extends Omit<RoomDeps, 'sealer'> {
  readonly sealerOf: (workspaceId: RoomRef['workspaceId']) => Sealer
}

const firstEpoch = 0

export const createRooms = (deps: RoomsDeps): Rooms => {
  /** In order of use, oldest first. */
  const open = new Map<string, Promise<Room>>()

  const addressOf = (ref: RoomRef): string => `${ref.workspaceId}/${ref.roomId}`

  const create = async (ref: RoomRef): Promise<Room> => {
    const sealer = await deps.sealerOf(ref.workspaceId).scope({ purpose: 'value', ...ref, epoch: firstEpoch })
    return createRoom(ref, { ...deps, sealer })
  }

  const close = (address: string): void => {
    const room = open.get(address)
    open.delete(address)
    void room?.then(closing => closing.close())
  }

  const openRoom = (ref: RoomRef): Promise<Room> => {
    const address = addressOf(ref)
    const room = open.get(address) ?? create({ workspaceId: ref.workspaceId, roomId: ref.roomId })
    open.delete(address)
    open.set(address, room)
    if (open.size > maxOpen) close(must(open.keys().next().value, 'an open room'))
    return room
  }

  return {
    open: openRoom,
    storeRoom: async page => (await openRoom(page)).store(page),
    follow: async (ref, follower) => (await openRoom(ref)).follow(follower),
    peek: ref => open.get(addressOf(ref)) ?? null,
    close: ref => close(addressOf(ref)),
  }
}
