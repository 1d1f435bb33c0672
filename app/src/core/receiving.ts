/**
 * What comes from elsewhere, on its way into a document. Nothing is applied unchecked, and what must not be applied is
 * set aside alone: one bad update never stops a room, nor a room the sync.
 *
 * Rule U9, in one worker: `applyUpdate` cannot be stopped once it runs, so the watchdog here is a memory. A large update
 * is noted before it is applied and crossed out after (`large-updates.ts`); one that has ended engines before is not
 * tried again. A frame is too small to need it.
 */

import { checkUpdate } from '@weft/shared/protocol/check-update.ts'
import { maxBulkItemBytes, maxStructsPerFrame, maxSyncFrameBytes } from '@weft/shared/protocol/limits.ts'
import * as Y from 'yjs'
import type { AsideReason } from './aside.ts'
import type { LargeUpdates } from './large-updates.ts'
import { type Absorbed, absorb, collectChanges, type LoadedRoom, type LoadingDeps } from './loaded-room.ts'
import { type Origin, pendingOf, type PlaceKey } from './room-doc.ts'
import type { LogEntry, MarkWrite } from './store.ts'

export interface IncomingUpdate {
  readonly bytes: Uint8Array
  /** Absent when no server has it. */
  readonly serverNumber?: number
}

export interface Received {
  readonly entries: readonly LogEntry[]
  readonly absorbed: Absorbed
}

/** An update threw while it was applied: the document is half changed, and must be thrown away. */
export interface ApplyThrew {
  readonly type: 'apply-threw'
  readonly index: number
}

export interface ReceivingDeps extends LoadingDeps {
  readonly largeUpdates: LargeUpdates
}

/** Why an update must not be applied, or whether it is large. */
const judge = (bytes: Uint8Array): AsideReason | 'small' | 'large' => {
  if (bytes.length > maxBulkItemBytes) return 'update-too-large'
  const checked = checkUpdate(bytes)
  if (!checked.ok) return 'update-unsound'
  if (!checked.value.flat) return 'shape-foreign'
  const structs = checked.value.clients.reduce((sum, client) => sum + client.structs, 0)
  return bytes.length > maxSyncFrameBytes || structs > maxStructsPerFrame ? 'large' : 'small'
}

/** True for what is never applied. */
export const isRefused = (bytes: Uint8Array): boolean => {
  const judged = judge(bytes)
  return judged !== 'small' && judged !== 'large'
}

/** Null when the document held all of it before. Throws what Yjs throws. */
const apply = async (
  room: LoadedRoom,
  bytes: Uint8Array,
  deps: LoadingDeps,
): Promise<{ readonly touched: readonly PlaceKey[]; readonly absorbed: Absorbed } | null> => {
  const { doc } = room
  const waiting = pendingOf(doc)
  let changed = false
  const note = (): void => {
    changed = true
  }
  doc.on('update', note)
  const changes = collectChanges(doc, () => {
    Y.applyUpdate(doc, bytes, { type: 'remote' } satisfies Origin)
  })
  doc.off('update', note)
  // An update that waits for an earlier one changes nothing yet, and must be in the log all the same: when
  // the earlier one comes, the document will hold both.
  if (!changed && pendingOf(doc) === waiting) return null
  return { touched: changes.map(({ place }) => place), absorbed: await absorb(room, changes, deps) }
}

/** Applies updates one after the other; `poison` are those that threw before, by their index. */
export const receiveUpdates = async (
  room: LoadedRoom,
  updates: readonly IncomingUpdate[],
  poison: ReadonlySet<number>,
  deps: ReceivingDeps,
): Promise<Received | ApplyThrew> => {
  const entries: LogEntry[] = []
  const changed = new Set<PlaceKey>()
  const marks: MarkWrite[] = []
  for (const [index, update] of updates.entries()) {
    const judged = poison.has(index) ? 'update-unsound' : judge(update.bytes)
    const isLarge = judged === 'large'
    const mayTry = !isLarge || (await deps.largeUpdates.begin(update.bytes))
    const reason = judged === 'small' || isLarge ? (mayTry ? null : 'apply-hung') : judged
    if (reason !== null) {
      entries.push({ ...update, touched: [], aside: reason })
      continue
    }
    try {
      const applied = await apply(room, update.bytes, deps)
      if (!applied) continue
      entries.push({ ...update, touched: applied.touched })
      for (const place of applied.absorbed.changed) changed.add(place)
      marks.push(...applied.absorbed.marks)
    } catch {
      return { type: 'apply-threw', index }
    } finally {
      if (isLarge) await deps.largeUpdates.end(update.bytes)
    }
  }
  return { entries, absorbed: { changed, marks } }
}
