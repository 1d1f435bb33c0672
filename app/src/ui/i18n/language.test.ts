import { describe, expect, test } from 'vitest'
import { detectLanguage, directionOf, isLanguage, localeOf } from './language.ts'

describe('language', () => {
  test('is the first of the browser’s that we speak', () => {
    expect(detectLanguage(['fr-CA', 'bn-BD', 'en'])).toBe('bn')
    expect(detectLanguage(['AR-eg'])).toBe('ar')
    expect(detectLanguage(['de', 'fr'])).toBe('en')
    expect(detectLanguage([])).toBe('en')
  })

  test('is never the pseudo language by itself', () => {
    expect(detectLanguage(['en-XA'])).toBe('en')
    expect(isLanguage('en-XA')).toBe(true)
    expect(isLanguage('tlh')).toBe(false)
  })

  test('only Arabic runs from right to left', () => {
    expect([directionOf('en'), directionOf('bn'), directionOf('ar'), directionOf('en-XA')]).toEqual([
      'ltr',
      'ltr',
      'rtl',
      'ltr',
    ])
  })

  test('keeps the region of the person for figures and clocks', () => {
    expect(localeOf('en', ['ar-EG', 'en-GB', 'en-US'])).toBe('en-GB')
    expect(localeOf('ar', ['ar-MA'])).toBe('ar-MA')
    expect(localeOf('bn', ['en-US'])).toBe('bn')
  })

  test('writes Arabic of no region with Arabic digits', () => {
    const digits = (preferred: readonly string[]): string =>
      new Intl.NumberFormat(localeOf('ar', preferred)).format(6200)
    expect(digits([])).toBe('٦٬٢٠٠')
    expect(digits(['ar-MA'])).toBe('6.200')
  })
})
