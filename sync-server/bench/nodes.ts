/**
 * What answers that stream on one node cost the appends of another, when both are told of by NOTIFY: updates a second, how
 * long an append takes, and PostgreSQL's time, with and without frames. `node sync-server/bench/nodes.ts [seconds for each]`.
 */

import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { systemEnv, systemRandom } from '@weft/shared/env.ts'
import { createId } from '@weft/shared/ids.ts'
import { pino } from 'pino'
import { startDatabase } from '../src/db/start-database.ts'
import { createPostgresHints } from '../src/rooms/postgres-hints.ts'
import { createPostgresRoomLog } from '../src/rooms/postgres-room-log.ts'

const seconds = Number(process.argv[2] ?? 5)
/** Appends under way at once, each of few rows: where a lock held long would show. */
const writers = 4
const batchRows = 8

const dataDir = await mkdtemp(join(tmpdir(), 'weft-bench-'))
const log = pino({ level: 'silent' })
const started = await startDatabase({ databaseUrl: undefined, dataDir, env: systemEnv, log })
if (!started.ok) throw new Error(JSON.stringify(started.error))
const database = started.value
const roomLog = createPostgresRoomLog({ database, node: 'here' })
const [here, there] = ['here', 'there'].map(node =>
  createPostgresHints({ connection: database.connection, node, env: systemEnv, log }),
)
if (here === undefined || there === undefined) throw new Error('there are two nodes')
await Promise.all([here.listening, there.listening])

const newRoom = () => ({ workspaceId: createId(systemRandom, 'wsp'), roomId: createId(systemRandom, 'thr') })

const write = async (until: number, waits: number[]): Promise<void> => {
  const room = newRoom()
  const deviceId = createId(systemRandom, 'dev')
  await roomLog.createWorkspace(room.workspaceId)
  while (performance.now() < until) {
    const began = performance.now()
    const appended = await roomLog.append(
      Array.from({ length: batchRows }, () => ({ ...room, deviceId, bytes: systemRandom.bytes(1024) })),
    )
    if (!appended.ok) throw new Error(appended.error.cause)
    waits.push(performance.now() - began)
  }
}

const measure = async (what: string, framesPerSecond: number, frameBytes: number): Promise<void> => {
  const room = newRoom()
  const frame = systemRandom.bytes(frameBytes)
  let said = 0
  let heard = 0
  const began = performance.now()
  const unsubscribe = here.subscribe(hint => {
    if (hint.type === 'frame') heard += 1
  })
  const talk = (): void => {
    const due = ((performance.now() - began) / 1000) * framesPerSecond
    for (; said < due; said += 1) there.say({ type: 'frame', room, frame })
    stopTalking = systemEnv.clock.after(5, talk)
  }
  let stopTalking = (): void => undefined
  talk()
  const waits: number[] = []
  await Promise.all(Array.from({ length: writers }, () => write(began + seconds * 1000, waits)))
  const time = (performance.now() - began) / 1000
  stopTalking()
  unsubscribe()
  const sorted = waits.toSorted((a, b) => a - b)
  const at = (share: number): string => (sorted[Math.floor(sorted.length * share)] ?? 0).toFixed(1)
  process.stdout.write(
    `${what}: ${Math.round((waits.length * batchRows) / time)} updates/s, an append ${at(0.5)} ms (p99 ${at(0.99)}); ` +
      `${Math.round(said / time)} frames/s said, ${Math.round(heard / time)} heard\n`,
  )
}

for (const round of [1, 2, 3]) {
  process.stdout.write(`round ${round}\n`)
  await measure('no frames', 0, 0)
  await measure('10 answers', 100, 400)
  await measure('100 answers', 1_000, 400)
  await measure('more than may pass', 10_000, 400)
  await measure('large ones, more than may pass', 200, 60_000)
}

await Promise.all([here.stop(), there.stop()])
await database.close()
await rm(dataDir, { recursive: true })
