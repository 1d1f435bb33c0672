/**
 * Words as a language draws them: the common ones from its list by the law of Zipf and Mandelbrot, and now and then
 * one of the long tail that makes an index grow: two words in one, a name, a number, an identifier.
 *
 * Source: Mandelbrot, "An informational theory of the statistical structure of language" (1953): the word of rank r
 * is as frequent as (r + 2.7)^-1.
 */

import type { Dice } from './dice.ts'
import { type Language, wordsOf } from './words.ts'

/** Share of words that no list holds: with it 100,000 messages have some 400,000 different words. */
const tailShare = 0.04

const cumulated = (count: number): Float64Array => {
  const sums = new Float64Array(count)
  let sum = 0
  for (let rank = 0; rank < count; rank += 1) {
    sum += 1 / (rank + 2.7)
    sums[rank] = sum
  }
  return sums.map(value => value / sum)
}

const sumsByCount = new Map<number, Float64Array>()

const sumsOf = (count: number): Float64Array => {
  const known = sumsByCount.get(count) ?? cumulated(count)
  sumsByCount.set(count, known)
  return known
}

/** The first place whose sum is above `value`. */
const placeOf = (sums: Float64Array, value: number): number => {
  let low = 0
  let high = sums.length - 1
  while (low < high) {
    const middle = (low + high) >> 1
    if ((sums[middle] ?? 1) > value) high = middle
    else low = middle + 1
  }
  return low
}

const commonWord = (dice: Dice, language: Language): string => {
  const words = wordsOf[language]
  return words[placeOf(sumsOf(words.length), dice.random.fraction())] ?? ''
}

const consonants = 'bdfghklmnprstvz'.split('')
const vowels = 'aeiou'.split('')

/** A name that nobody has. */
const properName = (dice: Dice): string => {
  const syllables = Array.from(
    { length: dice.between(2, 3) },
    () => dice.pick(consonants) + dice.pick(vowels) + (dice.chance(0.3) ? dice.pick(consonants) : ''),
  )
  const name = syllables.join('')
  return name.charAt(0).toUpperCase() + name.slice(1)
}

/** `loadInvoice`, `fetchGlacier`: two English words in one, as code names things. */
export const identifier = (dice: Dice): string => {
  const second = dice.pick(wordsOf.en)
  return dice.pick(wordsOf.en) + second.charAt(0).toUpperCase() + second.slice(1)
}

const tailWord = (dice: Dice, language: Language): string => {
  switch (dice.weighted({ compound: 6, name: 2, number: 2, identifier: 1 })) {
    case 'compound':
      return dice.pick(wordsOf[language]) + dice.pick(wordsOf[language])
    case 'name':
      return properName(dice)
    case 'number':
      return String(dice.between(2, 99_999))
    case 'identifier':
      return identifier(dice)
  }
}

export const nextWord = (dice: Dice, language: Language): string =>
  dice.chance(tailShare) ? tailWord(dice, language) : commonWord(dice, language)
