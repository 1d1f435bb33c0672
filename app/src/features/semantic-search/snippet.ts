/** The beginning of a passage as one line, for a list of hits. Pure. */

/** Characters; two lines of the sidebar, one of the palette. */
const longest = 140

const fences = /^\s*(?:`{3,}|~{3,}).*$/gm

export const toSnippet = (text: string, offset: number): string => {
  // A little more than needed: blanks and fences fall out of it.
  const from = text.slice(offset, offset + 4 * longest)
  const line = from.replaceAll(fences, ' ').replaceAll(/\s+/g, ' ').trim()
  if (line.length <= longest && from.length < 4 * longest) return line
  const cut = line.slice(0, longest)
  // Not in the middle of a word, where there are words, and not in the middle of a character.
  const end = cut.lastIndexOf(' ')
  const whole = end > longest / 2 ? cut.slice(0, end) : cut.replace(/[\ud800-\udbff]$/, '')
  return `${whole}…`
}
