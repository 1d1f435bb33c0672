/** What of a person's refused updates is to be written again: all that nothing newer stands in the place of. */

import type { ScopedSealer } from '@weft/shared/crypto/sealer.ts'
import { openValue } from './opening.ts'
import { type PlaceKey, registerOf } from './room-doc.ts'
import { isNewer, type MutableRoomView, type RegisterValue, toRegisterValue } from './room-view.ts'
import type { AsideUpdate } from './store.ts'
import type { SealedValue } from './writes.ts'

interface AsideRewriting {
  readonly writes: readonly SealedValue[]
  /** The rows that are not needed any more once these are written. */
  readonly settled: readonly number[]
}

/** A value that is to be written; `register` is null for what is written once. */
interface Chosen extends SealedValue {
  readonly register: RegisterValue | null
}

/** unsure: it cannot be compared with what stands there, so it is neither written nor forgotten. */
type Judgement = Chosen | 'superseded' | 'unsure'

const judge = async (view: MutableRoomView, value: SealedValue, sealer: ScopedSealer): Promise<Judgement> => {
  const shown = view.at(value.place)
  const key = registerOf(value.place)
  if (key === null) return shown === null ? { ...value, register: null } : 'superseded'
  const winner = view.register(key.subject, key.field)
  const ours = toRegisterValue(await openValue(sealer, value.place, value.sealed))
  if (ours === null) return shown === null && winner === null ? { ...value, register: null } : 'unsure'
  const before = shown && toRegisterValue(shown)
  if (shown !== null && before === null) return 'unsure'
  // By time and not by revision: whoever wrote since had not seen it, and counted from what was there.
  const isLatest = winner === null || ours.stamp > winner.stamp
  return isLatest && (before === null || isNewer(ours, before)) ? { ...value, register: ours } : 'superseded'
}

/** Rows may be older than those before them: what stood on a refused row was written again behind it. */
const isLater = (a: Chosen, b: Chosen | undefined): boolean =>
  b === undefined || (a.register?.stamp ?? '') > (b.register?.stamp ?? '')

export const rewriteAside = async (
  view: MutableRoomView,
  rows: readonly AsideUpdate[],
  values: ReadonlyMap<number, readonly SealedValue[]>,
  sealer: ScopedSealer,
): Promise<AsideRewriting> => {
  const writes = new Map<PlaceKey, Chosen>()
  const settled: number[] = []
  for (const { number } of rows) {
    const found = values.get(number)
    if (!found) continue
    const judged = await Promise.all(found.map(value => judge(view, value, sealer)))
    if (judged.includes('unsure')) continue
    settled.push(number)
    for (const chosen of judged)
      if (typeof chosen === 'object' && isLater(chosen, writes.get(chosen.place)))
        writes.set(chosen.place, chosen)
  }
  return { writes: [...writes.values()].map(({ place, sealed }) => ({ place, sealed })), settled }
}
