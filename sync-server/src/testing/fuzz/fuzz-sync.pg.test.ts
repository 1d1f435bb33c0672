/**
 * R9: malformed messages to /sync of a real server: it answers each, its event loop never stands still, and its memory
 * comes back. FUZZ_MESSAGES asks for more.
 */

import { systemRandom } from '@weft/shared/env.ts'
import { testRandom } from '@weft/shared/testing/env.ts'
import { expect, test } from 'vitest'
import { createPostgresRoomLog } from '../../rooms/postgres-room-log.ts'
import { startFaultyServer } from '../kill/faulty-server.ts'
import { createOwnedWorkspace } from '../owned-workspace.ts'
import { databaseUrlOf, folder } from '../server-process.ts'
import { exchange } from '../sync-client.ts'
import { createTestDatabase } from '../test-database.ts'
import { createMalformed, type Known } from './malformed.ts'

/** With the other of the two suites 100,000 in all. */
const messages = Number(process.env['FUZZ_MESSAGES'] ?? 50_000)
const seed = Number(process.env['FUZZ_SEED'] ?? Math.floor(systemRandom.fraction() * 1e9))
/** Of pushes, whose streams are sound; of streams there are a twentieth as many. */
const pushesEach = 200
const senders = 3
const longestStall = 250
const mebi = 1024 * 1024
/** Compiled code and the caches of the database's driver. */
const heldSlack = 24 * mebi
/** What the allocators of two threads have not given back; a leak of one kilobyte a message would be more. */
const residentSlack = 256 * mebi

test(`no malformed message stops, stalls or fills the server (FUZZ_SEED=${seed})`, {
  timeout: 3_600_000,
}, async () => {
  const database = await createTestDatabase()
  const log = createPostgresRoomLog({ database, node: null })
  const { workspaceId, addDevice } = await createOwnedWorkspace(database, log)
  const server = await startFaultyServer({
    databaseUrl: databaseUrlOf(database.connection.database ?? ''),
    dataDir: await folder(),
  })
  const targets = await Promise.all(
    Array.from({ length: senders }, async () => ({ port: server.port, cookie: (await addDevice()).cookie })),
  )
  const count = { sent: 0, refusedByName: 0, stored: 0 }
  let known: Known = { epoch: '', head: 0 }

  const sendPushes = async (index: number, body: Uint8Array): Promise<void> => {
    const target = targets[index] ?? targets[0]
    if (target === undefined) throw new Error('there is a sender')
    const { items, status, whole } = await exchange(target, body)
    const [begin] = items
    if (begin?.type === 'begin') known = begin
    const answers = items.filter(({ type }) => type === 'ack' || type === 'reject')
    expect([status, whole, answers.length], server.errors()).toEqual([200, true, pushesEach])
    count.refusedByName += answers.filter(({ type }) => type === 'reject').length
    count.stored += answers.filter(({ type }) => type === 'ack').length
    count.sent += pushesEach
  }

  const sendStream = async (index: number, body: Uint8Array): Promise<void> => {
    const target = targets[index] ?? targets[0]
    if (target === undefined) throw new Error('there is a sender')
    const { status, problem, whole } = await exchange(target, body)
    // Refused with a problem, cut, or by chance still sound.
    expect(status >= 400 ? problem !== undefined : status === 200 || !whole).toBe(true)
    count.sent += 1
  }

  const run = (until: number): Promise<unknown> =>
    Promise.all(
      targets.map(async (_, index) => {
        const malformed = createMalformed(workspaceId, index, testRandom(seed + index))
        while (count.sent < until) {
          await sendPushes(index, malformed.pushes(pushesEach, known))
          for (let stream = 0; stream < pushesEach / 20; stream += 1)
            await sendStream(index, malformed.stream(known))
        }
      }),
    )

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
  expect(after.held).toBeLessThan(warm.held + heldSlack)
  expect(after.resident).toBeLessThan(warm.resident + residentSlack)
  expect(count.sent).toBeGreaterThanOrEqual(messages)
  expect(count.refusedByName).toBeGreaterThan(count.sent / 2)
  expect(count.stored).toBeGreaterThan(0)
})
