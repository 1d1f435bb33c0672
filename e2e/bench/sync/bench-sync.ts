/**
 * `pnpm bench:sync`: what sync costs, beside its budgets. `SYNC_BENCH` names the folder of a load generator, which then
 * drives ours and other servers in turns (`ROUNDS`, `SECONDS` of each window); without it only our own workloads run.
 * `--quick` is for trying the bench itself; its figures are printed and not kept. Linux: CPU times are read from /proc.
 */

import { cpus, loadavg } from 'node:os'
import { type Figure, isMet, printFigure, writeResults } from '../report.ts'
import { startBenchPostgres } from './bench-postgres.ts'
import { benchChatting } from './chatting.ts'
import { comparisons, compareServers, type Measured } from './compare-servers.ts'
import { benchIdleDevices } from './idle-devices.ts'
import { benchNewDevice } from './new-device.ts'

const quick = process.argv.includes('--quick')
const only = process.argv.find(argument => argument.startsWith('--only='))?.slice('--only='.length)
const {
  SYNC_BENCH: folder,
  ROUNDS: rounds = quick ? '1' : '3',
  SECONDS: seconds = quick ? '3' : '11',
} = process.env

const say = (line: string): void => void process.stdout.write(`${line}\n`)

const figures: Figure[] = []
const take = (...taken: readonly Figure[]): void => {
  for (const figure of taken) {
    printFigure(figure)
    figures.push(figure)
  }
}
const wanted = (name: string): boolean => only === undefined || only === name

const sayMeasured = ({ round, target, workload, outcome }: Measured): void => {
  const {
    server_cpu_us_per_update: server,
    postgres_cpu_us_per_update: database,
    latency_ms: latency,
  } = outcome
  const parts = [
    `${round} ${workload.name} ${workload.options['rooms'] ?? ''}`.padEnd(12),
    target.padEnd(14),
    outcome.error,
    outcome.updates_per_s === undefined ? undefined : `${outcome.updates_per_s}/s`,
    server === undefined || server === null ? undefined : `${server} + ${database ?? 0} µs`,
    latency === undefined ? undefined : `p50 ${latency.p50} p95 ${latency.p95} p99 ${latency.p99} ms`,
    outcome.rss_kb_per_connection === undefined ? undefined : `${outcome.rss_kb_per_connection} KB each`,
    `starved ${outcome.server_starved_pct ?? '-'} / ${outcome.generator_starved_pct ?? '-'} %`,
  ]
  say(parts.filter(part => part !== undefined).join('  '))
}

const loadBefore = loadavg()[0]
await using postgres = await startBenchPostgres()
const measured =
  folder !== undefined && wanted('compare')
    ? await compareServers(
        folder,
        postgres,
        { rounds: Number(rounds), seconds: Number(seconds) },
        sayMeasured,
      )
    : []
take(...comparisons(measured))
if (wanted('chatting')) take(...(await benchChatting(postgres, quick ? 5 : 20)))
if (wanted('new-device')) take(...(await benchNewDevice(postgres, quick ? 100 : 1_000)))
if (wanted('idle')) take(...(await benchIdleDevices(postgres, quick ? 200 : 2_000)))

if (!quick) {
  const facts = { postgres: postgres.version, cores: cpus().length, loadBefore, rounds, seconds, measured }
  say(writeResults('sync', figures, facts))
}
const missed = figures.filter(figure => !isMet(figure))
say(`${figures.length - missed.length} budgets met, ${missed.length} missed`)
