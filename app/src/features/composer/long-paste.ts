/** Text that is pasted beyond this is easier kept as a file: it would bury what the person wants to say. */
const mostCharacters = 8_000
const mostLines = 200

export const isLongPaste = (text: string): boolean => {
  if (text.length > mostCharacters) return true
  let lines = 1
  for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) {
    lines += 1
    if (lines > mostLines) return true
  }
  return false
}
