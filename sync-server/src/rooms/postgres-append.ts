/** The hot path: one prepared statement, one round trip and one commit for a batch (`0002-append-updates.ts`). */

import { assert, unreachable } from '@weft/shared/assert.ts'
import { err, ok, type Result } from '@weft/shared/result.ts'
import type pg from 'pg'
import { contentHash } from './content-hash.ts'
import { isWorthRepeating, toLogError } from './log-error.ts'
import type { Appended, LogError, PushedUpdate } from './room-log.ts'

interface Row {
  readonly outcome: 'stored' | 'room-deleted' | 'workspace-unknown'
  readonly seq: number | null
  readonly repeated: boolean
}

const statement = {
  name: 'append-updates',
  text: 'select outcome, seq, repeated from append_updates($1, $2, $3, $4, $5, $6)',
}

/** A deadlock needs a statement of somebody else's, by hand: ours take their locks in order. */
const attempts = 3

/** `node`: whom the hint names as its sender; null sends none. */
export const createPostgresAppend =
  (pool: pg.Pool, node: string | null) =>
  async (updates: readonly PushedUpdate[]): Promise<Result<readonly Appended[], LogError>> => {
    if (updates.length === 0) return ok([])
    const values = [
      updates.map(({ workspaceId }) => workspaceId),
      updates.map(({ roomId }) => roomId),
      updates.map(({ deviceId }) => deviceId),
      updates.map(({ bytes }) => contentHash(bytes)),
      updates.map(({ bytes }) => Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)),
      node,
    ]

    const once = async (client: pg.PoolClient): Promise<readonly Row[]> => {
      const { rows } = await client.query<Row>({ ...statement, values })
      assert(rows.length === updates.length, 'each update of a batch gets an answer')
      return rows
    }

    let client: pg.PoolClient
    try {
      client = await pool.connect()
    } catch (cause) {
      // Nothing was sent yet.
      return err({ ...toLogError(cause, false), type: 'log-unavailable' })
    }
    for (let attempt = 1; ; attempt += 1) {
      try {
        const rows = await once(client)
        client.release()
        return ok(rows.map(toAppended))
      } catch (cause) {
        if (isWorthRepeating(cause) && attempt < attempts) continue
        const error = toLogError(cause, true)
        // A connection that gave no proper answer is not used again.
        client.release(error.type === 'outcome-unknown')
        return err(error)
      }
    }
  }

const toAppended = ({ outcome, seq, repeated }: Row): Appended => {
  switch (outcome) {
    case 'stored':
      assert(seq !== null, 'what is stored has a number')
      return { type: 'stored', seq, repeated }
    case 'room-deleted':
    case 'workspace-unknown':
      return { type: outcome }
    default:
      return unreachable(outcome)
  }
}
