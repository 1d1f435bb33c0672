/**
 * A load generator from outside, which lies in the folder that SYNC_BENCH names: it starts the servers it knows, and
 * drives ours like a y-websocket server. One line of JSON comes out of each run, of which this reads what it compares.
 */

import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import * as z from 'zod'
import type { BenchPostgres } from './bench-postgres.ts'
import { openServer, startServerProcess } from './open-process.ts'

const run = promisify(execFile)

const Percentiles = z.object({ p50: z.number(), p95: z.number(), p99: z.number() })

export const Outcome = z.object({
  server_cpu_us_per_update: z.number().nullable().optional(),
  postgres_cpu_us_per_update: z.number().nullable().optional(),
  updates_per_s: z.number().optional(),
  latency_ms: Percentiles.optional(),
  server_starved_pct: z.number().nullable().optional(),
  generator_starved_pct: z.number().nullable().optional(),
  rss_kb_per_connection: z.number().optional(),
  alive: z.number().optional(),
  error: z.string().optional(),
})
export type Outcome = z.infer<typeof Outcome>

export const targets = ['ours', 'hocuspocus-pg', 'yws-latest', 'relay'] as const
export type Target = (typeof targets)[number]

export interface Workload {
  readonly name: 'w1' | 'w1max' | 'w4'
  readonly options: Readonly<Record<string, number>>
}

/** Far above what the longest workload takes. */
const endsWithin = 180_000

export const drive = async (
  folder: string,
  { url, pidFile }: Pick<BenchPostgres, 'url' | 'pidFile'>,
  target: Target,
  { name, options }: Workload,
): Promise<Outcome> => {
  const environment = { ...process.env, DATABASE_URL: url, PG_PIDFILE: pidFile }
  const given = Object.entries(options).flatMap(([option, value]) => [`--${option}`, String(value)])
  const measure = async (where: readonly string[]): Promise<Outcome> => {
    const { stdout } = await run(process.execPath, ['bench.mjs', name, ...where, ...given], {
      cwd: folder,
      env: environment,
      timeout: endsWithin,
    })
    return Outcome.parse(JSON.parse(stdout.trim().split('\n').at(-1) ?? ''))
  }
  if (target !== 'ours') return measure(['--target', target])
  await using server = await startServerProcess(openServer, { DATABASE_URL: url })
  const address = `ws://127.0.0.1:${server.port}`
  return await measure(['--url', address, '--proto', 'y-websocket', '--pid', String(server.pid)])
}
