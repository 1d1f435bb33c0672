/** The rooms that are open: few at a time, the least recently used closed first. */

import type { Sealer } from '@weft/shared/crypto/sealer.ts'
import { ok, type Result } from '@weft/shared/result.ts'
import { createRoom, type Room, type RoomDeps } from './room.ts'
import type { ReceiveError } from './room-receiver.ts'
import type { RoomFollower } from './room-follower.ts'
import type { RoomPage } from './room-page.ts'
import type { RoomRef } from './room-ref.ts'
import type { StorageError } from './store.ts'

/** Each open room holds its document and its opened values in memory (about 25 MB for 10,000 messages). */
const usuallyOpen = 6

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
  /** How many at once, where they are small and soon done with. */
  readonly maxOpen?: number
  readonly sealerOf: (workspaceId: RoomRef['workspaceId']) => Sealer
}

const firstEpoch = 0

export const createRooms = (deps: RoomsDeps): Rooms => {
  /** In order of use, oldest first. */
  const open = new Map<string, Promise<Room>>()
  /** How many follow an open room. */
  const followed = new Map<string, number>()

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

  /** Never one that is followed: a live join would end. */
  const closeOldest = (): void => {
    const oldest = [...open.keys()].find(address => !followed.has(address))
    if (oldest !== undefined) close(oldest)
  }

  const openRoom = (ref: RoomRef): Promise<Room> => {
    const address = addressOf(ref)
    const room = open.get(address) ?? create({ workspaceId: ref.workspaceId, roomId: ref.roomId })
    open.delete(address)
    open.set(address, room)
    if (open.size - followed.size > (deps.maxOpen ?? usuallyOpen)) closeOldest()
    return room
  }

  const follow: Rooms['follow'] = async (ref, follower) => {
    const address = addressOf(ref)
    followed.set(address, (followed.get(address) ?? 0) + 1)
    const release = (): void => {
      const left = (followed.get(address) ?? 1) - 1
      if (left > 0) followed.set(address, left)
      else followed.delete(address)
    }
    const room = await openRoom(ref)
    const following = await room.follow(follower)
    if (!following.ok) {
      release()
      return following
    }
    let isFollowing = true
    return ok(() => {
      if (!isFollowing) return
      isFollowing = false
      following.value()
      release()
    })
  }

  return {
    open: openRoom,
    peek: ref => open.get(addressOf(ref)) ?? null,
    close: ref => close(addressOf(ref)),
    storeRoom: async page => {
      const held = open.get(addressOf(page))
      if (held) return (await held).store(page)
      // A room of its own, beside the others: two of one room in a tab are like two tabs.
      const passing = await create({ workspaceId: page.workspaceId, roomId: page.roomId })
      const stored = await passing.store(page)
      passing.close()
      return stored
    },
    follow,
  }
}
