/**
 * A writer on the socket, for a server that is killed under it: each time it comes in with a document of its own, joins
 * one room, and writes a batch whenever the one before is acknowledged. What was not is lost with the socket, as on a
 * device whose disk failed at once.
 */

import type { Random } from '@weft/shared/env.ts'
import type { RoomId, WorkspaceId } from '@weft/shared/ids.ts'
import { type DownMessage, encodeUp, parseDown } from '@weft/shared/protocol/multiplex.ts'
import { encodeRoomFrame, parseRoomFrame } from '@weft/shared/protocol/room-frame.ts'
import { wireVersion } from '@weft/shared/protocol/version.ts'
import { WebSocket } from 'ws'
import * as Y from 'yjs'
import * as z from 'zod'
import type { Ledger } from './ledger.ts'

export interface LiveWriter {
  /** Writes until `isOver`. */
  readonly work: (port: number, isOver: () => boolean) => Promise<void>
  readonly refused: () => readonly string[]
  readonly acknowledged: () => number
}

interface Deps {
  readonly cookie: string
  readonly workspaceId: WorkspaceId
  readonly rooms: readonly RoomId[]
  readonly rowsAtOnce: number
  readonly ledger: Ledger
  readonly random: Random
  readonly nextKey: () => string
}

const onlyJoin = 1
/** A server that is just gone, or whose database is, is asked again. */
const retryAfter = 20

const IssuedTicket = z.object({ ticket: z.string() })

export const createLiveWriter = (deps: Deps): LiveWriter => {
  const { cookie, workspaceId, rooms, rowsAtOnce, ledger, random, nextKey } = deps
  const refused: string[] = []
  let acknowledged = 0

  const askTicket = async (port: number): Promise<string | null> => {
    const answered = await fetch(`http://localhost:${port}/api/v1/socket-tickets`, {
      method: 'POST',
      headers: { cookie, origin: `http://localhost:${port}`, 'content-type': 'application/json' },
      body: '{}',
    }).catch(() => null)
    return answered?.ok ? IssuedTicket.parse(await answered.json()).ticket : null
  }

  /** Resolves when the socket is gone. */
  const stay = (port: number, ticket: string, isOver: () => boolean): Promise<void> => {
    const roomId = rooms[Math.floor(random.fraction() * rooms.length)] as RoomId
    const websocket = new WebSocket(`ws://localhost:${port}/socket`, { origin: `http://localhost:${port}` })
    const doc = new Y.Doc()
    const unanswered = new Map<number, () => void>()
    let lastSeq = 0

    const send = (update: Uint8Array): void => {
      lastSeq += 1
      const frame = encodeRoomFrame({ type: 'sync-update', update })
      websocket.send(encodeUp({ type: 'room', joinId: onlyJoin, seq: lastSeq, frame }))
    }
    doc.on('update', send)

    const writeBatch = (): void => {
      if (isOver()) return websocket.terminate()
      for (let row = 0; row < rowsAtOnce; row += 1) {
        const key = nextKey()
        const value = random.bytes(40)
        let isAcknowledged = false
        ledger.expect(roomId, key, value, () => isAcknowledged)
        doc.getMap('m').set(key, value)
        unanswered.set(lastSeq, () => {
          isAcknowledged = true
          acknowledged += 1
        })
      }
    }

    const onFrame = (bytes: Uint8Array): void => {
      const frame = parseRoomFrame(bytes)
      if (!frame.ok) throw new Error(frame.error.type)
      if (frame.value.type === 'reject') refused.push(frame.value.reason)
      if (frame.value.type !== 'ack') return
      for (const { seq } of frame.value.settled) {
        unanswered.get(seq)?.()
        unanswered.delete(seq)
      }
      if (unanswered.size === 0) writeBatch()
    }

    const onMessage = (message: DownMessage): void => {
      switch (message.type) {
        case 'welcome':
          return websocket.send(
            encodeUp({ type: 'open', joinId: onlyJoin, workspaceId, roomId, clientIds: [doc.clientID] }),
          )
        case 'opened':
          return writeBatch()
        case 'room':
          return onFrame(message.frame)
        case 'closed':
          return websocket.terminate()
        default:
      }
    }

    websocket.on('open', () => websocket.send(encodeUp({ type: 'hello', version: wireVersion, ticket })))
    websocket.on('message', (data: Buffer) => {
      const message = parseDown(data)
      if (!message.ok) throw new Error(message.error.type)
      onMessage(message.value)
    })
    return new Promise(resolve => {
      websocket.once('close', () => resolve())
      websocket.on('error', () => resolve())
    })
  }

  return {
    work: async (port, isOver) => {
      while (!isOver()) {
        const ticket = await askTicket(port)
        if (ticket !== null) await stay(port, ticket, isOver)
        if (!isOver()) await new Promise(resolve => setTimeout(resolve, retryAfter))
      }
    },
    refused: () => refused,
    acknowledged: () => acknowledged,
  }
}
