/**
 * What a SyncStep1 is answered with, made from what the log holds of the room: what the asker lacks, and the state vector
 * of the whole, by which it sends what we lack. Nothing is integrated: updates are merged and cut as bytes, so what is in
 * them costs no more than its length.
 */

import { checkUpdate, type ClientDeletes } from '@weft/shared/protocol/check-update.ts'
import { maxStateVectorBytes } from '@weft/shared/protocol/limits.ts'
import { fitsFrame } from '@weft/shared/protocol/room-frame.ts'
import * as Y from 'yjs'

export type Step1Answer =
  | {
      readonly type: 'frames'
      readonly update: Uint8Array
      readonly stateVector: Uint8Array
      /** Of the room, when it was read. */
      readonly held: HeldState
    }
  /** One of the two would be too large for a frame. */
  | { readonly type: 'use-bulk' }
  | { readonly type: 'state-vector-malformed' }

/** What is in the log for certain: clocks that each client has reached without a gap, and what is deleted. */
export interface HeldState {
  readonly clocks: ReadonlyMap<number, number>
  readonly deletes: readonly ClientDeletes[]
}

/** Of a room without updates. */
const emptyUpdate = Uint8Array.of(0, 0)

export const answerStep1 = (updates: readonly Uint8Array[], stateVector: Uint8Array): Step1Answer => {
  const whole = updates.length === 0 ? emptyUpdate : Y.mergeUpdates([...updates])
  const wholeVector = Y.encodeStateVectorFromUpdate(whole)
  if (wholeVector.length > maxStateVectorBytes) return { type: 'use-bulk' }
  const update = lacking(whole, stateVector)
  if (update === null) return { type: 'state-vector-malformed' }
  if (!fitsFrame(update)) return { type: 'use-bulk' }
  return {
    type: 'frames',
    update,
    stateVector: wholeVector,
    held: { clocks: Y.decodeStateVector(wholeVector), deletes: deletesOf(update) },
  }
}

/** The asker's vector is a stranger's bytes; Yjs throws where it ends too soon. */
const lacking = (whole: Uint8Array, stateVector: Uint8Array): Uint8Array | null => {
  try {
    return Y.diffUpdate(whole, stateVector)
  } catch {
    return null
  }
}

/** A difference holds all deletions, whatever the asker has: a state vector does not show them. */
const deletesOf = (update: Uint8Array): readonly ClientDeletes[] => {
  const facts = checkUpdate(update)
  return facts.ok ? facts.value.deletes : []
}
