/**
 * People who chat at once, each on a device and with a second one that looks on: an edit a second with a sealed value
 * of 1 KB, by the real way in (session, ticket, one socket for many rooms). Measured from the edit to its durable ack,
 * and to the other device.
 */

import { setTimeout } from 'node:timers/promises'
import { systemRandom } from '@weft/shared/env.ts'
import { createId } from '@weft/shared/ids.ts'
import { percentile } from '../browser.ts'
import type { Figure } from '../report.ts'
import { createAccount } from './accounts.ts'
import type { BenchPostgres } from './bench-postgres.ts'
import { connectDevice, type Device, makeMany } from './device.ts'
import { startServerProcess, wholeServer } from './open-process.ts'

const people = 120
const valueBytes = 1_024
const editEvery = 1_000
/** Edits of the first seconds meet code that is not compiled yet. */
const warmUpSeconds = 3
/** Milliseconds in which the last edits arrive. */
const settles = 500

interface Pair {
  readonly edit: () => void
  readonly close: () => void
}

interface Latencies {
  readonly acked: number[]
  readonly seen: number[]
}

export const benchChatting = async (postgres: BenchPostgres, seconds: number): Promise<readonly Figure[]> => {
  await using server = await startServerProcess(wholeServer, { DATABASE_URL: postgres.url })
  const latencies: Latencies = { acked: [], seen: [] }
  const pairs = await makeMany(people, 20, () => connectPair(postgres, server.port, latencies))
  await chat(pairs, warmUpSeconds)
  await setTimeout(settles)
  latencies.acked.length = 0
  latencies.seen.length = 0
  const edits = await chat(pairs, seconds)
  await setTimeout(settles)
  for (const { close } of pairs) close()
  const lost = edits - Math.min(latencies.acked.length, latencies.seen.length)
  if (lost > 0) throw new Error(`${lost} edits of ${edits} were not answered in ${settles} ms`)
  return [
    figureOf('from an edit to its durable ack', latencies.acked),
    figureOf('from an edit to the other device', latencies.seen),
  ]
}

const connectPair = async (postgres: BenchPostgres, port: number, latencies: Latencies): Promise<Pair> => {
  const account = await createAccount(postgres)
  const room = { port, workspaceId: account.workspaceId, roomId: createId(systemRandom, 'thr') }
  const writtenAt = new Map<number, number>()
  /** The second device hears the edits of the first in their order. */
  const unseen: number[] = []
  const connect = async (
    on: Pick<Parameters<typeof connectDevice>[0], 'onAck' | 'onUpdate'>,
  ): Promise<Device> => {
    const { cookie } = await account.addDevice()
    return connectDevice({ ...room, cookie, ...on })
  }
  const other = await connect({
    onUpdate: () => {
      const at = unseen.shift()
      if (at !== undefined) latencies.seen.push(performance.now() - at)
    },
  })
  const device = await connect({
    onAck: seq => {
      const at = writtenAt.get(seq)
      if (at === undefined) return
      writtenAt.delete(seq)
      latencies.acked.push(performance.now() - at)
    },
  })
  let edits = 0
  return {
    edit: () => {
      edits += 1
      const at = performance.now()
      unseen.push(at)
      writtenAt.set(device.write(`message ${edits}`, systemRandom.bytes(valueBytes)), at)
    },
    close: () => {
      device.close()
      other.close()
    },
  }
}

/** Everybody once a second, at moments of their own. Gives how many edits there were. */
const chat = async (pairs: readonly Pair[], seconds: number): Promise<number> => {
  const begun = performance.now()
  const total = pairs.length * seconds
  for (let edit = 0; edit < total; edit += 1) {
    const due = begun + (edit * editEvery) / pairs.length
    const wait = due - performance.now()
    if (wait > 1) await setTimeout(wait)
    pairs[edit % pairs.length]?.edit()
  }
  return total
}

const figureOf = (what: string, values: readonly number[]): Figure => ({
  what: `${what}, p95, ${people} people`,
  measured: percentile(values, 0.95),
  budget: 50,
  unit: 'ms',
  note: `p50 ${percentile(values, 0.5).toFixed(1)}, p99 ${percentile(values, 0.99).toFixed(1)} ms, ${values.length} edits`,
})
