/**
 * Names of files that every system takes and every reader sees as they are: no separators, no characters that are not
 * seen or that turn the direction, none of the names that Windows keeps for devices, short enough, and none twice in
 * one archive, also where a system does not tell cases apart.
 *
 * @see https://learn.microsoft.com/windows/win32/fileio/naming-a-file
 */

/** Bytes of UTF-8 for a whole name: file systems end at 255, and a copy may get ` (2)` and an ending. */
const longest = 120

const forbidden =
  /[<>:"/\\|?*\p{Cc}\p{Cs}\p{Zl}\p{Zp}\u00ad\u061c\u200b\u200e\u200f\u202a-\u202e\u2060-\u206f\ufeff]+/gu
const reserved = /^(?:con|prn|aux|nul|com[0-9¹²³]|lpt[0-9¹²³]|conin\$|conout\$)(?:\.|$)/i
/** Windows drops them at the end without a word; a point in front hides a file elsewhere. */
const edges = /^[.\s~]+|[.\s]+$/g

const encoder = new TextEncoder()

/** Cut between characters as a reader sees them, never within one. */
const cutTo = (text: string, bytes: number): string => {
  if (encoder.encode(text).length <= bytes) return text
  let kept = ''
  let size = 0
  for (const { segment } of new Intl.Segmenter().segment(text.slice(0, bytes))) {
    size += encoder.encode(segment).length
    if (size > bytes) break
    kept += segment
  }
  return kept
}

const clean = (text: string, bytes: number): string =>
  cutTo(text.normalize('NFC').replace(forbidden, ' ').replace(/\s+/g, ' ').replace(edges, ''), bytes).replace(
    edges,
    '',
  )

/** `fallback` stands where nothing of `text` may. */
export const safeName = (text: string, fallback: string): string => {
  const name = clean(text, longest)
  if (name === '') return fallback
  return reserved.test(name) ? `_${name}` : name
}

/** A name with its ending, which says what opens it: cut before the ending, not within it. */
export const safeFileName = (text: string, fallback: string): string => {
  const [, stem, ending] = /^(.*?)(\.[\p{L}\p{N}]{1,10})?$/su.exec(text) ?? []
  return `${safeName(stem ?? '', fallback)}${ending?.toLowerCase() ?? ''}`
}

export interface NameBook {
  /** The name itself, or with a number where it is taken. */
  readonly take: (folder: string, stem: string, ending: string) => string
}

export const createNameBook = (): NameBook => {
  const taken = new Set<string>()
  /** The last number by name, so that a thousand of one name do not look a million times. */
  const lastByName = new Map<string, number>()
  return {
    take: (folder, stem, ending) => {
      const key = `${folder}${stem}${ending}`.toLowerCase()
      for (let number = lastByName.get(key) ?? 1; ; number += 1) {
        const path = `${folder}${stem}${number === 1 ? '' : ` (${number})`}${ending}`
        if (taken.has(path.toLowerCase())) continue
        taken.add(path.toLowerCase())
        lastByName.set(key, number + 1)
        return path
      }
    },
  }
}
