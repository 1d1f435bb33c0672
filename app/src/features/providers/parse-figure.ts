/** Figures as people type them: in the digits of any script, with a comma or a point, tokens also as `128k`. */

/** Nothing typed, a number, or something that is none. */
export type Figure =
  | { readonly type: 'empty' }
  | { readonly type: 'number'; readonly value: number }
  | { readonly type: 'wrong' }

const empty: Figure = { type: 'empty' }
const wrong: Figure = { type: 'wrong' }

/** The ten digits of a script follow each other, so the first of them gives the value of the others. */
const toLatinDigits = (text: string): string =>
  text.replace(/\p{Nd}/gu, digit => {
    let value = 0
    const code = digit.codePointAt(0) ?? 0
    while (value < 9 && /\p{Nd}/u.test(String.fromCodePoint(code - value - 1))) value += 1
    return String(value)
  })

const plain = (text: string): string =>
  toLatinDigits(text).replace(/\s/g, '').replace('٫', '.').replaceAll('٬', '')

/** A number with decimals, such as a price: `0.25`, `0,25`, `$3`, `٠٫٢٥`. Not negative. */
export const parseDecimal = (text: string): Figure => {
  const typed = plain(text)
    .replace(/^\$|\$$/g, '')
    .replace(',', '.')
  if (typed === '') return empty
  return /^(\d+\.?\d*|\.\d+)$/.test(typed) ? { type: 'number', value: Number(typed) } : wrong
}

const thousands: Readonly<Record<string, number>> = { k: 1_000, m: 1_000_000 }

/** A count of tokens: `200000`, `200,000`, `128k`, `1M`. At least one. */
export const parseTokens = (text: string): Figure => {
  const typed = plain(text).toLowerCase()
  if (typed === '') return empty
  const match = /^(\d{1,3}(?:[.,_’']\d{3})+|\d+(?:\.\d+)?)(k|m)?$/.exec(typed)
  if (!match?.[1]) return wrong
  const isGrouped = /[.,_’']\d{3}/.test(match[1]) && match[2] === undefined
  const figure = Number(isGrouped ? match[1].replace(/\D/g, '') : match[1])
  const value = figure * (thousands[match[2] ?? ''] ?? 1)
  return Number.isInteger(value) && value > 0 ? { type: 'number', value } : wrong
}
