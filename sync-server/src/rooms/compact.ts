/**
 * Folds the log of a room into one state, without being able to read it: snapshot and rows go through a Y.Doc that
 * collects garbage, and its state comes out. `mergeUpdates` would keep everything that was ever overwritten, and takes
 * seconds for thousands of rows. Encoding V1 only.
 *
 * A row that throws leaves the document half changed. It is left out by its number and the fold starts again, so one
 * bad row never takes the room with it.
 */

import { err, ok, type Result, type TaggedError } from '@weft/shared/result.ts'
import * as Y from 'yjs'
import type { StoredUpdate } from './room-log.ts'

export interface FoldInput {
  readonly snapshot: StoredUpdate | undefined
  readonly rows: readonly StoredUpdate[]
}

export interface Folded {
  /** The last number that is in it. */
  readonly seq: number
  readonly bytes: Uint8Array
  /** Rows up to `seq` that are not, because they throw. */
  readonly unreadable: readonly number[]
}

/**
 * fold-snapshot-unreadable: the snapshot itself throws. fold-unverified: what came out does not read as what went in.
 * fold-empty: no row could be folded. The log stays as it is.
 */
export type FoldError = TaggedError<'fold-snapshot-unreadable' | 'fold-unverified' | 'fold-empty'>

/**
 * Each row that throws costs a start from the beginning: a member who pushes many of them would keep a core busy. After
 * so many the fold ends before the next one, and the rest is left to the next fold.
 */
const maxUnreadable = 16

export const fold = ({ snapshot, rows }: FoldInput): Result<Folded, FoldError> => {
  const unreadable: number[] = []
  let end = rows.length
  for (;;) {
    const kept = rows.slice(0, end).filter(({ seq }) => !unreadable.includes(seq))
    const last = rows[end - 1]
    if (last === undefined) return err({ type: 'fold-empty' })
    const attempt = applyAll(snapshot, kept)
    if (attempt.type === 'snapshot-throws') return err({ type: 'fold-snapshot-unreadable' })
    if (attempt.type === 'row-throws') {
      if (unreadable.length < maxUnreadable) unreadable.push(attempt.seq)
      else end = rows.findIndex(({ seq }) => seq === attempt.seq)
      continue
    }
    const { doc } = attempt
    try {
      const bytes = Y.encodeStateAsUpdate(doc)
      return isStateOf(bytes, doc)
        ? ok({ seq: last.seq, bytes, unreadable })
        : err({ type: 'fold-unverified' })
    } finally {
      doc.destroy()
    }
  }
}

type Attempt =
  | { readonly type: 'applied'; readonly doc: Y.Doc }
  | { readonly type: 'row-throws'; readonly seq: number }
  | { readonly type: 'snapshot-throws' }

const applyAll = (snapshot: StoredUpdate | undefined, rows: readonly StoredUpdate[]): Attempt => {
  const doc = new Y.Doc({ gc: true })
  if (snapshot !== undefined && !applies(doc, snapshot.bytes)) return { type: 'snapshot-throws' }
  for (const { seq, bytes } of rows) if (!applies(doc, bytes)) return { type: 'row-throws', seq }
  return { type: 'applied', doc }
}

const applies = (doc: Y.Doc, bytes: Uint8Array): boolean => {
  try {
    Y.applyUpdate(doc, bytes)
    return true
  } catch {
    doc.destroy()
    return false
  }
}

/** Reads to the same state vector, the same deletions, and the same waiting for what has not come yet. */
const isStateOf = (bytes: Uint8Array, doc: Y.Doc): boolean => {
  const read = new Y.Doc({ gc: true })
  try {
    Y.applyUpdate(read, bytes)
    return (
      Y.equalSnapshots(Y.snapshot(read), Y.snapshot(doc)) &&
      (read.store.pendingStructs === null) === (doc.store.pendingStructs === null) &&
      (read.store.pendingDs === null) === (doc.store.pendingDs === null)
    )
  } catch {
    return false
  } finally {
    read.destroy()
  }
}
