/**
 * Who may write under which Yjs client id. Yjs itself asks nothing: a member who writes one struct under another's id
 * makes everything the other writes "already known", and deleting clocks that do not exist yet deletes them as soon as
 * they do. So the server ties an id to the account and device that announced it first, and looks at every update.
 */

import { err, ok, type Result } from '../result.ts'
import type { ClientStructs, ClockRange, UpdateFacts } from './check-update.ts'
import { clockJumpBudget } from './limits.ts'

/** What the server has recorded of a client id in a room. `clock` is the first that it does not hold. */
export interface KnownClient {
  readonly owner: 'this-device' | 'this-account' | 'other-account'
  readonly clock: number
}

export interface WriteContext {
  /** What the join announced, or the push carries. */
  readonly announced: ReadonlySet<number>
  readonly known: ReadonlyMap<number, KnownClient>
  /** The database was restored, and this device brings back what it holds (C4). */
  readonly refilling: boolean
}

export type ClientIdRefusal =
  | { readonly type: 'client-id-taken'; readonly client: number }
  | { readonly type: 'client-id-foreign'; readonly client: number }
  | { readonly type: 'clock-jump'; readonly client: number }
  | { readonly type: 'delete-ahead'; readonly client: number }

/**
 * May these ids be announced? One that another device or account writes under would make two documents with one id,
 * which differ for good; the device loads its document anew, under a fresh id.
 */
export const checkAnnounced = (
  announced: Iterable<number>,
  known: ReadonlyMap<number, KnownClient>,
): Result<void, ClientIdRefusal> => {
  for (const client of announced) {
    const owner = known.get(client)?.owner
    if (owner !== undefined && owner !== 'this-device') return err({ type: 'client-id-taken', client })
  }
  return ok(undefined)
}

const endOf = (ranges: readonly ClockRange[]): number => ranges.at(-1)?.to ?? 0

const isOwn = (client: number, context: WriteContext): boolean => {
  const owner = context.known.get(client)?.owner
  return owner === 'other-account' ? false : owner !== undefined || context.announced.has(client)
}

const checkStructs = (
  { client, ranges }: ClientStructs,
  facts: UpdateFacts,
  context: WriteContext,
): ClientIdRefusal | null => {
  const clock = context.known.get(client)?.clock ?? 0
  if (!isOwn(client, context)) {
    const brings = context.refilling && (ranges[0]?.from ?? 0) >= clock
    if (!brings) return { type: 'client-id-foreign', client }
  }
  // A struct that holds something has at least a byte for each clock.
  const explained = clock + facts.byteLength + clockJumpBudget
  return endOf(ranges) > explained ? { type: 'clock-jump', client } : null
}

/** All that a client can have seen of another's is stored, or comes in this update. */
const checkDeletes = (facts: UpdateFacts, context: WriteContext): ClientIdRefusal | null => {
  if (facts.deletes.length === 0) return null
  const brought = new Map(facts.clients.map(({ client, ranges }) => [client, endOf(ranges)]))
  for (const { client, ranges } of facts.deletes) {
    const seen = Math.max(context.known.get(client)?.clock ?? 0, brought.get(client) ?? 0)
    const mayBeLate = isOwn(client, context) || context.refilling
    if (endOf(ranges) > seen + (mayBeLate ? clockJumpBudget : 0)) return { type: 'delete-ahead', client }
  }
  return null
}

export const checkClientIds = (facts: UpdateFacts, context: WriteContext): Result<void, ClientIdRefusal> => {
  for (const section of facts.clients) {
    const refusal = checkStructs(section, facts, context)
    if (refusal !== null) return err(refusal)
  }
  const refusal = checkDeletes(facts, context)
  return refusal === null ? ok(undefined) : err(refusal)
}
