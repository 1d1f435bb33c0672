/**
 * R1, R2: nothing that was acknowledged is lost, whoever is killed and when. Real processes, a durable database, writers
 * that never rest. KILL_ROUNDS asks for more rounds of each kind.
 */

import { must } from '@weft/shared/assert.ts'
import { testRandom } from '@weft/shared/testing/env.ts'
import { beforeAll, expect, test } from 'vitest'
import { roomId } from '../ids.ts'
import { createSyncDevice, type SyncDevice } from '../sync-device.ts'
import { type DurableDatabase, startDurableDatabase } from './durable-database.ts'
import { type FaultyServer, startFaultyServer } from './faulty-server.ts'
import { type Faults, insertMilliseconds, killPoints } from './faults.ts'
import { createLedger, type Ledger } from './ledger.ts'
import { createLiveWriter, type LiveWriter } from './live-writer.ts'

const rounds = Number(process.env['KILL_ROUNDS'] ?? 1)
const seed = Number(process.env['KILL_SEED'] ?? 1)
/** A round that acknowledged less proved nothing. */
const leastAcknowledged = 200
/** Half of them push by /sync, half write on the socket. */
const writers = 4
const rowsAtOnce = 12
const rooms = [0, 1, 2, 3, 4].map(roomId)

interface Writer {
  readonly device: SyncDevice
  readonly cookie: string
}

interface Crew {
  readonly syncing: readonly Writer[]
  readonly live: readonly LiveWriter[]
}

let database: DurableDatabase

beforeAll(async () => {
  let stop = async (): Promise<void> => undefined
  database = await startDurableDatabase(atEnd => (stop = atEnd))
  return () => stop()
})

interface World {
  readonly ledger: Ledger
  readonly fraction: () => number
  readonly start: (faults?: Faults) => Promise<FaultyServer>
  readonly hire: () => Promise<Writer>
  readonly hireAll: () => Promise<Crew>
  /** By the sockets of everybody who was ever hired. */
  readonly acknowledgedLive: () => number
  /** Writes and syncs until the server is gone or `stopped`. */
  readonly work: (server: FaultyServer, crew: Crew, stopped: AbortSignal) => Promise<unknown>
}

const createWorld = async (): Promise<World> => {
  const { workspaceId, addDevice } = await database.createWorkspace()
  const ledger = createLedger(database.log, workspaceId)
  const random = testRandom(seed)
  let keys = 0
  const nextKey = (): string => {
    keys += 1
    return `k${keys}`
  }

  const write = ({ device }: Writer): void => {
    for (let row = 0; row < rowsAtOnce; row += 1) {
      const key = nextKey()
      const room = must(rooms[Math.floor(random.fraction() * rooms.length)], 'a room')
      const value = random.bytes(40)
      const { localNumber } = device.write(room, key, value)
      ledger.expect(room, key, value, () => device.acked.has(localNumber))
    }
  }

  const sync = async (server: FaultyServer, writer: Writer, isOver: () => boolean): Promise<void> => {
    while (!isOver()) {
      write(writer)
      await writer.device.sync({ port: server.port, cookie: writer.cookie })
    }
  }

  const hire = async (): Promise<Writer> => {
    const { id, cookie } = await addDevice()
    return { device: createSyncDevice({ id, workspaceId, random }), cookie }
  }

  const everLive: LiveWriter[] = []
  const hireLive = async (): Promise<LiveWriter> => {
    const { cookie } = await addDevice()
    const writer = createLiveWriter({ cookie, workspaceId, rooms, rowsAtOnce, ledger, random, nextKey })
    everLive.push(writer)
    return writer
  }

  return {
    ledger,
    fraction: random.fraction,
    start: (faults = {}) =>
      startFaultyServer({ databaseUrl: database.url, dataDir: database.dataDir, faults }),
    hire,
    hireAll: async () => ({
      syncing: await Promise.all(Array.from({ length: writers / 2 }, hire)),
      live: await Promise.all(Array.from({ length: writers / 2 }, hireLive)),
    }),
    acknowledgedLive: () => everLive.reduce((sum, writer) => sum + writer.acknowledged(), 0),
    work: (server, { syncing, live }, stopped) => {
      const isOver = (): boolean => !server.isAlive() || stopped.aborted
      return Promise.all([
        ...syncing.map(writer => sync(server, writer, isOver)),
        ...live.map(writer => writer.work(server.port, isOver)),
      ])
    },
  }
}

/** Resolves when this round has acknowledged enough, and a moment more. */
const enough = async ({ ledger, fraction }: World, before: number): Promise<void> => {
  const wanted = before + leastAcknowledged + Math.floor(fraction() * 100)
  while (ledger.acknowledged() < wanted) await new Promise(resolve => setTimeout(resolve, 2))
  await new Promise(resolve => setTimeout(resolve, fraction() * 30))
}

