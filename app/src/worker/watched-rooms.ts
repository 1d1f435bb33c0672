/**
 * Which rooms are being looked at, in any tab, for the worker that leads: those are live. Every worker says what its
 * own page looks at when that changes and now and then; one that falls silent, because its tab was closed or frozen,
 * looks at nothing any more.
 */

import type { Clock } from '@weft/shared/env.ts'
import { RoomId, WorkspaceId } from '@weft/shared/ids.ts'
import * as z from 'zod/mini'
import type { RoomRef } from '../core/room-ref.ts'

export const watchedRoomsChannel = 'weft-watched-rooms'

/** Between two times that a worker says the same; a frozen tab is forgotten after three. */
const sayEvery = 20_000
const silence = 3 * sayEvery + 5_000

/** A page looks at one thread, and its runs at a few more. */
const mostRooms = 100

const RoomRefSchema = z.object({ workspaceId: WorkspaceId, roomId: RoomId })

const Message = z.discriminatedUnion('type', [
  z.object({
    type: z.literal('watching'),
    worker: z.string(),
    rooms: z.array(RoomRefSchema).check(z.maxLength(mostRooms)),
  }),
  /** From a worker that has begun to lead. */
  z.object({ type: z.literal('ask') }),
])
type Message = z.infer<typeof Message>

/** The part of a BroadcastChannel that is used. */
export interface WatchChannel {
  readonly postMessage: (message: Message) => void
  readonly addEventListener: (
    type: 'message',
    listener: (event: { readonly data: unknown }) => void,
    options: { readonly signal: AbortSignal },
  ) => void
}

interface Deps {
  readonly channel: WatchChannel
  /** Names this worker. */
  readonly worker: string
  readonly clock: Clock
  readonly signal: AbortSignal
}

export interface WatchedRooms {
  /** Looks at a room until the returned function is called. */
  readonly watch: (room: RoomRef) => () => void
  /**
   * Calls `begin` for each room that somebody looks at, and what it returned when nobody does any more; until `signal`
   * aborts.
   */
  readonly follow: (begin: (room: RoomRef) => () => void, signal: AbortSignal) => void
}

const addressOf = ({ workspaceId, roomId }: RoomRef): string => `${workspaceId}/${roomId}`

export const createWatchedRooms = ({ channel, worker, clock, signal }: Deps): WatchedRooms => {
  /** Of this worker; the same room may be looked at twice. */
  const own = new Set<{ readonly room: RoomRef }>()
  const followers = new Set<(worker: string, rooms: readonly RoomRef[]) => void>()

  const ownRooms = (): RoomRef[] => [...new Map([...own].map(({ room }) => [addressOf(room), room])).values()]

  const say = (): void => {
    const rooms = ownRooms().slice(0, mostRooms)
    channel.postMessage({ type: 'watching', worker, rooms })
    for (const follower of followers) follower(worker, rooms)
  }

  repeat(clock, sayEvery, signal, () => {
    if (own.size > 0) say()
  })

  channel.addEventListener(
    'message',
    ({ data }) => {
      const message = Message.safeParse(data)
      if (!message.success) return
      if (message.data.type === 'ask') return say()
      for (const follower of followers) follower(message.data.worker, message.data.rooms)
    },
    { signal },
  )

  return {
    watch: room => {
      const watched = { room }
      own.add(watched)
      say()
      return () => {
        if (own.delete(watched)) say()
      }
    },

    follow: (begin, ending) => {
      const heardByWorker = new Map<string, { readonly rooms: readonly RoomRef[]; readonly at: number }>()
      const endByAddress = new Map<string, () => void>()

      const settle = (): void => {
        const wanted = new Map(
          [...heardByWorker.values()].flatMap(({ rooms }) => rooms).map(room => [addressOf(room), room]),
        )
        for (const [address, end] of endByAddress) {
          if (wanted.has(address)) continue
          endByAddress.delete(address)
          end()
        }
        for (const [address, room] of wanted)
          if (!endByAddress.has(address)) endByAddress.set(address, begin(room))
      }

      const hear = (from: string, rooms: readonly RoomRef[]): void => {
        heardByWorker.set(from, { rooms, at: clock.now() })
        settle()
      }
      followers.add(hear)
      hear(worker, ownRooms())
      channel.postMessage({ type: 'ask' })
      repeat(clock, sayEvery, ending, () => {
        for (const [from, { at }] of heardByWorker)
          if (from !== worker && clock.now() - at > silence) heardByWorker.delete(from)
        settle()
      })
      ending.addEventListener('abort', () => {
        followers.delete(hear)
        heardByWorker.clear()
        settle()
      })
    },
  }
}

const repeat = (clock: Clock, milliseconds: number, signal: AbortSignal, action: () => void): void => {
  if (signal.aborted) return
  const cancel = clock.after(milliseconds, () => {
    signal.removeEventListener('abort', cancel)
    action()
    repeat(clock, milliseconds, signal, action)
  })
  signal.addEventListener('abort', cancel, { once: true })
}
