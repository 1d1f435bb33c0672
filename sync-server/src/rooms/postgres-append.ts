/** The hot path: one prepared statement, one round trip and one commit for a batch (`0005-quota.ts`). */

import { must } from '@weft/shared/assert.ts'
import { err, ok, type Result } from '@weft/shared/result.ts'
import type pg from 'pg'
import { contentHash } from './content-hash.ts'
import { isWorthRepeating, toLogError } from './log-error.ts'
import type { Appended, LogError, PushedUpdate } from './room-log.ts'

interface Row {
  readonly outcome: Appended['type']
  readonly seq: number | null
  readonly repeated: boolean
}

const statement = {
  name: 'append-within-quota',
  text: 'select outcome, seq, repeated from append_within_quota($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)',
}

/** A deadlock needs a statement of somebody else's, by hand: ours take their locks in order. */
const attempts = 3

/** `node`: whom the hint names as its sender; null sends none. */
export const createPostgresAppend =
  (pool: pg.Pool, node: string | null) =>
  async (updates: readonly PushedUpdate[]): Promise<Result<readonly Appended[], LogError>> => {
    if (updates.length === 0) return ok([])
    const batch = distinct(updates)
    const values = [
      batch.updates.map(({ workspaceId }) => workspaceId),
      batch.updates.map(({ roomId }) => roomId),
      batch.updates.map(({ deviceId }) => deviceId),
      Buffer.concat(batch.hashes),
      Buffer.concat(batch.updates.map(({ bytes }) => bytes)),
      batch.updates.map(({ bytes }) => bytes.length),
      ...quotasOf(batch.updates),
      node,
    ]

    let client: pg.PoolClient
    try {
      client = await pool.connect()
    } catch (cause) {
      // Nothing was sent yet.
      return err({ ...toLogError(cause, false), type: 'log-unavailable' })
    }
    for (let attempt = 1; ; attempt += 1) {
      try {
        const { rows } = await client.query<Row>({ ...statement, values })
        client.release()
        return ok(batch.answersOf(rows.map(toAppended)))
      } catch (cause) {
        if (isWorthRepeating(cause) && attempt < attempts) continue
        const error = toLogError(cause, true)
        // A connection that gave no proper answer is not used again.
        client.release(error.type === 'outcome-unknown')
        return err(error)
      }
    }
  }

/** Of each: bytes and reserve, and the least bytes of all. */
const quotasOf = (updates: readonly PushedUpdate[]): readonly unknown[] => {
  const quotas = updates.map(({ quota }) => quota)
  const least = Math.min(...quotas.map(quota => quota?.bytes ?? Number.POSITIVE_INFINITY))
  if (least === Number.POSITIVE_INFINITY) return [null, null, null]
  return [quotas.map(quota => quota?.bytes ?? null), quotas.map(quota => quota?.reserve ?? null), least]
}

interface Batch {
  readonly updates: readonly PushedUpdate[]
  readonly hashes: readonly Buffer[]
  /** From one answer for each distinct update to one for each that was pushed. */
  readonly answersOf: (answers: readonly Appended[]) => readonly Appended[]
}

/** The same bytes twice in one batch are one row. */
const distinct = (pushed: readonly PushedUpdate[]): Batch => {
  const updates: PushedUpdate[] = []
  const hashes: Buffer[] = []
  const indexByHash = new Map<string, number>()
  const places = pushed.map(update => {
    const hash = contentHash(update)
    const key = hash.toString('latin1')
    const known = indexByHash.get(key)
    if (known !== undefined) return { index: known, again: true }
    const index = updates.push(update) - 1
    hashes.push(hash)
    indexByHash.set(key, index)
    return { index, again: false }
  })
  return {
    updates,
    hashes,
    answersOf: answers =>
      places.map(({ index, again }) => {
        const answer = must(answers[index], 'each update of a batch gets an answer')
        return again && answer.type === 'stored' ? { ...answer, repeated: true } : answer
      }),
  }
}

const toAppended = ({ outcome, seq, repeated }: Row): Appended =>
  outcome === 'stored'
    ? { type: outcome, seq: must(seq, 'the number of what is stored'), repeated }
    : { type: outcome }
