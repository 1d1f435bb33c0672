/** How much there is of several things together, told whenever it changes for one of them. */
export const createTally = <Key>(
  begun: Iterable<readonly [Key, number]>,
  tell: (sum: number) => void,
): ((key: Key, count: number) => void) => {
  const countByKey = new Map(begun)
  let sum = [...countByKey.values()].reduce((total, count) => total + count, 0)
  return (key, count) => {
    sum += count - (countByKey.get(key) ?? 0)
    countByKey.set(key, count)
    tell(sum)
  }
}
