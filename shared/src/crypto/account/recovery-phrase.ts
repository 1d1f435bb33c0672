/**
 * The recovery phrase: 128 random bits as twelve English words, the last of which holds a checksum (BIP-39). It is
 * written down on paper and typed back years later, so reading is generous: case, spaces, numbering and words cut
 * after four letters do not matter, and a mistake is named. Not a wallet: the words give the bits back, and the
 * bits give two keys by HKDF.
 */

import { lengthPrefixed } from '../../bytes.ts'
import type { Random } from '../../env.ts'
import type { Brand } from '../../ids.ts'
import { err, ok, type Result, type TaggedError } from '../../result.ts'
import { deriveBytes, importSecret } from '../hkdf.ts'
import { createWrapKey, type RecoveryPlace, type WrapKey } from '../wrap.ts'

export type RecoveryEntropy = Brand<Uint8Array<ArrayBuffer>, 'RecoveryEntropy'>
/** Proves to the server that the phrase is known. */
export type RecoveryAuth = Brand<Uint8Array<ArrayBuffer>, 'RecoveryAuth'>

/** `position` counts from one. The word is for the screen of who typed it; it belongs in no log. */
export interface UnknownWord {
  readonly position: number
  readonly word: string
}

export type RecoveryPhraseError =
  | (TaggedError<'recovery-words-unknown'> & { readonly words: readonly UnknownWord[] })
  | (TaggedError<'recovery-words-miscounted'> & { readonly count: number })
  | TaggedError<'recovery-checksum-wrong'>

export interface RecoveryKeys {
  readonly recoveryAuth: RecoveryAuth
  readonly wrapKey: WrapKey<RecoveryPlace>
}

const entropyLength = 16
const wordCount = 12
/** No two words of the list begin with the same four letters. */
const tellingLetters = 4
/** What is pasted by mistake is not taken apart word by word. */
const longestText = 1_000

const isEntropy = (bytes: Uint8Array<ArrayBuffer>): bytes is RecoveryEntropy => bytes.length === entropyLength
const isRecoveryAuth = (bytes: Uint8Array<ArrayBuffer>): bytes is RecoveryAuth => bytes.length === 32

/** Two thousand words that nobody needs on the first screen. */
const loadWords = async () => {
  const [{ entropyToMnemonic, mnemonicToEntropy }, { wordlist }] = await Promise.all([
    import('@scure/bip39'),
    import('@scure/bip39/wordlists/english.js'),
  ])
  return { entropyToMnemonic, mnemonicToEntropy, wordlist }
}

export const createRecoveryEntropy = (random: Random): RecoveryEntropy => {
  const bytes = random.bytes(entropyLength)
  if (!isEntropy(bytes)) throw new Error('Invariant broken: a phrase holds 128 bits')
  return bytes
}

export const recoveryWords = async (entropy: RecoveryEntropy): Promise<readonly string[]> => {
  const { entropyToMnemonic, wordlist } = await loadWords()
  return entropyToMnemonic(entropy, wordlist).split(' ')
}

const splitWords = (text: string): readonly string[] =>
  text
    .slice(0, longestText)
    .normalize('NFKD')
    .toLowerCase()
    .split(/[^\p{L}\p{M}]+/u)
    .filter(word => word !== '')

const findWord = (word: string, list: readonly string[]): string | undefined =>
  list.find(known => known === word) ??
  (word.length >= tellingLetters ? list.find(known => known.startsWith(word)) : undefined)

export const parseRecoveryPhrase = async (
  text: string,
): Promise<Result<RecoveryEntropy, RecoveryPhraseError>> => {
  const { mnemonicToEntropy, wordlist } = await loadWords()
  const typed = splitWords(text)
  if (typed.length !== wordCount) return err({ type: 'recovery-words-miscounted', count: typed.length })
  const found = typed.map((word, index) => ({ word, position: index + 1, known: findWord(word, wordlist) }))
  const words = found
    .filter(({ known }) => known === undefined)
    .map(({ word, position }) => ({ word, position }))
  if (words.length > 0) return err({ type: 'recovery-words-unknown', words })
  try {
    const entropy = mnemonicToEntropy(found.map(({ known }) => known).join(' '), wordlist).slice()
    return isEntropy(entropy) ? ok(entropy) : err({ type: 'recovery-checksum-wrong' })
  } catch {
    // Twelve words of the list can only be wrong together.
    return err({ type: 'recovery-checksum-wrong' })
  }
}

export const recoveryInfo = lengthPrefixed('weft/v1/recovery')
export const recoveryAuthInfo = lengthPrefixed('weft/v1/recovery-auth')

export const deriveRecoveryKeys = async (entropy: RecoveryEntropy, random: Random): Promise<RecoveryKeys> => {
  const secret = await importSecret(entropy)
  const [wrapping, recoveryAuth] = await Promise.all([
    deriveBytes(secret, 32, recoveryInfo),
    deriveBytes(secret, 32, recoveryAuthInfo),
  ])
  const wrapKey = createWrapKey<RecoveryPlace>(await importSecret(wrapping), random)
  wrapping.fill(0)
  if (!isRecoveryAuth(recoveryAuth)) throw new Error('Invariant broken: a recovery proof has 32 bytes')
  return { recoveryAuth, wrapKey }
}
