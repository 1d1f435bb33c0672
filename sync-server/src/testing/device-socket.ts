/** A device's end of `/socket`, which says exactly what it is told and keeps everything it hears. */

import { type DownMessage, encodeUp, parseDown, type UpMessage } from '@weft/shared/protocol/multiplex.ts'
import { encodeRoomFrame, parseRoomFrame, type RoomFrame } from '@weft/shared/protocol/room-frame.ts'
import { wireVersion } from '@weft/shared/protocol/version.ts'
import { onTestFinished } from 'vitest'
import { WebSocket } from 'ws'
import type { RoomRef } from '../rooms/room-log.ts'

export interface Heard {
  readonly joinId: number
  readonly seq: number
  readonly frame: RoomFrame
}

export interface DeviceSocket {
  readonly say: (message: UpMessage) => void
  /** Counts the frames of each join. */
  readonly sayFrame: (joinId: number, frame: RoomFrame) => void
  readonly heard: () => readonly DownMessage[]
  readonly frames: () => readonly Heard[]
  /** The first that fits, of what was heard or will be. */
  readonly hear: <Message>(pick: (message: DownMessage) => Message | undefined) => Promise<Message>
  readonly hearFrame: <Type extends RoomFrame['type']>(
    joinId: number,
    type: Type,
    fits?: (heard: Heard) => boolean,
  ) => Promise<{ readonly seq: number; readonly frame: Extract<RoomFrame, { readonly type: Type }> }>
  readonly open: (joinId: number, room: RoomRef, clientIds?: readonly number[]) => Promise<number>
  readonly closed: Promise<{ readonly code: number; readonly reason: string }>
  readonly websocket: WebSocket
}

export const originOf = (port: number): string => `http://localhost:${port}`

export const connectDevice = async (port: number, ticket: string): Promise<DeviceSocket> => {
  const websocket = new WebSocket(`ws://localhost:${port}/socket`, { origin: originOf(port) })
  onTestFinished(() => websocket.terminate())
  const heard: DownMessage[] = []
  const listeners = new Set<() => void>()
  const lastSeq = new Map<number, number>()
  websocket.on('message', (data: Buffer) => {
    const parsed = parseDown(data)
    if (!parsed.ok) throw new Error(parsed.error.type)
    heard.push(parsed.value)
    for (const listener of listeners) listener()
  })
  const closed = new Promise<{ readonly code: number; readonly reason: string }>(resolve =>
    websocket.once('close', (code, reason) => resolve({ code, reason: reason.toString() })),
  )
  await new Promise((resolve, reject) => {
    websocket.once('open', resolve)
    websocket.once('error', reject)
  })

  const say = (message: UpMessage): void => websocket.send(encodeUp(message))

  const hear = <Message>(pick: (message: DownMessage) => Message | undefined): Promise<Message> =>
    new Promise((resolve, reject) => {
      const look = (): void => {
        for (const message of heard) {
          const picked = pick(message)
          if (picked === undefined) continue
          listeners.delete(look)
          return resolve(picked)
        }
      }
      listeners.add(look)
      look()
      void closed.then(({ code }) => reject(new Error(`the socket was closed with ${code}`)))
    })

  const toHeard = (message: DownMessage): Heard | undefined => {
    if (message.type !== 'room') return undefined
    const frame = parseRoomFrame(message.frame)
    return frame.ok ? { joinId: message.joinId, seq: message.seq, frame: frame.value } : undefined
  }

  say({ type: 'hello', version: wireVersion, ticket })

  return {
    say,
    sayFrame: (joinId, frame) => {
      const seq = (lastSeq.get(joinId) ?? 0) + 1
      lastSeq.set(joinId, seq)
      say({ type: 'room', joinId, seq, frame: encodeRoomFrame(frame) })
    },
    heard: () => heard,
    frames: () => heard.flatMap(message => toHeard(message) ?? []),
    hear,
    hearFrame: <Type extends RoomFrame['type']>(
      joinId: number,
      type: Type,
      fits: (heard: Heard) => boolean = () => true,
    ) =>
      hear(message => {
        const found = toHeard(message)
        return found?.joinId === joinId && found.frame.type === type && fits(found)
          ? { seq: found.seq, frame: found.frame as Extract<RoomFrame, { readonly type: Type }> }
          : undefined
      }),
    open: (joinId, room, clientIds = []) => {
      say({ type: 'open', joinId, ...room, clientIds })
      return hear(message =>
        message.type === 'opened' && message.joinId === joinId ? message.head : undefined,
      )
    },
    closed,
    websocket,
  }
}
