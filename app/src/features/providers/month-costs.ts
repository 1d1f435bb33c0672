/**
 * What the answers of a time cost, by provider. Threads say when something was last said in them and the keys of
 * their messages say when each was written, so only the answers of that time are read, and a long history costs
 * nothing.
 */

import { stampToMilliseconds } from '@weft/shared/clock.ts'
import type { ProviderId, ThreadId, WorkspaceId } from '@weft/shared/ids.ts'
import { Dexie } from 'dexie'
import type { MessageKey, MessageRow, Shelf, ThreadRow } from '../threads/tables.ts'

/** US dollars by provider; a provider without priced answers is absent. */
export type CostByProvider = ReadonlyMap<ProviderId, number>

const shelves: readonly Shelf[] = ['pinned', 'active', 'archived', 'trash']

export const costsSince = async (
  database: Dexie,
  since: number,
  signal: AbortSignal,
): Promise<CostByProvider> => {
  const costs = new Map<ProviderId, number>()
  for (const threadId of await threadsSince(database, since)) {
    if (signal.aborted) break
    for (const { model, cost } of await messagesSince(database, threadId, since)) {
      if (model && cost !== undefined) costs.set(model.providerId, (costs.get(model.providerId) ?? 0) + cost)
    }
  }
  return costs
}

const threadsSince = async (database: Dexie, since: number): Promise<readonly ThreadId[]> => {
  const threads = database.table<ThreadRow, [WorkspaceId, ThreadId]>('threads')
  const keys = await Promise.all(
    shelves.map(shelf =>
      threads.where('[shelf+lastAt]').between([shelf, since], [shelf, Dexie.maxKey]).primaryKeys(),
    ),
  )
  return keys.flat().map(([, threadId]) => threadId)
}

const messagesSince = async (
  database: Dexie,
  threadId: ThreadId,
  since: number,
): Promise<readonly MessageRow[]> => {
  const messages = database.table<MessageRow, MessageKey>('messages')
  const keys = await messages
    .where('[roomId+parentKey+stamp+id]')
    .between([threadId], [threadId, Dexie.maxKey])
    .primaryKeys()
  const recent = keys.filter(([, , stamp]) => stampToMilliseconds(stamp) >= since)
  const rows = await messages.bulkGet(recent)
  return rows.filter(row => row !== undefined)
}

/** Midnight before the first of the month, where the person is. */
export const monthStart = (now: number): number => {
  const date = new Date(now)
  return new Date(date.getFullYear(), date.getMonth(), 1).getTime()
}
