/**
 * What an append costs: rows a second and CPU time of this process and of PostgreSQL for each, by size of batch, with
 * a commit that reaches the disk. `node sync-server/bench/append.ts [seconds for each size]`. Linux only: PostgreSQL's
 * share is read from /proc.
 */

import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { systemEnv, systemRandom } from '@weft/shared/env.ts'
import { createId } from '@weft/shared/ids.ts'
import { pino } from 'pino'
import { startDatabase } from '../src/db/start-database.ts'
import { createPostgresRoomLog } from '../src/rooms/postgres-room-log.ts'

const seconds = Number(process.argv[2] ?? 3)
const rowBytes = 1024
const rooms = 50

/** Microseconds that every process of PostgreSQL has used, alive or gone. The clock of /proc has 100 ticks a second. */
const postgresTime = async (postmaster: string): Promise<number> => {
  let ticks = 0
  for (const pid of await readdir('/proc')) {
    if (!/^\d+$/.test(pid)) continue
    const stat = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => '')
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
    const own = Number(fields[11]) + Number(fields[12])
    if (pid === postmaster) ticks += own + Number(fields[13]) + Number(fields[14])
    else if (fields[1] === postmaster) ticks += own
  }
  return ticks * 10_000
}

const dataDir = await mkdtemp(join(tmpdir(), 'weft-bench-'))
const started = await startDatabase({
  databaseUrl: undefined,
  dataDir,
  env: systemEnv,
  log: pino({ level: 'silent' }),
})
if (!started.ok) throw new Error(JSON.stringify(started.error))
const database = started.value
const [postmaster = ''] = (await readFile(join(dataDir, 'postgres/postmaster.pid'), 'utf8')).split('\n')

for (const node of [null, 'node']) {
  for (const batchRows of [1, 50, 200]) {
    const log = createPostgresRoomLog({ database, node })
    const workspaceId = createId(systemRandom, 'wsp')
    const deviceId = createId(systemRandom, 'dev')
    await log.createWorkspace(workspaceId)
    const roomIds = Array.from({ length: rooms }, () => createId(systemRandom, 'thr'))
    const batch = () =>
      Array.from({ length: batchRows }, (_, index) => ({
        workspaceId,
        roomId: roomIds[index % rooms] ?? createId(systemRandom, 'thr'),
        deviceId,
        bytes: systemRandom.bytes(rowBytes),
      }))
    for (let warm = 0; warm < 30; warm += 1) await log.append(batch())
    const cpu = process.cpuUsage()
    const server = await postgresTime(postmaster)
    const start = performance.now()
    let rows = 0
    while (performance.now() - start < seconds * 1_000) {
      const appended = await log.append(batch())
      if (!appended.ok) throw new Error(appended.error.cause)
      rows += batchRows
    }
    const time = (performance.now() - start) / 1_000
    const own = process.cpuUsage(cpu)
    process.stdout.write(
      `${node === null ? 'no hints' : 'hints   '}  batch ${String(batchRows).padStart(3)}: ` +
        `${Math.round(rows / time)} rows/s, ${Math.round((own.user + own.system) / rows)} µs node, ` +
        `${Math.round(((await postgresTime(postmaster)) - server) / rows)} µs postgres a row\n`,
    )
  }
}

await database.close()
await rm(dataDir, { recursive: true })
