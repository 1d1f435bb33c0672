/**
 * Which rooms are live. A room is wanted while somebody looks at it; it is followed while it is wanted; and it is joined
 * when the real socket is open and /sync has brought its workspace to head, since a join cannot tell what lies between
 * the cursor and now.
 */

import type { Env } from '@weft/shared/env.ts'
import type { WorkspaceId } from '@weft/shared/ids.ts'
import { isFinalClose } from '@weft/shared/protocol/close-codes.ts'
import type { RowNumber, stepJoin } from '@weft/shared/protocol/join.ts'
import { noOpEveryMilliseconds } from '@weft/shared/protocol/limits.ts'
import type { Result } from '@weft/shared/result.ts'
import type { RoomFollower } from '../room-follower.ts'
import type { RoomRef } from '../room-ref.ts'
import type { StorageError } from '../store.ts'
import { backOff } from './back-off.ts'
import { createRoomSync, type RoomSync, type RoomSyncDeps, type RoomSyncEvent } from './room-sync.ts'
import type { Transport } from './transport.ts'

/** What a live room reports; that it needs its document again is seen to here. */
export type LiveRoomEvent = Exclude<RoomSyncEvent, { readonly type: 'document-discarded' }>

export interface LiveRoomsDeps {
  readonly transport: Pick<Transport, 'send' | 'state'>
  readonly follow: (room: RoomRef, follower: RoomFollower) => Promise<Result<() => void, StorageError>>
  /** Loads the document, if it is not loaded: its follower is told. */
  readonly load: (room: RoomRef) => Promise<Result<unknown, StorageError>>
  readonly receive: (
    room: RoomRef,
    ...update: Parameters<RoomSyncDeps['receive']>
  ) => ReturnType<RoomSyncDeps['receive']>
  readonly isDeleted: (room: RoomRef) => Promise<boolean>
  readonly env: Env
  readonly signal: AbortSignal
  readonly report: (room: RoomRef, event: LiveRoomEvent) => void
  /** Another one in a test, to see that its rules matter. */
  readonly step?: typeof stepJoin
}

interface LiveRoom {
  readonly ref: RoomRef
  readonly sync: RoomSync
  wanted: number
  following: 'no' | 'beginning' | 'yes'
  stopFollowing: () => void
  /** Joins that ended without having brought anything: the next waits longer. */
  attempt: number
  waiting: boolean
}

export interface LiveRooms {
  /** Returns what ends the wish. */
  readonly want: (room: RoomRef) => () => void
  /** The socket is open and /sync has brought the workspace to head: joins what is wanted and not joined. */
  readonly joinAll: (workspaceId: WorkspaceId) => void
  readonly connectionLost: () => void
  readonly received: (message: Parameters<RoomSync['received']>[0]) => void
  readonly rowsSettled: (room: RoomRef, rows: readonly RowNumber[]) => void
  readonly inFlight: (room: RoomRef) => ReadonlySet<RowNumber>
  readonly isJoined: (room: RoomRef) => boolean
  readonly sendEphemeral: (room: RoomRef, sealed: Uint8Array) => boolean
  /** Loads the document anew, under a fresh client id. */
  readonly refresh: (room: RoomRef) => void
  readonly followed: () => readonly RoomRef[]
}

const nobody: ReadonlySet<RowNumber> = new Set()

