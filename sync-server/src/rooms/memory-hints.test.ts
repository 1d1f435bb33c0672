import { expect, test } from 'vitest'
import { deviceId, roomId, workspaceId } from '../testing/ids.ts'
import { hintsContract } from './hints.contract.ts'
import type { Hint } from './hints.ts'
import { createMemoryHints } from './memory-hints.ts'
import { createMemoryRoomLog } from './memory-room-log.ts'

hintsContract('in memory', async names => {
  const hints = createMemoryHints()
  return names.map(() => hints.node())
})

test('what one node commits is told to the others, and not to itself', async () => {
  const hints = createMemoryHints()
  const [here, there] = [hints.node(), hints.node()]
  const heardHere: Hint[] = []
  const heardThere: Hint[] = []
  here.subscribe(hint => heardHere.push(hint))
  const unsubscribe = there.subscribe(hint => heardThere.push(hint))

  const log = createMemoryRoomLog({ announce: here.announce })
  const room = { workspaceId: workspaceId(1), roomId: roomId(1) }
  await log.createWorkspace(room.workspaceId)
  await log.append([{ ...room, deviceId: deviceId(1), bytes: Uint8Array.of(1) }])
  await log.deleteRoom(room)
  const hint = (headSeq: number) => ({
    type: 'head-moved',
    moved: [{ workspaceId: workspaceId(1), headSeq }],
  })
  expect(heardThere).toEqual([hint(1), hint(2)])
  expect(heardHere).toEqual([])

  unsubscribe()
  await log.deleteRoom({ ...room, roomId: roomId(2) })
  expect(heardThere).toHaveLength(2)
})
