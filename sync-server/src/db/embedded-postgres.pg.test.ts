/** The PostgreSQL that is brought along: durable, alone in its directory, and never left behind. */

import { type ChildProcess, execFile, spawn } from 'node:child_process'
import { once } from 'node:events'
import { chmod, mkdir, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { systemEnv } from '@weft/shared/env.ts'
import { pino } from 'pino'
import { beforeAll, expect, onTestFinished, test } from 'vitest'
import { deviceId, roomId, workspaceId } from '../testing/ids.ts'
import { createGroupCommit } from '../rooms/group-commit.ts'
import { createPostgresRoomLog } from '../rooms/postgres-room-log.ts'
import { startDatabase } from './start-database.ts'

const log = pino({ level: 'silent' })

const createDataDir = async (): Promise<string> => {
  const dataDir = await mkdtemp(join(tmpdir(), 'weft-own-'))
  onTestFinished(() => rm(dataDir, { recursive: true, force: true }))
  return dataDir
}

/** Making a database takes a second or more; most tests begin with a copy of one. */
let made = ''

beforeAll(async () => {
  made = await mkdtemp(join(tmpdir(), 'weft-made-'))
  const started = await tryStart(made)
  if (!started.ok) throw new Error(JSON.stringify(started.error))
  await started.value.close()
  return () => rm(made, { recursive: true, force: true })
})

const copyDataDir = async (): Promise<string> => {
  const dataDir = await createDataDir()
  // Keeps owners and modes, which Node's own does not.
  await promisify(execFile)('cp', ['-a', `${made}/.`, dataDir])
  return dataDir
}

const tryStart = (dataDir: string) => startDatabase({ databaseUrl: undefined, dataDir, env: systemEnv, log })

/** Closed when the test ends, if it was not before. */
const start = async (dataDir: string) => {
  const started = await tryStart(dataDir)
  if (!started.ok) throw new Error(JSON.stringify(started.error))
  let closed: Promise<void> | undefined
  const close = (): Promise<void> => (closed ??= started.value.close())
  onTestFinished(close)
  return { ...started.value, close }
}

const lockFile = (dataDir: string): string => join(dataDir, 'postgres/postmaster.pid')

const postmasterOf = async (dataDir: string): Promise<number> => {
  const pid = Number((await readFile(lockFile(dataDir), 'utf8')).split('\n', 1)[0])
  // A signal to 0 would go to ourselves.
  if (!(pid > 0)) throw new Error('the lock file is not written yet')
  return pid
}

/** One that has ended may still have its number, until whoever inherited it takes note. */
const isAlive = async (pid: number): Promise<boolean> => {
  try {
    process.kill(pid, 0)
    return (await readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => 'unknown')) !== ''
  } catch {
    return false
  }
}

const update = (text: string) => ({
  workspaceId: workspaceId(1),
  roomId: roomId(1),
  deviceId: deviceId(1),
  bytes: new TextEncoder().encode(text),
})

test('it promises durability, listens on no network, and keeps its password to this user', async () => {
  const dataDir = await createDataDir()
  const database = await start(dataDir)
  expect(database.durability).toEqual({ type: 'durable' })
  const { rows } = await database.pool.query(
    `select current_setting('listen_addresses') as addresses, current_setting('data_checksums') as checksums`,
  )
  expect(rows).toEqual([{ addresses: '', checksums: 'on' }])
  expect((await stat(join(dataDir, 'postgres-password'))).mode & 0o777).toBe(0o600)
  expect((await stat(join(dataDir, 'postgres'))).mode & 0o777).toBe(0o700)
  expect((await stat(dataDir)).mode & 0o007).toBe(0)
  expect((await readdir(dataDir)).toSorted()).toEqual(['postgres', 'postgres-password'])
  const postmaster = await postmasterOf(dataDir)
  await database.close()
  expect(await isAlive(postmaster)).toBe(false)
})

test('stopped and started again it is the same database', async () => {
  const dataDir = await copyDataDir()
  const first = await start(dataDir)
  await first.close()
  const second = await start(dataDir)
  expect(second.epoch).toBe(first.epoch)
})

test('a directory that is served is refused, and the one who serves it goes on', async () => {
  const dataDir = await copyDataDir()
  const database = await start(dataDir)
  expect(await tryStart(dataDir)).toMatchObject({
    ok: false,
    error: { type: 'database-in-use', pid: await postmasterOf(dataDir) },
  })
  await database.pool.query('select 1')
})

test('a lock file whose number belongs to another program now, or to nobody, is no obstacle', async () => {
  const dataDir = await copyDataDir()
  await (await start(dataDir)).close()
  const other = spawn('sleep', ['60'])
  onTestFinished(() => void other.kill())
  for (const pid of [other.pid, 999_999_999]) {
    await writeFile(lockFile(dataDir), `${pid}\n${join(dataDir, 'postgres')}\n1\n5432\n\n\n`)
    await (await start(dataDir)).close()
  }
})

test.each([
  ['another version', '17'],
  ['nobody knows what', undefined],
])('a directory of %s is refused and left as it is', async (_, version) => {
  const dataDir = await createDataDir()
  const directory = join(dataDir, 'postgres')
  await mkdir(directory)
  await writeFile(join(directory, version === undefined ? 'notes.txt' : 'PG_VERSION'), `${version}\n`)
  expect(await tryStart(dataDir)).toEqual({
    ok: false,
    error: { type: 'database-version', directory, found: version ?? '', wanted: '18' },
  })
  expect(await readdir(directory)).toHaveLength(1)
})

