/**
 * Live frames for the other devices in a room: an answer as it comes, who is here. Sealed with a key of the room that is
 * for nothing else, relayed at once, never stored and never acknowledged; what is lost comes with the message that the
 * document gets at the end.
 *
 * A server can keep a frame and send it again. So each carries who sent it and a moment that only rises: a second time,
 * or late, it is dropped.
 */

import type { ScopedSealer, Sealer } from '@weft/shared/crypto/sealer.ts'
import { envelopeOverhead } from '@weft/shared/crypto/sealer.ts'
import { bytesToBase32 } from '@weft/shared/ids.ts'
import { concatBytes } from '@weft/shared/bytes.ts'
import { farAhead } from '@weft/shared/clock.ts'
import type { Env } from '@weft/shared/env.ts'
import { maxEphemeralBytes } from '@weft/shared/protocol/limits.ts'
import { err, ok, type Result, type TaggedError } from '@weft/shared/result.ts'
import type { RoomRef } from '../room-ref.ts'
import { createRateLimit } from './rate-limit.ts'

export type EphemeralError = TaggedError<'frame-too-large' | 'frames-too-fast' | 'room-not-live'>

/** What features use. */
export interface EphemeralPort {
  /** Sends to whoever else is in the room now. */
  readonly publishEphemeral: (room: RoomRef, bytes: Uint8Array) => Promise<Result<void, EphemeralError>>
  /** Returns what ends the listening. */
  readonly onEphemeral: (room: RoomRef, heard: (bytes: Uint8Array) => void) => () => void
}

export interface Ephemeral extends EphemeralPort {
  readonly receive: (room: RoomRef, sealed: Uint8Array) => Promise<void>
}

export interface EphemeralDeps {
  readonly sealerOf: (workspaceId: RoomRef['workspaceId']) => Sealer
  readonly env: Env
  /** False when the room is not joined. */
  readonly send: (room: RoomRef, sealed: Uint8Array) => boolean
}

const firstEpoch = 0
const map = 'live'
const key = 'frame'

const senderBytes = 8
const headerBytes = senderBytes + 8

/** What one frame may carry. */
export const maxEphemeralBodyBytes = maxEphemeralBytes - envelopeOverhead - headerBytes

/** Ten frames a second is what an answer makes; more than this would crowd out edits on the same socket. */
const outgoing = { burst: 40, perSecond: 20 }

/** Each frame costs an opening: a server that floods may not occupy the worker. */
const incoming = { burst: 200, perSecond: 100 }

/** Senders that are remembered in a room; one that makes up new ones fills no memory. */
const maxSenders = 64

interface EphemeralRoom {
  readonly sealer: Promise<ScopedSealer>
  readonly mayReceive: () => boolean
  readonly maySend: () => boolean
  readonly listeners: Set<(bytes: Uint8Array) => void>
  /** The newest moment of each sender. */
  readonly moments: Map<string, number>
}

const viewOf = (bytes: Uint8Array): DataView => new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)

export const createEphemeral = ({ sealerOf, env, send }: EphemeralDeps): Ephemeral => {
  const rooms = new Map<string, EphemeralRoom>()
  const sender = env.random.bytes(senderBytes)
  let lastMoment = 0

  const roomOf = ({ workspaceId, roomId }: RoomRef): EphemeralRoom => {
    const address = `${workspaceId}/${roomId}`
    const known = rooms.get(address)
    if (known) return known
    const scope = { purpose: 'ephemeral', workspaceId, roomId, epoch: firstEpoch } as const
    const room: EphemeralRoom = {
      sealer: Promise.resolve(sealerOf(workspaceId).scope(scope)),
      mayReceive: createRateLimit(incoming, env.clock),
      maySend: createRateLimit(outgoing, env.clock),
      listeners: new Set(),
      moments: new Map(),
    }
    rooms.set(address, room)
    return room
  }

  const header = (): Uint8Array => {
    lastMoment = Math.max(lastMoment + 1, env.clock.now())
    const bytes = new Uint8Array(headerBytes)
    bytes.set(sender)
    viewOf(bytes).setFloat64(senderBytes, lastMoment)
    return bytes
  }

  /** Is this frame newer than what its sender has said, and of these minutes? */
  const isFresh = (room: EphemeralRoom, plain: Uint8Array): boolean => {
    const name = bytesToBase32(plain.subarray(0, senderBytes))
    const moment = viewOf(plain).getFloat64(senderBytes)
    if (!(moment > env.clock.now() - farAhead) || moment <= (room.moments.get(name) ?? 0)) return false
    room.moments.delete(name)
    room.moments.set(name, moment)
    const [oldest] = room.moments.keys()
    if (room.moments.size > maxSenders && oldest !== undefined) room.moments.delete(oldest)
    return true
  }

  return {
    publishEphemeral: async (ref, bytes) => {
      if (bytes.length > maxEphemeralBodyBytes) return err({ type: 'frame-too-large' })
      const room = roomOf(ref)
      if (!room.maySend()) return err({ type: 'frames-too-fast' })
      const sealer = await room.sealer
      const sealed = await sealer.seal(map, key, concatBytes(header(), bytes))
      return send(ref, sealed) ? ok(undefined) : err({ type: 'room-not-live' })
    },
    onEphemeral: (ref, heard) => {
      const { listeners } = roomOf(ref)
      listeners.add(heard)
      return () => listeners.delete(heard)
    },
    receive: async (ref, sealed) => {
      const room = roomOf(ref)
      if (room.listeners.size === 0 || !room.mayReceive()) return
      const sealer = await room.sealer
      const opened = await sealer.open(map, key, sealed)
      if (!opened.ok || opened.value.length < headerBytes || !isFresh(room, opened.value)) return
      for (const heard of room.listeners) heard(opened.value.subarray(headerBytes))
    },
  }
}
