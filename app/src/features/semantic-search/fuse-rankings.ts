/**
 * One ranking out of several by reciprocal rank (Cormack, Clarke and Büttcher, SIGIR 2009): a thing counts 1/(60 + place)
 * in each list that has it. Only places matter, so lists of engines whose scores mean different things can be joined. Pure.
 */

/** As in the paper: what stands first in one list alone does not beat what stands high in two. */
const dampening = 60

/** Keys of all lists, best first; each list is best first and names a key once. Equals keep the order they came in. */
export const fuseRankings = <Key>(lists: readonly (readonly Key[])[]): readonly Key[] => {
  const scoreByKey = new Map<Key, number>()
  for (const list of lists) {
    list.forEach((key, index) => {
      scoreByKey.set(key, (scoreByKey.get(key) ?? 0) + 1 / (dampening + index + 1))
    })
  }
  return [...scoreByKey].toSorted(([, a], [, b]) => b - a).map(([key]) => key)
}
