import { describe, expect, test } from 'vitest'
import { createFormat, type Format } from './format.ts'
import { catalogue as ar } from './i18n/catalogues/ar.ts'
import { catalogue as bn } from './i18n/catalogues/bn.ts'
import { en } from './i18n/catalogues/en.ts'
import { directionOf, type Language } from './i18n/language.ts'
import { createTranslate } from './i18n/translate.ts'

const catalogues = { en, bn, ar, 'en-XA': en }

const formatOf = (language: Language, locale: string, timeZone = 'Europe/Berlin'): Format =>
  createFormat({
    locale,
    direction: directionOf(language),
    timeZone,
    t: createTranslate({ language, locale, catalogue: catalogues[language] }),
  })

const british = formatOf('en', 'en-GB')
const bengali = formatOf('bn', 'bn')
const arabic = formatOf('ar', 'ar-u-nu-arab')

/** A Saturday, in Berlin. */
const now = Date.parse('2026-11-21T15:00:00+01:00')
const at = (text: string): number => Date.parse(`${text}+01:00`)

test('a day by itself has its year whatever day it is now', () => {
  expect(british.day(at('2026-11-21T12:00:00'))).toBe('21 Nov 2026')
  expect(bengali.day(at('2025-03-02T12:00:00'))).toContain('২০২৫')
})

describe('when', () => {
  test('the clock today, the weekday this week, the day this year, the year before that', () => {
    expect(british.when(at('2026-11-21T14:32:00'), now)).toBe('14:32')
    expect(british.when(at('2026-11-21T00:00:00'), now)).toBe('00:00')
    expect(british.when(at('2026-11-20T23:59:59'), now)).toBe('Fri')
    expect(british.when(at('2026-11-15T00:00:00'), now)).toBe('Sun')
    expect(british.when(at('2026-11-14T23:59:59'), now)).toBe('14 Nov')
    expect(british.when(at('2026-01-01T12:00:00'), now)).toBe('1 Jan')
    expect(british.when(at('2025-11-12T12:00:00'), now)).toBe('12 Nov 2025')
  })

  test('a time that is still to come is a date, not a weekday', () => {
    expect(british.when(at('2026-11-23T12:00:00'), now)).toBe('23 Nov')
  })

  test('days are those of the person’s zone', () => {
    const instant = Date.parse('2026-11-20T23:30:00Z')
    expect(british.when(instant, now)).toBe('00:30')
    expect(formatOf('en', 'en-GB', 'America/New_York').when(instant, now)).toBe('Fri')
  })

  test('a day of 23 hours is still a day', () => {
    const sunday = Date.parse('2026-03-29T20:00:00+02:00')
    expect(british.when(Date.parse('2026-03-28T20:00:00+01:00'), sunday)).toBe('Sat')
  })

  test('the clock and the order are those of the locale', () => {
    const american = formatOf('en', 'en-US')
    expect(american.when(at('2026-11-21T14:32:00'), now)).toMatch(/^2:32\sPM$/)
    expect(american.when(at('2025-11-12T12:00:00'), now)).toBe('Nov 12, 2025')
    expect(bengali.when(at('2026-10-12T12:00:00'), now)).toMatch(/^১২/)
    expect(arabic.when(at('2025-11-12T12:00:00'), now)).toBe('١٢ نوفمبر ٢٠٢٥')
  })
})

test('under a minute is just now', () => {
  expect(british.ago(now - 59_999, now)).toBe('just now')
  expect(british.ago(now - 60_000, now)).toBe('14:59')
  expect(bengali.ago(now, now)).toBe('এইমাত্র')
})

test('full has the date, the time and its seconds', () => {
  expect(british.full(at('2026-11-12T14:32:07'))).toBe('12 November 2026 at 14:32:07')
})

test.each([
  [0, '0 s'],
  [412, '0.4 s'],
  [999, '1 s'],
  [9_040, '9 s'],
  [59_600, '1 min'],
  [130_000, '2 min 10 s'],
  [3_599_400, '59 min 59 s'],
  [3_900_000, '1 h 5 min'],
  [7_199_000, '2 h 0 min'],
])('duration of %i ms', (milliseconds, text) => {
  expect(british.duration(milliseconds)).toBe(text.replaceAll(/(?<=\d) /g, '\u00a0'))
})

test.each([
  [42_000, '0:42'],
  [41_001, '0:42'],
  [61_000, '1:01'],
  [-5, '0:00'],
])('countdown of %i ms', (milliseconds, text) => {
  expect(british.countdown(milliseconds)).toBe(text)
})

test.each([
  [0, '$0.00'],
  [0.0000123, '$0.000012'],
  [0.0031, '$0.0031'],
  [0.00999, '$0.01'],
  [0.01, '$0.01'],
  [0.126, '$0.13'],
  [4.1, '$4.10'],
  [1234.5, '$1,234.50'],
])('cost of %f dollars', (dollars, text) => {
  expect(british.cost(dollars)).toBe(formatOf('en', 'en-US').cost(dollars))
  expect(formatOf('en', 'en-US').cost(dollars)).toBe(text)
})

test.each([
  [0, '0 B'],
  [999, '999 B'],
  [1_000, '1 KB'],
  [48_300, '48 KB'],
  [999_499, '999 KB'],
  [999_500, '1 MB'],
  [1_240_000, '1.2 MB'],
  [9_960_000, '10 MB'],
  [3_300_000_000, '3.3 GB'],
  [5_000_000_000_000_000, '5,000 TB'],
])('size of %i bytes', (bytes, text) => {
  expect(british.bytes(bytes)).toBe(text.replace(' ', '\u00a0'))
})

test('figures have the digits and the grouping of the language', () => {
  expect(bengali.number(6200)).toBe('৬,২০০')
  expect(arabic.number(6200)).toBe('٦٬٢٠٠')
  expect(british.percent(0.34)).toBe('34%')
  expect(british.short(200_000)).toBe('200k')
  expect(bengali.duration(9000)).toBe('৯\u00a0সে.')
  expect(arabic.bytes(48_000)).toBe('٤٨\u00a0ك.ب')
  expect(british.list(['a', 'b', 'c'])).toBe('a, b and c')
  expect(arabic.list(['Ollama', 'vLLM'])).toBe('\u2068Ollama\u2069 و\u2068vLLM\u2069')
  expect(british.series(['a', 'b', 'c'])).toBe('a, b, c')
  expect(arabic.series(['الفرنسية', 'الألمانية', 'الصينية'])).toBe('الفرنسية، والألمانية، والصينية')
})
