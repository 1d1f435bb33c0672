/**
 * Whether a password may protect an account. Length decides; there are no rules of composition. What guessing
 * tries first does not count towards the length: known words, rows of keys, repetition, the person's own address.
 */

import { err, ok, type Result, type TaggedError } from '../../result.ts'
import { knownPieces, knownRows } from './known-passwords.ts'

export type PasswordRefusal = TaggedError<
  'password-too-short' | 'password-too-long' | 'password-repeats' | 'password-common' | 'password-is-email'
>

/** Code points: a person counts characters, not bytes. */
export const shortestPassword = 12
/** Nobody types more; a longer text would be hashed and normalised only to keep somebody's device busy. */
export const longestPassword = 1_024

/** Characters that must be left when every known piece counts as one. */
const enough = 8
/** A password that is a unit of at most this many characters again and again is that unit. */
const longestUnit = 6
const shortestRun = 4

const reversed = (text: string): string => Array.from(text).toReversed().join('')

const rows = [...knownRows, ...knownRows.map(reversed)]

const runLength = (text: string, start: number): number => {
  let length = 0
  for (const row of rows) {
    let end = start + Math.max(length + 1, shortestRun)
    while (end <= text.length && row.includes(text.slice(start, end))) {
      length = end - start
      end += 1
    }
  }
  return length
}

const pieceLength = (text: string, start: number, pieces: readonly string[]): number =>
  pieces.reduce(
    (longest, piece) => (piece.length > longest && text.startsWith(piece, start) ? piece.length : longest),
    0,
  )

/** Characters of `text`, where each known piece, the longest that fits, counts as one. */
const effectiveLength = (text: string, pieces: readonly string[]): number => {
  let count = 0
  for (let at = 0; at < text.length; count += 1) {
    const known = Math.max(runLength(text, at), pieceLength(text, at, pieces))
    at += known > 0 ? known : (text.codePointAt(at) ?? 0) > 0xffff ? 2 : 1
  }
  return count
}

const repeats = (characters: readonly string[]): boolean =>
  Array.from({ length: longestUnit }, (_, index) => index + 1).some(unit =>
    characters.every((character, index) => index < unit || character === characters[index - unit]),
  )

/** The address and what stands before its @, as pieces; a very short one would be found everywhere. */
const piecesOfEmail = (email: string): readonly string[] => {
  const address = email.trim().normalize('NFKC').toLowerCase()
  const [name = '', domain = ''] = address.split('@')
  return [address, name, domain].filter(piece => piece.length >= shortestRun)
}

/** `email` is the address of the account, empty where there is none. */
export const checkPassword = (password: string, email: string): Result<void, PasswordRefusal> => {
  // By code points, which `Array.from` gives.
  const characters = Array.from(password)
  if (characters.length < shortestPassword) return err({ type: 'password-too-short' })
  if (characters.length > longestPassword) return err({ type: 'password-too-long' })
  const text = password.normalize('NFKC').toLowerCase()
  if (repeats(Array.from(text))) return err({ type: 'password-repeats' })
  if (effectiveLength(text, knownPieces) < enough) return err({ type: 'password-common' })
  const withEmail = [...knownPieces, ...piecesOfEmail(email)]
  return effectiveLength(text, withEmail) < enough ? err({ type: 'password-is-email' }) : ok(undefined)
}
