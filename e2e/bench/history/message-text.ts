/** What people ask and models answer, as Markdown: prose, lists, tables, code, formulas, long and short. */

import { codeBlock } from './code.ts'
import type { Dice } from './dice.ts'
import { fewWords, sentence, sentences } from './prose.ts'
import { identifier } from './vocabulary.ts'
import type { Language } from './words.ts'

export interface TextShares {
  /** Questions that paste code, answers that hold some. */
  readonly code: number
}

const formulas: readonly string[] = [
  '$$\n\\int_0^1 x^2\\,dx = \\frac{1}{3}\n$$',
  '$$\nP(A \\mid B) = \\frac{P(B \\mid A)\\,P(A)}{P(B)}\n$$',
  '$$\n\\sum_{k=1}^{n} k = \\frac{n(n+1)}{2}\n$$',
]

const bullets = (dice: Dice, language: Language): string =>
  Array.from({ length: dice.between(3, 7) }, () => `- ${fewWords(dice, language, 3, 9)}`).join('\n')

const steps = (dice: Dice, language: Language): string =>
  Array.from(
    { length: dice.between(3, 6) },
    (_, index) => `${index + 1}. **${fewWords(dice, language, 1, 3)}**: ${sentence(dice, language)}`,
  ).join('\n')

const table = (dice: Dice, language: Language): string => {
  const row = (): string =>
    `| ${fewWords(dice, language, 1, 2)} | ${dice.between(1, 9_999)} | ${fewWords(dice, language, 1, 3)} |`
  const rows = Array.from({ length: dice.between(2, 6) }, row)
  return [row(), '|---|---:|---|', ...rows].join('\n')
}

const block = (dice: Dice, language: Language): string => {
  switch (
    dice.weighted({ prose: 12, bullets: 4, steps: 3, heading: 2, table: 1, formula: 0.7, quote: 0.6 })
  ) {
    case 'prose':
      return sentences(dice, language, dice.between(2, 5))
    case 'bullets':
      return bullets(dice, language)
    case 'steps':
      return steps(dice, language)
    case 'heading':
      return `## ${fewWords(dice, language)}\n\n${sentences(dice, language, 2)}`
    case 'table':
      return table(dice, language)
    case 'formula':
      return dice.pick(formulas)
    case 'quote':
      return `> ${sentence(dice, language)}`
  }
}

export const question = (dice: Dice, language: Language, shares: TextShares): string => {
  if (dice.chance(0.08)) return fewWords(dice, language, 1, 3)
  const text = `${dice.chance(0.5) ? `${sentences(dice, language, dice.between(1, 2))} ` : ''}${sentence(dice, language, true)}`
  if (dice.chance(shares.code)) return `${text.trim()}\n\n${codeBlock(dice)}`
  // Somebody pastes a whole page.
  if (dice.chance(0.02)) return `${text.trim()}\n\n${sentences(dice, language, dice.between(30, 80))}`
  return text.trim()
}

/** A median of four blocks; the longest are fifty. */
export const answer = (dice: Dice, language: Language, shares: TextShares): string => {
  if (dice.chance(0.07)) return sentence(dice, language)
  const count = Math.max(1, Math.min(50, Math.round(dice.around(3, 0.7))))
  const blocks = Array.from({ length: count }, () => block(dice, language))
  const whole = [sentences(dice, language, dice.between(1, 3)), ...blocks]
  if (dice.chance(shares.code)) whole.splice(dice.between(1, whole.length), 0, codeBlock(dice))
  if (dice.chance(0.15)) whole.push(`${sentence(dice, language)} \`${identifier(dice)}\``)
  return whole.join('\n\n')
}
