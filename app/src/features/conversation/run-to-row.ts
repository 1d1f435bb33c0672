import type { Stamp } from '@weft/shared/clock.ts'
import type { MessageId } from '@weft/shared/ids.ts'
import type { RunRow } from '../runs/tables.ts'
import type { MessageStore } from './message-store.ts'
import type { MessageRow } from '../threads/tables.ts'

const rowByRun = new WeakMap<RunRow, MessageRow>()

/** An answer that is being made, as the message it will be; the same row for the same run. */
const runToRow = (run: RunRow): MessageRow => {
  const known = rowByRun.get(run)
  if (known) return known
  const row: MessageRow = {
    workspaceId: run.workspaceId,
    roomId: run.threadId,
    parentKey: run.parentId,
    // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- no clock has stamped it; nothing orders by this
    stamp: '' as Stamp,
    id: run.messageId,
    role: 'assistant',
    createdAt: run.startedAt,
    parts: run.parts,
    status: 'running',
    model: run.model,
    continues: run.continues,
  }
  rowByRun.set(run, row)
  return row
}

export type GetRow = (id: MessageId) => MessageRow | undefined

/** A message as it is stored, or as it is being made. */
export const rowReader =
  (store: MessageStore, runById: ReadonlyMap<MessageId, RunRow>): GetRow =>
  id => {
    const run = runById.get(id)
    return store.get(id) ?? (run && runToRow(run))
  }
