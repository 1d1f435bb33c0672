/**
 * The live half of our server behind doors that are open: whoever connects to any path is in the room of that name,
 * without an account and a ticket, and speaks y-websocket's bare frames. So a load generator that knows nothing of us
 * can drive what a device drives: session, guard, hub, group commit, log, PostgreSQL. It is never part of the server.
 *
 * `DATABASE_URL` is the database. `HINTS=1`: other nodes are told of each commit, as with a database of one's own.
 */

import { createHash } from 'node:crypto'
import { createServer } from 'node:http'
import { type Random, systemEnv, systemRandom } from '@weft/shared/env.ts'
import { type AccountId, createId, type DeviceId } from '@weft/shared/ids.ts'
import { wireVersion } from '@weft/shared/protocol/version.ts'
import { err, ok } from '@weft/shared/result.ts'
import { destination, pino } from 'pino'
import type { SessionId } from '../../../sync-server/src/db/account-tables.ts'
import { startDatabase } from '../../../sync-server/src/db/start-database.ts'
import { createOneRoom } from '../../../sync-server/src/live/dialect.ts'
import { createLiveHalf, type Doors } from '../../../sync-server/src/live/live-half.ts'
import { createMemoryHints } from '../../../sync-server/src/rooms/memory-hints.ts'
import { createPostgresRoomLog } from '../../../sync-server/src/rooms/postgres-room-log.ts'
import type { RoomLog, RoomRef } from '../../../sync-server/src/rooms/room-log.ts'

const log = pino({ level: 'warn', base: { pid: process.pid } }, destination(2))
const { DATABASE_URL: databaseUrl, HINTS: hints, HOST: host = '127.0.0.1', PORT: port = '0' } = process.env
if (databaseUrl === undefined) throw new Error('DATABASE_URL names the database to measure with')

/** The same ids for the same name, so that a room is found again after a restart. */
const randomFrom = (name: string): Random => ({
  bytes: length => Uint8Array.from(createHash('sha256').update(name).digest().subarray(0, length)),
  fraction: () => 0,
})

const roomOf = (name: string): RoomRef => ({
  workspaceId: createId(randomFrom(`workspace of ${name}`), 'wsp'),
  roomId: createId(randomFrom(`room of ${name}`), 'thr'),
})

/** There are none here: nobody asks for one. */
const sessionId = 'open' as SessionId

/** A ticket is the room's name: it opens a new device of the account that has the room's workspace. */
const createOpenDoors = (roomLog: Pick<RoomLog, 'createWorkspace'>): Doors => {
  const accountByDevice = new Map<DeviceId, AccountId>()
  return {
    readUpgrade: ({ url = '/' }) => {
      const name = url.slice(1)
      return name === '' ? err(404) : ok(createOneRoom(wireVersion, name, roomOf(name)))
    },
    tickets: {
      redeem: async (_kind, name) => {
        await roomLog.createWorkspace(roomOf(name).workspaceId)
        const deviceId = createId(systemRandom, 'dev')
        const accountId = createId(randomFrom(`account of ${name}`), 'acc')
        accountByDevice.set(deviceId, accountId)
        return { sessionId, accountId, deviceId }
      },
    },
    access: { may: async () => true },
    watch: () => () => undefined,
    accountsOf: async deviceIds =>
      ok(
        new Map(
          deviceIds.flatMap(deviceId => {
            const accountId = accountByDevice.get(deviceId)
            return accountId === undefined ? [] : [[deviceId, accountId] as const]
          }),
        ),
      ),
  }
}

const started = await startDatabase({ databaseUrl, dataDir: '', env: systemEnv, log })
if (!started.ok) throw new Error(JSON.stringify(started.error))
const database = started.value
const roomLog = createPostgresRoomLog({ database, node: hints === '1' ? 'bench' : null })
const live = createLiveHalf({
  env: systemEnv,
  logger: log,
  epoch: database.epoch,
  trustedProxies: 1,
  roomLog,
  hints: createMemoryHints().node(),
  quotaOf: async () => ok(undefined),
  doors: createOpenDoors(roomLog),
})

const server = createServer((_request, response) => response.end('open\n'))
let connections = 0
server.on('upgrade', (request, socket, head) => {
  connections += 1
  // Each from a network of its own: strangers of one network are bounded, and here all come from this machine.
  request.headers['x-forwarded-for'] =
    `10.${connections >> 16}.${(connections >> 8) & 255}.${connections & 255}`
  live.onUpgrade(request, socket, head)
})
server.listen(Number(port), host, () => {
  const address = server.address()
  if (address !== null && typeof address !== 'string')
    process.stdout.write(`listening on ${host}:${address.port}\n`)
})

process.once('SIGTERM', () => {
  void live.stopCommits().then(async () => {
    server.close()
    server.closeAllConnections()
    await database.close()
  })
})
