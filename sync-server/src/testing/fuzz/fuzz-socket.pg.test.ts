/** R9: the same for the socket. A frame that is no update is refused by name; what is no message ends its socket. */

import { systemEnv, systemRandom } from '@weft/shared/env.ts'
import { encodeUp } from '@weft/shared/protocol/multiplex.ts'
import { encodeRoomFrame } from '@weft/shared/protocol/room-frame.ts'
import { mutateBytes } from '@weft/shared/protocol/testing/mutate-bytes.ts'
import { testRandom } from '@weft/shared/testing/env.ts'
import { expect, test } from 'vitest'
import { createPostgresRoomLog } from '../../rooms/postgres-room-log.ts'
import { createTickets } from '../../sessions/tickets.ts'
import { connectDevice } from '../device-socket.ts'
import { roomId } from '../ids.ts'
import { startFaultyServer } from '../kill/faulty-server.ts'
import { createOwnedWorkspace } from '../owned-workspace.ts'
import { databaseUrlOf, folder } from '../server-process.ts'
import { createTestDatabase } from '../test-database.ts'
import { createMalformed } from './malformed.ts'

/** With the other of the two suites 100,000 in all. */
const messages = Number(process.env['FUZZ_MESSAGES'] ?? 50_000)
const seed = Number(process.env['FUZZ_SEED'] ?? Math.floor(systemRandom.fraction() * 1e9))
const framesEach = 200
const longestStall = 250
const mebi = 1024 * 1024

test(`no malformed frame stops, stalls or fills the server (FUZZ_SEED=${seed})`, {
  timeout: 3_600_000,
}, async () => {
  const database = await createTestDatabase()
  const log = createPostgresRoomLog({ database, node: null })
  const { workspaceId, addDevice } = await createOwnedWorkspace(database, log)
  const { id: deviceId } = await addDevice()
  const { id: sessionId } = await database.db
    .selectFrom('sessions')
    .select('id')
    .where('device_id', '=', deviceId)
    .executeTakeFirstOrThrow()
  const tickets = createTickets({ db: database.db, env: systemEnv })
  const server = await startFaultyServer({
    databaseUrl: databaseUrlOf(database.connection.database ?? ''),
    dataDir: await folder(),
  })
  const random = testRandom(seed)
  const malformed = createMalformed(workspaceId, 0, random)
  const count = { sent: 0, refusedByName: 0, stored: 0, closed: 0 }

  const visit = async (): Promise<void> => {
    const { ticket } = await tickets.issue('socket', sessionId)
    const device = await connectDevice(server.port, ticket)
    const room = { workspaceId, roomId: roomId(Math.floor(random.fraction() * 6)) }
    await device.open(1, room, malformed.clientIds)
    for (let frame = 0; frame < framesEach; frame += 1)
      device.sayFrame(1, { type: 'sync-update', update: malformed.update() })
    // One message that is none, behind the others: they are answered all the same.
    await expect.poll(() => answers(device), { timeout: 60_000, interval: 2 }).toBe(framesEach)
    const update = encodeRoomFrame({ type: 'sync-update', update: malformed.update() })
    const sound = encodeUp({ type: 'room', joinId: 1, seq: framesEach + 1, frame: update })
    device.websocket.send(random.fraction() < 0.5 ? mutateBytes(sound, random) : random.bytes(60))
    device.say({ type: 'ping', token: 1 })
    const heard = device.hear(message => (message.type === 'pong' ? true : undefined))
    if (!(await heard.catch(() => false))) count.closed += 1
    const frames = device.frames()
    count.refusedByName += frames.filter(({ frame }) => frame.type === 'reject').length
    count.sent += framesEach + 1
    count.stored += answers(device) - frames.filter(({ frame }) => frame.type === 'reject').length
    device.websocket.terminate()
    await device.closed
  }

  const run = async (until: number): Promise<void> => {
    for (;;) {
      if (count.sent >= until) return
      await visit()
    }
  }

  await run(messages / 20)
  const warm = await server.report()
  server.reset()
  await run(messages)
  const after = await server.report()
  if (process.env['FUZZ_REPORT'] !== undefined)
    process.stdout.write(`${JSON.stringify({ ...count, warm, after })}\n`)
  expect(server.isAlive(), server.errors()).toBe(true)
  expect(server.errors()).toBe('')
  expect(after.busyMilliseconds).toBeLessThan(longestStall)
  expect(after.held).toBeLessThan(warm.held + 24 * mebi)
  expect(after.resident).toBeLessThan(warm.resident + 256 * mebi)
  expect(count.refusedByName).toBeGreaterThan(count.sent / 2)
  expect(Math.min(count.stored, count.closed)).toBeGreaterThan(0)
})

/** Frames that were acknowledged or refused. */
const answers = (device: Awaited<ReturnType<typeof connectDevice>>): number =>
  device.frames().reduce((sum, { frame }) => {
    if (frame.type === 'ack') return sum + frame.settled.length
    return frame.type === 'reject' ? sum + 1 : sum
  }, 0)
