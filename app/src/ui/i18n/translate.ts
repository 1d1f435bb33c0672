/**
 * From a key to words. Catalogues are in the JSON format of i18next, version 4: `{{name}}` is a place for a
 * value, and `key_one`, `key_few`, … are the plural forms that `count` chooses between by `Intl.PluralRules`.
 * Nesting, contexts and formats of that format are not used here, and nothing a value says is ever evaluated.
 *
 * Numbers are written in the digits of the person's locale. A value that runs against the direction of the
 * language (a model's name inside an Arabic sentence) is isolated, so that it cannot move its neighbours.
 */
import { must } from '@weft/shared/assert.ts'
import type { Catalogue } from './catalogue.ts'
import type { TextKey } from './catalogues/en.ts'
import { type Direction, directionOf, type Language } from './language.ts'

export type { TextKey } from './catalogues/en.ts'

export type TextValues = Readonly<Record<string, string | number>>
export type Translate = (key: TextKey, values?: TextValues) => string

const rightToLeft = /\p{Script=Arabic}|\p{Script=Hebrew}/u
const leftToRight = /(?!\p{Script=Arabic}|\p{Script=Hebrew})\p{L}/u

/** Wraps `value` in a first-strong isolate when some of it runs against `direction`. */
export const isolate = (value: string, direction: Direction): string =>
  (direction === 'rtl' ? leftToRight : rightToLeft).test(value) ? `\u2068${value}\u2069` : value

export interface TranslatorOptions {
  readonly language: Language
  /** For digits; see `localeOf`. */
  readonly locale: string
  readonly catalogue: Catalogue
}

/** @throws when the catalogue lacks the key: the keys are typed, and a test compares the catalogues. */
export const createTranslate = ({ language, locale, catalogue }: TranslatorOptions): Translate => {
  const plural = new Intl.PluralRules(language === 'en-XA' ? 'en' : language)
  const figures = new Intl.NumberFormat(locale)
  const direction = directionOf(language)

  const pattern = (key: TextKey, count: string | number | undefined): string => {
    const dot = key.indexOf('.')
    const area = must(catalogue[key.slice(0, dot)], key)
    const name = key.slice(dot + 1)
    const form = typeof count === 'number' ? area[`${name}_${plural.select(count)}`] : undefined
    return must(form ?? area[name] ?? area[`${name}_other`], key)
  }

  const written = (value: string | number): string =>
    typeof value === 'number' ? figures.format(value) : isolate(value, direction)

  return (key, values = {}) =>
    pattern(key, values['count']).replace(/\{\{(\w+)\}\}/g, (place, name: string) => {
      const value = values[name]
      return value === undefined ? place : written(value)
    })
}
