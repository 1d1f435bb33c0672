/** A socket that looks at what a device sends: no update may leave before it is on the device's disk. */

import { parseUp } from '@weft/shared/protocol/multiplex.ts'
import { parseRoomFrame } from '@weft/shared/protocol/room-frame.ts'
import type { RoomRef } from '../../room-ref.ts'
import type { Store } from '../../store.ts'
import type { OpenSocket } from '../socket-end.ts'
import { isHeld } from './held-updates.ts'
import { heldBy } from './watched-store.ts'

export const watchSocket =
  (open: OpenSocket, disk: Store, report: (law: string) => void): OpenSocket =>
  events => {
    const socket = open(events)
    const rooms = new Map<number, RoomRef>()

    const check = async (room: RoomRef, update: Uint8Array): Promise<void> => {
      // A store in memory answers for the moment in which it is asked.
      const held = await heldBy(disk, room)
      if (!isHeld(held, update)) report('an update has left before it was committed')
    }

    const look = (bytes: Uint8Array): void => {
      const message = parseUp(bytes)
      if (!message.ok) return
      if (message.value.type === 'open') rooms.set(message.value.joinId, message.value)
      if (message.value.type !== 'room') return
      const room = rooms.get(message.value.joinId)
      const frame = parseRoomFrame(message.value.frame)
      if (room && frame.ok && 'update' in frame.value) void check(room, frame.value.update)
    }

    return {
      send: bytes => {
        look(bytes)
        socket.send(bytes)
      },
      close: socket.close,
    }
  }
