/** The pieces of a name in code that is written in one: `getUserName`, `XMLHttpRequest`. Pure. */

const bound = /(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])/

export interface WordPiece {
  readonly start: number
  readonly text: string
}

/** Nothing of a word that has no pieces. */
export const wordPieces = (word: string): readonly WordPiece[] => {
  if (!bound.test(word)) return []
  const pieces: WordPiece[] = []
  let start = 0
  for (const text of word.split(bound)) {
    pieces.push({ start, text })
    start += text.length
  }
  return pieces
}
