import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { testRandom } from '../../testing/env.ts'
import { accountVectors } from '../testing/account-vectors.ts'
import { fixedRandom, fromHex, hkdfByOpenSsl, toHex } from '../testing/open-ssl.ts'
import {
  createRecoveryEntropy,
  deriveRecoveryKeys,
  parseRecoveryPhrase,
  recoveryAuthInfo,
  recoveryInfo,
  recoveryWords,
} from './recovery-phrase.ts'

const entropyOf = (hex: string) => createRecoveryEntropy(fixedRandom(fromHex(hex)))

describe.each(accountVectors.recovery)('the known answer for $entropy', vector => {
  it('is given, and read back', async () => {
    const entropy = entropyOf(vector.entropy)
    expect((await recoveryWords(entropy)).join(' ')).toBe(vector.words)
    const parsed = await parseRecoveryPhrase(vector.words)
    expect(parsed).toEqual({ ok: true, value: entropy })
    const { recoveryAuth } = await deriveRecoveryKeys(entropy, testRandom(1))
    expect(toHex(recoveryAuth)).toBe(vector.recoveryAuth)
    expect(toHex(hkdfByOpenSsl(entropy, recoveryAuthInfo))).toBe(vector.recoveryAuth)
    expect(toHex(hkdfByOpenSsl(entropy, recoveryInfo))).toBe(vector.wrapSecret)
  })
})

const entropy = fc.uint8Array({ minLength: 16, maxLength: 16 }).map(bytes => entropyOf(toHex(bytes)))

it('is read back however it is written', async () => {
  const writing = fc.record({
    upper: fc.boolean(),
    numbered: fc.boolean(),
    cut: fc.boolean(),
    between: fc.constantFrom(' ', '  ', '\n', ', ', '\u3000', ' - '),
  })
  await fc.assert(
    fc.asyncProperty(entropy, writing, async (bits, { upper, numbered, cut, between }) => {
      const words = await recoveryWords(bits)
      const text = words
        .map(word => (cut && word.length > 4 ? word.slice(0, 4) : word))
        .map((word, index) => (numbered ? `${index + 1}. ${word}` : word))
        .join(between)
      expect(await parseRecoveryPhrase(upper ? text.toUpperCase() : text)).toEqual({ ok: true, value: bits })
    }),
    { numRuns: 200, seed: 1 },
  )
})

it('notices a changed word fifteen times in sixteen', async () => {
  const words = await recoveryWords(entropyOf('00112233445566778899aabbccddeeff'))
  let noticed = 0
  let tried = 0
  await fc.assert(
    fc.asyncProperty(entropy, fc.nat({ max: 11 }), async (other, position) => {
      const [replacement = ''] = await recoveryWords(other)
      if (words[position] === replacement) return
      const parsed = await parseRecoveryPhrase(words.with(position, replacement).join(' '))
      tried += 1
      if (!parsed.ok) {
        expect(parsed.error.type).toBe('recovery-checksum-wrong')
        noticed += 1
      }
    }),
    { numRuns: 400, seed: 2 },
  )
  expect(noticed / tried).toBeGreaterThan(0.9)
})

const known = 'legal winner thank year wave sausage worth useful legal winner thank yellow'

it.each([
  ['a word that is none', known.replace('sausage', 'sausagge'), { position: 6, word: 'sausagge' }],
  ['three letters of a longer word', known.replace('winner', 'win'), undefined],
  ['another script', known.replace('wave', 'волна'), { position: 5, word: 'волна' }],
])('names %s', async (_, text, unknown) => {
  const parsed = await parseRecoveryPhrase(text)
  if (unknown) {
    expect(parsed).toEqual({ ok: false, error: { type: 'recovery-words-unknown', words: [unknown] } })
  } else {
    // `win` is a word of its own, so this is a wrong checksum and not an unknown word.
    expect(parsed.ok || parsed.error.type).toBe('recovery-checksum-wrong')
  }
})

it('counts the words, and does not read a book', async () => {
  expect(await parseRecoveryPhrase(known.replace(' yellow', ''))).toEqual({
    ok: false,
    error: { type: 'recovery-words-miscounted', count: 11 },
  })
  expect(await parseRecoveryPhrase('')).toEqual({
    ok: false,
    error: { type: 'recovery-words-miscounted', count: 0 },
  })
  const book = await parseRecoveryPhrase('word '.repeat(1_000_000))
  expect(book.ok || book.error.type).toBe('recovery-words-miscounted')
})