test('without its password the database is kept and the missing file named', async () => {
  const dataDir = await copyDataDir()
  await (await start(dataDir)).close()
  const path = join(dataDir, 'postgres-password')
  await rm(path)
  expect(await tryStart(dataDir)).toEqual({ ok: false, error: { type: 'database-password-missing', path } })
  await writeFile(path, 'wrong\n')
  expect(await tryStart(dataDir)).toMatchObject({ ok: false, error: { type: 'database-login-refused' } })
})

test('what a kill left of a directory in the making is made anew', async () => {
  const dataDir = await createDataDir()
  await mkdir(join(dataDir, 'postgres.unfinished/cluster'), { recursive: true })
  await start(dataDir)
  expect((await readdir(dataDir)).toSorted()).toEqual(['postgres', 'postgres-password'])
})

test('a path too long for a socket is served on the loopback', async () => {
  const folder = await createDataDir()
  await chmod(folder, 0o711)
  const dataDir = join(folder, 'a'.repeat(90))
  await promisify(execFile)('cp', ['-a', made, dataDir])
  const database = await start(dataDir)
  expect(database.connection.host).toBe('127.0.0.1')
})

test('killed under load and started again it has every update that was acknowledged', async () => {
  const dataDir = await copyDataDir()
  const database = await start(dataDir)
  const roomLog = createPostgresRoomLog({ database, node: null })
  await roomLog.createWorkspace(workspaceId(1))
  const group = createGroupCommit(roomLog)

  const acknowledged = new Map<string, number>()
  const kills = Number(process.env['POSTGRES_KILLS'] ?? 3)
  const enough = new AbortController()
  let failures = 0
  const push = async (writer: number): Promise<void> => {
    for (let index = 0; !enough.signal.aborted; index += 1) {
      const text = `${writer} ${index}`
      const appended = await group.append(update(text))
      if (appended.ok && appended.value.type === 'stored') acknowledged.set(text, appended.value.seq)
      else failures += 1
      // Whoever failed waits a moment, as clients do.
      if (!appended.ok) await new Promise(resolve => void setTimeout(resolve, 10))
    }
  }
  const writers = Array.from({ length: 20 }, (_, writer) => push(writer))
  let victim = 0
  for (let killed = 0; killed < kills; killed += 1) {
    const before = acknowledged.size
    await expect.poll(() => acknowledged.size, { timeout: 20_000, interval: 5 }).toBeGreaterThan(before + 200)
    await expect.poll(() => postmasterOf(dataDir).catch(() => victim), { timeout: 20_000 }).not.toBe(victim)
    victim = await postmasterOf(dataDir)
    process.kill(victim, 'SIGKILL')
  }
  enough.abort()
  await Promise.all(writers)
  expect(failures).toBeGreaterThan(0)

  // What is read must come from the one that was started after the last kill.
  const again = { timeout: 20_000 }
  await expect.poll(() => postmasterOf(dataDir).catch(() => victim), again).not.toBe(victim)
  const readLog = () => roomLog.readRooms(workspaceId(1), [roomId(1)], 0)
  await expect.poll(async () => (await readLog()).ok, again).toBe(true)
  const read = await readLog()
  if (!read.ok) throw new Error(read.error.cause)
  const rows = read.value[0]?.rows ?? []
  const seqByText = new Map(rows.map(({ seq, bytes }) => [new TextDecoder().decode(bytes), seq]))
  const lost = [...acknowledged].filter(([text, seq]) => seqByText.get(text) !== seq)
  expect(lost).toEqual([])
  expect(rows.map(({ seq }) => seq)).toEqual(Array.from({ length: rows.length }, (_, index) => index + 1))
})

/** A process that serves a database and does nothing else. */
const serveElsewhere = async (dataDir: string): Promise<ChildProcess> => {
  const path = join(import.meta.dirname, 'start-database.ts')
  const env = join(import.meta.dirname, '../../../shared/src/env.ts')
  const script = `
    const { startDatabase } = await import(${JSON.stringify(path)})
    const { systemEnv } = await import(${JSON.stringify(env)})
    const { pino } = await import('pino')
    const log = pino({ level: 'silent' })
    const started = await startDatabase({ dataDir: ${JSON.stringify(dataDir)}, env: systemEnv, log })
    if (started.ok) console.log('ready')
    setInterval(() => {}, 1000)`
  const child = spawn(process.execPath, ['--input-type=module', '--eval', script], {
    cwd: join(import.meta.dirname, '../..'),
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  onTestFinished(() => void child.kill('SIGKILL'))
  await once(child.stdout ?? child, 'data')
  return child
}

test('it stops when the server that started it was killed, and the next one can start', async () => {
  const dataDir = await copyDataDir()
  const server = await serveElsewhere(dataDir)
  const postmaster = await postmasterOf(dataDir)
  server.kill('SIGKILL')
  await start(dataDir)
  expect(await postmasterOf(dataDir)).not.toBe(postmaster)
  expect(await isAlive(postmaster)).toBe(false)
})

test('it survives when server and PostgreSQL are killed together', async () => {
  const dataDir = await copyDataDir()
  const server = await serveElsewhere(dataDir)
  const postmaster = await postmasterOf(dataDir)
  server.kill('SIGKILL')
  process.kill(postmaster, 'SIGKILL')
  await start(dataDir)
})
