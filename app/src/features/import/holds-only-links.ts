/** Whether a value only says where archives can be downloaded: what Claude sends since an export may be several ZIPs. */

/** Values that are looked at. A manifest is short, and what is not is something else. */
const mostLooks = 5000

export const holdsOnlyLinks = (value: unknown): boolean => {
  const waiting: unknown[] = [value]
  let links = 0
  for (let looks = 0; waiting.length > 0; looks += 1) {
    if (looks > mostLooks) return false
    const each = waiting.pop()
    if (typeof each === 'string') links += isArchiveLink(each) ? 1 : 0
    else if (typeof each === 'object' && each !== null) {
      const below = Object.values(each)
      if (below.length > mostLooks) return false
      waiting.push(...below)
    }
  }
  return links > 0
}

const isArchiveLink = (text: string): boolean =>
  text.length < 8192 && /^https:\/\/\S+$/.test(text) && /\.zip(?:[?#]|$)|export|download/i.test(text)
