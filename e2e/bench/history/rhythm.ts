/** When people write: more of it in later years, by day and not by night, less on Saturdays and Sundays. */

import type { Dice } from './dice.ts'

export const day = 86_400_000
const hour = 3_600_000
export const minute = 60_000

/** Share of each hour of the day, by the clock of the person. */
const byHour = [4, 2, 1, 1, 1, 2, 5, 12, 25, 40, 44, 42, 30, 34, 42, 44, 40, 34, 28, 28, 34, 34, 24, 12]
const weekend = 0.45

const hours = Object.fromEntries(byHour.map((share, at) => [String(at), share]))

/** A moment of the last `span` milliseconds before `now` at which a person begins something. */
export const beginning = (dice: Dice, now: number, span: number): number => {
  for (;;) {
    // The square root of a uniform number: a person's use grows through the years.
    const rough = now - span * (1 - Math.sqrt(dice.random.fraction()))
    const weekday = new Date(rough).getUTCDay()
    if ((weekday === 0 || weekday === 6) && !dice.chance(weekend)) continue
    const midnight = Math.floor(rough / day) * day
    const at = midnight + Number(dice.weighted(hours)) * hour + Math.floor(dice.random.fraction() * hour)
    if (at < now && at >= now - span) return at
  }
}

/** Milliseconds that a model takes for an answer, and that a person takes to read it and write again. */
export const answerTakes = (dice: Dice): number => Math.round(Math.min(minute * 4, dice.around(9_000, 0.8)))

export const personTakes = (dice: Dice): number =>
  dice.chance(0.06)
    ? Math.round(dice.between(1, 5) * day + dice.random.fraction() * hour * 6)
    : Math.round(Math.min(hour * 5, dice.around(minute * 2, 1.1)))
