/** JSON that comes from strangers. */

/** Words that some servers write for numbers, outside of strings: the whole text of a string is matched first and kept. */
const stringOrNotANumber = /"(?:[^"\\]|\\.)*"|-?\b(?:NaN|Infinity)\b/g

/**
 * The value, or undefined when the text is no JSON. `NaN` and `Infinity`, which servers written in Python let
 * slip into their numbers, are read as null: a broken figure must not cost the answer.
 */
export const parseJson = (text: string): unknown => {
  try {
    return JSON.parse(text)
  } catch {
    return parseWithoutNotANumber(text)
  }
}

const parseWithoutNotANumber = (text: string): unknown => {
  if (!/NaN|Infinity/.test(text)) return undefined
  try {
    return JSON.parse(text.replace(stringOrNotANumber, match => (match.startsWith('"') ? match : 'null')))
  } catch {
    return undefined
  }
}