/** What every device that is left brings to an end: all it wrote, all that others wrote. */
const expectAgreement = async (world: World, { syncing, live }: Crew): Promise<void> => {
  const server = await world.start()
  const reader = await world.hire()
  for (const { device, cookie } of [...syncing, ...syncing, reader]) {
    const exchanged = await device.sync({ port: server.port, cookie })
    expect([exchanged.whole, [...device.rejected]], server.errors()).toEqual([true, []])
  }
  expect(await world.ledger.lost()).toEqual([])
  for (const { refused } of live) expect(refused()).toEqual([])
  expect(world.acknowledgedLive()).toBeGreaterThan(0)
  for (const { device } of syncing) {
    expect(device.acked.size).toBe(device.rows().length)
    expect(device.cursor()).toBeLessThanOrEqual(reader.device.cursor())
  }
  await server.kill()
}

test('a server that is killed at any moment has lost nothing that it acknowledged', {
  timeout: 600_000,
}, async () => {
  const world = await createWorld()
  const crew = await world.hireAll()
  for (let round = 0; round < rounds * 2; round += 1) {
    const before = world.ledger.acknowledged()
    const server = await world.start()
    const working = world.work(server, crew, new AbortController().signal)
    await enough(world, before)
    await server.kill()
    await working
    expect(world.ledger.acknowledged() - before).toBeGreaterThanOrEqual(leastAcknowledged)
    expect(await world.ledger.lost()).toEqual([])
  }
  await expectAgreement(world, crew)
})

test.each(killPoints)('nor one that is killed where it hurts: %s', { timeout: 600_000 }, async point => {
  const world = await createWorld()
  const crew = await world.hireAll()
  // So that a kill finds the transaction open.
  if (point === 'inserted')
    await database.database.pool.query(`
      create function linger() returns trigger language plpgsql as
        $$ begin perform pg_sleep(${insertMilliseconds / 1_000}); return null; end $$;
      create trigger linger after insert on updates for each statement execute function linger()`)
  for (let round = 0; round < rounds; round += 1) {
    const before = world.ledger.acknowledged()
    const afterRows = leastAcknowledged + writers * rowsAtOnce * 2 + Math.floor(world.fraction() * 100)
    const server = await world.start({ kill: { point, afterRows } })
    await world.work(server, crew, new AbortController().signal)
    expect(await server.ended, server.errors()).toBe('SIGKILL')
    expect(world.ledger.acknowledged() - before).toBeGreaterThanOrEqual(leastAcknowledged)
    expect(await world.ledger.lost()).toEqual([])
  }
  await expectAgreement(world, crew)
  if (point === 'inserted') await database.database.pool.query('drop function linger cascade')
})

test('nor does a database that is killed lose any, and its server goes on without a restart', {
  timeout: 600_000,
}, async () => {
  const world = await createWorld()
  const crew = await world.hireAll()
  const server = await world.start()
  const stopped = new AbortController()
  const working = world.work(server, crew, stopped.signal)
  for (let round = 0; round < rounds * 2; round += 1) {
    const before = world.ledger.acknowledged()
    await enough(world, before)
    await database.kill()
    expect(await world.ledger.lost()).toEqual([])
  }
  const recovered = world.ledger.acknowledged()
  await enough(world, recovered)
  expect(server.isAlive()).toBe(true)
  stopped.abort()
  await working
  await server.kill()
  await expectAgreement(world, crew)
})

test('nor server and database, killed together with every client', { timeout: 600_000 }, async () => {
  const world = await createWorld()
  let crew = await world.hireAll()
  for (let round = 0; round < rounds * 2; round += 1) {
    const before = world.ledger.acknowledged()
    const server = await world.start()
    const stopped = new AbortController()
    const working = world.work(server, crew, stopped.signal)
    await enough(world, before)
    stopped.abort()
    await Promise.all([server.kill(), database.kill()])
    await working
    expect(world.ledger.acknowledged() - before).toBeGreaterThanOrEqual(leastAcknowledged)
    expect(await world.ledger.lost()).toEqual([])
    // What these had not yet got an answer for is gone with them.
    crew = await world.hireAll()
  }
  await expectAgreement(world, crew)
})

test('a server that acknowledges before it commits is caught', { timeout: 600_000 }, async () => {
  const world = await createWorld()
  const crew = await world.hireAll()
  const server = await world.start({ acknowledgesEarly: true })
  const working = world.work(server, crew, new AbortController().signal)
  await enough(world, 0)
  await server.kill()
  await working
  expect((await world.ledger.lost()).length).toBeGreaterThan(0)
})
