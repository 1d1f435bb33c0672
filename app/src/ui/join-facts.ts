/** Between short things that are said of one thing in one line. */
export const factsGap = '\u2002·\u2002'

export const joinFacts = (facts: readonly (string | undefined)[]): string =>
  facts.filter(fact => fact !== undefined && fact !== '').join(factsGap)
