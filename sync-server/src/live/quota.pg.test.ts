/** The quota of an account on the whole server, by both ways in. */

import { systemRandom } from '@weft/shared/env.ts'
import { createId } from '@weft/shared/ids.ts'
import { quotaReserveBytes } from '@weft/shared/protocol/limits.ts'
import { testRandom } from '@weft/shared/testing/env.ts'
import { expect, test } from 'vitest'
import { askElsewhereMilliseconds } from '../rooms/log-quota.ts'
import { createPostgresRoomLog } from '../rooms/postgres-room-log.ts'
import { valueOf } from '../rooms/room-log.contract.ts'
import type { RoomRef } from '../rooms/room-log.ts'
import type { DeviceSocket } from '../testing/device-socket.ts'
import { connect, newMember, newRoom, set, writer } from '../testing/live-member.ts'
import { runLiveServer } from '../testing/live-server.ts'
import { type Member, workspaceBody } from '../testing/person.ts'
import { createSyncDevice } from '../testing/sync-device.ts'

const start = async () => {
  const server = await runLiveServer({ environment: { THREAD_QUOTA_MB: '1' } })
  const ada = await newMember(server)
  const log = createPostgresRoomLog({ database: server.database, node: null })
  return { server, ada, log, socket: await connect(server, ada) }
}

/** A document in a room, whose frames are answered by ack or by reason. */
const open = async (socket: DeviceSocket, joinId: number, room: RoomRef) => {
  const doc = writer(socket, joinId)
  await socket.open(joinId, room, [doc.clientID])
  let seq = 0
  return async (size: number): Promise<string> => {
    seq += 1
    const number = seq
    set(doc, `key${number}`, size)
    return socket.hear(message => {
      if (message.type !== 'room') return undefined
      return socket
        .frames()
        .flatMap(({ joinId: from, frame }) => {
          if (from !== joinId) return []
          if (frame.type === 'ack') return frame.settled.map(each => ({ seq: each.seq, answer: 'stored' }))
          return frame.type === 'reject' ? [{ seq: frame.seq, answer: frame.reason }] : []
        })
        .find(answer => answer.seq === number)?.answer
    })
  }
}

const syncDevice = (server: { readonly port: number }, { device, browser, workspaceId }: Member) => {
  const target = { port: server.port, cookie: browser.cookie() ?? '' }
  const own = createSyncDevice({ id: device.id, workspaceId, random: testRandom(7) })
  return { ...own, push: () => own.sync(target) }
}

const documentOf = ({ workspaceId }: Member): RoomRef => ({
  workspaceId,
  roomId: createId(systemRandom, 'wdc'),
})

test('Q1 Q2 Q3: what is over the quota is refused by both ways and waits; the document of the workspace is written, and a deleted room makes room', async () => {
  const { server, ada, log, socket } = await start()
  const [first, second] = [newRoom(ada), newRoom(ada)]
  const [write, writeOther] = [await open(socket, 1, first), await open(socket, 2, second)]
  expect([await write(400_000), await write(400_000)]).toEqual(['stored', 'stored'])
  expect([await write(300_000), await writeOther(100_000)]).toEqual(['quota-exceeded', 'stored'])

  const device = syncDevice(server, ada)
  device.write(newRoom(ada).roomId, 'large', new Uint8Array(200_000))
  device.write(documentOf(ada).roomId, 'deleted', new Uint8Array(100))
  expect(await device.push()).toMatchObject({ whole: true })
  expect([[...device.rejected], [...device.acked.keys()]]).toEqual([[[1, 'quota-exceeded']], [2]])
  // As when a person deletes a thread without room for anything else.
  const writeDocument = await open(socket, 3, documentOf(ada))
  expect([await writeOther(100_000), await writeOther(99_000)]).toEqual(['quota-exceeded', 'stored'])
  expect([await writeDocument(5_000), await writeOther(5_000)]).toEqual(['stored', 'quota-exceeded'])

  valueOf(await log.deleteRoom(first))
  await device.push()
  expect(device.acked.has(1)).toBe(true)
  expect(await writeOther(300_000)).toBe('stored')
})

test('Q3: the reserve has an end', async () => {
  const { ada, socket } = await start()
  const write = await open(socket, 1, newRoom(ada))
  expect([await write(499_000), await write(499_000)]).toEqual(['stored', 'stored'])
  const writeDocument = await open(socket, 2, documentOf(ada))
  const answers: string[] = []
  for (let update = 0; update < quotaReserveBytes / 10_000 + 5; update += 1)
    answers.push(await writeDocument(10_000))
  expect(answers.at(0)).toBe('stored')
  expect(answers.at(-1)).toBe('quota-exceeded')
})

test('Q1: the workspaces of an account share its quota', async () => {
  const { server, ada, socket } = await start()
  const other = { ...ada, workspaceId: createId(systemRandom, 'wsp') }
  const params = { workspaceId: other.workspaceId }
  await ada.browser.done('attach-workspace', { params, body: await workspaceBody(other) })
  const [write, writeOther] = [await open(socket, 1, newRoom(ada)), await open(socket, 2, newRoom(other))]
  expect([await write(400_000), await write(400_000), await writeOther(100)]).toEqual([
    'stored',
    'stored',
    'stored',
  ])
  server.clock.advance(askElsewhereMilliseconds)
  expect([await writeOther(300_000), await writeOther(100_000)]).toEqual(['quota-exceeded', 'stored'])
})
