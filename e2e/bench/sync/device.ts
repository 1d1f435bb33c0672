/** A device on the multiplexed socket: it joins one room, writes sealed-looking values, and says when what was answered. */

import { type RoomId, type WorkspaceId } from '@weft/shared/ids.ts'
import { encodeUp, parseDown } from '@weft/shared/protocol/multiplex.ts'
import { encodeRoomFrame, parseRoomFrame } from '@weft/shared/protocol/room-frame.ts'
import { wireVersion } from '@weft/shared/protocol/version.ts'
import { WebSocket } from 'ws'
import * as Y from 'yjs'
import { askTicket } from './accounts.ts'

export interface Device {
  /** Puts a value under a key, and gives the number of the frame that carries it. */
  readonly write: (key: string, value: Uint8Array) => number
  readonly close: () => void
}

export interface DeviceOptions {
  readonly port: number
  readonly cookie: string
  readonly workspaceId: WorkspaceId
  readonly roomId: RoomId
  readonly onAck?: (seq: number) => void
  readonly onUpdate?: (update: Uint8Array) => void
}

const onlyJoin = 1

export const connectDevice = async (options: DeviceOptions): Promise<Device> => {
  const { port, cookie, workspaceId, roomId } = options
  const ticket = await askTicket(port, cookie)
  const websocket = new WebSocket(`ws://localhost:${port}/socket`, {
    origin: `http://localhost:${port}`,
    perMessageDeflate: false,
  })
  const doc = new Y.Doc()
  let lastSeq = 0
  const { promise: joined, resolve: onJoined, reject } = Promise.withResolvers<void>()

  const send = (frame: Parameters<typeof encodeRoomFrame>[0]): number => {
    lastSeq += 1
    websocket.send(encodeUp({ type: 'room', joinId: onlyJoin, seq: lastSeq, frame: encodeRoomFrame(frame) }))
    return lastSeq
  }

  const onFrame = (bytes: Uint8Array): void => {
    const frame = parseRoomFrame(bytes)
    if (!frame.ok) throw new Error(frame.error.type)
    switch (frame.value.type) {
      case 'sync-step2':
        return
      case 'sync-step1':
        send({ type: 'sync-step2', update: Y.encodeStateAsUpdate(doc, frame.value.stateVector) })
        return onJoined()
      case 'sync-update':
        return options.onUpdate?.(frame.value.update)
      case 'ack':
        for (const { seq } of frame.value.settled) options.onAck?.(seq)
        return
      case 'reject':
        throw new Error(`an update was refused: ${frame.value.reason}`)
      default:
    }
  }

  websocket.on('error', reject)
  websocket.on('close', code => reject(new Error(`the socket was closed with ${code}`)))
  websocket.on('open', () => websocket.send(encodeUp({ type: 'hello', version: wireVersion, ticket })))
  websocket.on('message', (data: Buffer) => {
    const message = parseDown(data)
    if (!message.ok) throw new Error(message.error.type)
    switch (message.value.type) {
      case 'welcome':
        return websocket.send(
          encodeUp({ type: 'open', joinId: onlyJoin, workspaceId, roomId, clientIds: [doc.clientID] }),
        )
      case 'opened':
        return void send({ type: 'sync-step1', stateVector: Y.encodeStateVector(doc) })
      case 'room':
        return onFrame(message.value.frame)
      case 'closed':
        return reject(new Error(`the room was closed: ${message.value.reason}`))
      default:
    }
  })
  await joined

  return {
    write: (key, value) => {
      let update: Uint8Array | undefined
      doc.once('update', (bytes: Uint8Array) => {
        update = bytes
      })
      doc.getMap('m').set(key, value)
      if (update === undefined) throw new Error('nothing was written')
      return send({ type: 'sync-update', update })
    },
    close: () => websocket.terminate(),
  }
}

/** `make` for each of `count`, so many at a time. */
export const makeMany = async <Made>(
  count: number,
  atOnce: number,
  make: (index: number) => Promise<Made>,
): Promise<readonly Made[]> => {
  const made: Made[] = []
  let next = 0
  const lane = async (): Promise<void> => {
    while (next < count) {
      const index = next
      next += 1
      made[index] = await make(index)
    }
  }
  await Promise.all(Array.from({ length: atOnce }, lane))
  return made
}
