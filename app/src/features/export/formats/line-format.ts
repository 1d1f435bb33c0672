/** Times, sizes and sentences in the language of an exported document. */

import type { ExportLanguage } from '../export-request.ts'

export interface LineFormat {
  readonly moment: (at: number) => string
  readonly number: (value: number) => string
  readonly bytes: (size: number) => string
  /** Puts numbers where a sentence names them: `{{version}}`. */
  readonly fill: (sentence: string, values: Readonly<Record<string, number | string>>) => string
}

const formats = new WeakMap<ExportLanguage, LineFormat>()

const units = ['byte', 'kilobyte', 'megabyte', 'gigabyte'] as const

/** A time that an import made up can be none that a calendar has (ECMA-262, 21.4.1.1). */
const isTime = (at: number): boolean => Math.abs(at) <= 8.64e15

/** Empty where there is no such time. */
export const isoTime = (at: number): string => (isTime(at) ? new Date(at).toISOString() : '')

const create = ({ locale, timeZone }: ExportLanguage): LineFormat => {
  const moments = new Intl.DateTimeFormat(locale, { dateStyle: 'long', timeStyle: 'short', timeZone })
  const numbers = new Intl.NumberFormat(locale)
  const number = (value: number): string => numbers.format(value)
  return {
    moment: at => (isTime(at) ? moments.format(at) : ''),
    number,
    bytes: size => {
      const step = size < 1000 ? 0 : Math.min(units.length - 1, Math.floor(Math.log10(size) / 3))
      const unit = units[step] ?? 'byte'
      const options = { style: 'unit', unit, unitDisplay: 'short', maximumFractionDigits: 1 } as const
      return new Intl.NumberFormat(locale, options).format(size / 1000 ** step)
    },
    fill: (sentence, values) =>
      sentence.replace(/\{\{(\w+)\}\}/g, (whole, name: string) => {
        const value = values[name]
        if (value === undefined) return whole
        return typeof value === 'number' ? number(value) : value
      }),
  }
}

/** Making formatters costs more than using them a hundred times. */
export const lineFormat = (language: ExportLanguage): LineFormat => {
  const known = formats.get(language) ?? create(language)
  formats.set(language, known)
  return known
}
