/** The highest of very many scores, kept while they go by. */

export interface TopScores {
  readonly add: (score: number, place: number) => void
  /** Places, best first; equals in the order they came. */
  readonly places: () => readonly { readonly place: number; readonly score: number }[]
}

export const createTopScores = (limit: number): TopScores => {
  const best: { readonly place: number; readonly score: number }[] = []
  let lowest = Number.NEGATIVE_INFINITY
  return {
    add: (score, place) => {
      if (score <= lowest) return
      // From the end: nearly all that come in late stand low.
      let at = best.length
      while (at > 0 && (best[at - 1]?.score ?? 0) < score) at -= 1
      best.splice(at, 0, { place, score })
      if (best.length > limit) best.pop()
      if (best.length === limit) lowest = best.at(-1)?.score ?? lowest
    },
    places: () => best,
  }
}