export const createLiveRooms = (deps: LiveRoomsDeps): LiveRooms => {
  const { transport, env, signal } = deps
  const rooms = new Map<string, LiveRoom>()
  const roomByJoin = new Map<number, LiveRoom>()
  let lastJoinId = 0

  const addressOf = ({ workspaceId, roomId }: RoomRef): string => `${workspaceId}/${roomId}`
  const find = (room: RoomRef): LiveRoom | undefined => rooms.get(addressOf(room))

  const create = ({ workspaceId, roomId }: RoomRef): LiveRoom => {
    const ref: RoomRef = { workspaceId, roomId }
    const room: LiveRoom = {
      ref,
      wanted: 0,
      following: 'no',
      stopFollowing: () => {},
      attempt: 0,
      waiting: false,
      sync: createRoomSync({
        ref,
        receive: (...update) => deps.receive(ref, ...update),
        send: transport.send,
        nextJoinId: () => {
          lastJoinId += 1
          roomByJoin.set(lastJoinId, room)
          return lastJoinId
        },
        report: event => onEvent(room, event),
        ...(deps.step === undefined ? {} : { step: deps.step }),
      }),
    }
    return room
  }

  const unfollow = (room: LiveRoom): void => {
    room.sync.stop()
    room.stopFollowing()
    room.stopFollowing = () => {}
    room.following = 'no'
  }

  const follow = async (room: LiveRoom): Promise<void> => {
    if (room.following !== 'no') return
    room.following = 'beginning'
    // A room that this device has deleted does not come back because a server still has it.
    const deleted = await deps.isDeleted(room.ref)
    const followed = deleted ? null : await deps.follow(room.ref, room.sync.follower)
    room.following = 'no'
    if (followed?.ok === false) joinAgainLater(room)
    if (!followed?.ok) return
    if (room.wanted === 0 || signal.aborted) return followed.value()
    room.following = 'yes'
    room.stopFollowing = followed.value
  }

  /** A room without a document hears nothing. */
  const load = async (room: LiveRoom): Promise<void> => {
    if (room.following !== 'yes' || signal.aborted) return
    const loaded = await deps.load(room.ref)
    if (!loaded.ok) joinAgainLater(room)
  }

  const join = async (room: LiveRoom): Promise<void> => {
    if (room.wanted === 0 || room.waiting || room.sync.hasBegun()) return
    await follow(room)
    if (room.wanted === 0 || room.following !== 'yes' || transport.state().type !== 'open') return
    room.sync.join()
    await load(room)
  }

  /** After a join has ended: at once the first time, then later and later as long as joins bring nothing. */
  const joinAgainLater = (room: LiveRoom): void => {
    if (room.waiting) return
    room.waiting = true
    env.clock.after(backOff(room.attempt, env.random), () => {
      room.waiting = false
      if (!signal.aborted) deps.report(room.ref, { type: 'bulk-needed', left: true })
    })
    room.attempt += 1
  }

  const onEvent = (room: LiveRoom, event: RoomSyncEvent): void => {
    if (event.type === 'rows-acknowledged' || event.type === 'update-stored') room.attempt = 0
    if (event.type === 'document-discarded') return void load(room)
    if (event.type === 'join-closed') {
      // A provider that was told to stop has stopped for good: the next connection gets a new one.
      if (isFinalClose(event.code)) unfollow(room)
      else joinAgainLater(room)
    }
    if (event.type === 'bulk-needed' && event.left) {
      if (room.attempt > 0) return joinAgainLater(room)
      room.attempt += 1
    }
    deps.report(room.ref, event)
  }

  const keepAlive = (): void => {
    if (signal.aborted) return
    env.clock.after(noOpEveryMilliseconds, () => {
      if (transport.state().type === 'open') for (const { sync } of rooms.values()) sync.keepAlive()
      keepAlive()
    })
  }

  keepAlive()
  signal.addEventListener(
    'abort',
    () => {
      for (const room of rooms.values()) unfollow(room)
      rooms.clear()
    },
    { once: true },
  )

  return {
    want: ref => {
      const room = find(ref) ?? create(ref)
      rooms.set(addressOf(ref), room)
      room.wanted += 1
      let held = true
      return () => {
        if (!held) return
        held = false
        room.wanted -= 1
        if (room.wanted > 0) return
        unfollow(room)
        rooms.delete(addressOf(ref))
      }
    },
    joinAll: workspaceId => {
      for (const room of rooms.values()) if (room.ref.workspaceId === workspaceId) void join(room)
    },
    connectionLost: () => {
      roomByJoin.clear()
      for (const { sync } of rooms.values()) sync.connectionLost()
    },
    received: message => {
      const room = roomByJoin.get(message.joinId)
      if (message.type === 'closed') roomByJoin.delete(message.joinId)
      room?.sync.received(message)
    },
    rowsSettled: (room, rows) => find(room)?.sync.rowsSettled(rows),
    inFlight: room => find(room)?.sync.inFlight() ?? nobody,
    isJoined: room => find(room)?.sync.isJoined() ?? false,
    sendEphemeral: (room, sealed) => find(room)?.sync.sendEphemeral(sealed) ?? false,
    refresh: ref => {
      const room = find(ref)
      if (room) unfollow(room)
    },
    followed: () => [...rooms.values()].filter(({ following }) => following === 'yes').map(({ ref }) => ref),
  }
}
