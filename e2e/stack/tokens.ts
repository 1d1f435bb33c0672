/** Text in the pieces models send: a word with the space before it, or `size` characters of any script. */

export const textToTokens = (text: string, size = 12): readonly string[] =>
  (text.match(/\s*[^\s]+|\s+/gu) ?? []).flatMap(word => sliceCharacters(word, size))

/** Slices by code point, so that no surrogate pair is torn: the wire carries valid JSON strings. */
const sliceCharacters = (word: string, size: number): readonly string[] => {
  const characters = Array.from(word)
  const slices: string[] = []
  for (let start = 0; start < characters.length; start += size) {
    slices.push(characters.slice(start, start + size).join(''))
  }
  return slices
}

/** Splits the arguments of a tool call where vendors do not care: anywhere. */
export const splitArguments = (json: string, size = 5): readonly string[] => sliceCharacters(json, size)

/** A usage figure nobody checks against a tokenizer, but that grows with the text. */
export const countTokens = (text: string): number => textToTokens(text).length
