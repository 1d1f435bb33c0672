/** When what was taken away from a document is written into it again: once for each place, the author first. */

import type { Env } from '@weft/shared/env.ts'
import type { Slot } from '@weft/shared/ids.ts'
import type { PlaceKey } from './room-doc.ts'

export interface Assertions {
  readonly plan: (places: Iterable<PlaceKey>) => void
  readonly cancel: () => void
}

export interface AssertionsDeps {
  readonly env: Env
  /** This device's slot in registers. */
  readonly slot: Slot
  readonly assertAgain: (place: PlaceKey) => void
}

/** Others wait this long, at random, before writing again what was taken away, so that the author comes first. */
const assertAgainWithin = 30_000

export const createAssertions = ({ env, slot, assertAgain }: AssertionsDeps): Assertions => {
  const pending = new Set<() => void>()
  const planned = new Set<string>()

  return {
    plan: places => {
      for (const place of places) {
        if (planned.has(place)) continue
        planned.add(place)
        const own = place.startsWith('r:') && place.endsWith(`.${slot}`)
        const wait = own ? 0 : 1_000 + env.random.fraction() * assertAgainWithin
        const cancel = env.clock.after(wait, () => {
          pending.delete(cancel)
          assertAgain(place)
        })
        pending.add(cancel)
      }
    },
    cancel: () => {
      for (const cancel of pending) cancel()
    },
  }
}
