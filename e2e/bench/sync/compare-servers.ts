/**
 * Ours beside other servers, under the same load in the same run: targets take turns, so that all of them meet the
 * same noise. CPU time for an update hardly moves with what else the machine does; rates and latencies do.
 */

import { median } from '../browser.ts'
import type { Figure } from '../report.ts'
import type { BenchPostgres } from './bench-postgres.ts'
import { drive, type Outcome, type Target, targets, type Workload } from './load-generator.ts'

export interface Measured {
  readonly round: number
  readonly target: Target
  readonly workload: Workload
  readonly outcome: Outcome
}

interface Options {
  readonly rounds: number
  /** Of each window. Hocuspocus stores every ten seconds at most: a shorter one sees nothing of what that costs. */
  readonly seconds: number
}

const rates = [
  { rooms: 1, rate: 100 },
  { rooms: 50, rate: 500 },
  { rooms: 200, rate: 1_000 },
] as const

const workloadsOf = (seconds: number): readonly Workload[] => [
  ...rates.map(options => ({ name: 'w1' as const, options: { ...options, seconds } })),
  ...rates.map(({ rooms }) => ({ name: 'w1max' as const, options: { rooms, seconds } })),
  { name: 'w4', options: { clients: 2_000, hold: 2 } },
]

export const compareServers = async (
  folder: string,
  postgres: Pick<BenchPostgres, 'url' | 'pidFile'>,
  { rounds, seconds }: Options,
  say: (measured: Measured) => void,
): Promise<readonly Measured[]> => {
  const all: Measured[] = []
  for (let round = 1; round <= rounds; round += 1)
    for (const workload of workloadsOf(seconds))
      for (const target of targets) {
        const outcome = await drive(folder, postgres, target, workload).catch((cause: unknown) => ({
          error: String(cause),
        }))
        const measured = { round, target, workload, outcome }
        all.push(measured)
        say(measured)
      }
  return all
}

type Choose = (outcome: Outcome) => number | undefined

const serverCpu: Choose = outcome => outcome.server_cpu_us_per_update ?? undefined
const wholeCpu: Choose = outcome => {
  const server = outcome.server_cpu_us_per_update ?? undefined
  return server === undefined ? undefined : server + (outcome.postgres_cpu_us_per_update ?? 0)
}
const rate: Choose = outcome => outcome.updates_per_s

/** Ratios of medians against the yardstick of design: Hocuspocus on PostgreSQL. */
export const comparisons = (all: readonly Measured[]): readonly Figure[] => {
  const of = (target: Target, name: Workload['name'], rooms: number, pick: Choose): readonly number[] =>
    all
      .filter(
        ({ target: driven, workload }) =>
          driven === target && workload.name === name && workload.options['rooms'] === rooms,
      )
      .flatMap(({ outcome }) => pick(outcome) ?? [])

  const ratio = (
    what: string,
    {
      name,
      rooms,
      pick,
      ...bound
    }: { name: Workload['name']; rooms: number; pick: Choose } & Pick<Figure, 'budget' | 'atLeast'>,
  ): readonly Figure[] => {
    const [ours, theirs] = [of('ours', name, rooms, pick), of('hocuspocus-pg', name, rooms, pick)]
    if (ours.length === 0 || theirs.length === 0) return []
    return [
      {
        what: `${what}, ${rooms} ${rooms === 1 ? 'room' : 'rooms'}, ${name === 'w1' ? 'steady' : 'at the ceiling'}`,
        measured: median(ours) / median(theirs),
        unit: 'times Hocuspocus',
        values: [...ours, ...theirs],
        note: `median ${median(ours).toFixed(0)} against ${median(theirs).toFixed(0)}`,
        ...bound,
      },
    ]
  }

  return [
    ...(['w1', 'w1max'] as const).flatMap(name =>
      rates.flatMap(({ rooms }) => [
        ...ratio('CPU of server and PostgreSQL per update', {
          name,
          rooms,
          pick: wholeCpu,
          budget: rooms === 1 ? 1 : 0.75,
        }),
        ...ratio('CPU of the server process per update', { name, rooms, pick: serverCpu, budget: 0.6 }),
      ]),
    ),
    ...rates.flatMap(({ rooms }) =>
      ratio('updates a second', { name: 'w1max', rooms, pick: rate, budget: 1.5, atLeast: true }),
    ),
  ]
}
