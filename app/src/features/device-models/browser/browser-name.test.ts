import { expect, it } from 'vitest'
import { browserNameOf } from './browser-name.ts'

const named = (...brands: readonly string[]): string =>
  browserNameOf({ userAgent: '', userAgentData: { brands: brands.map(brand => ({ brand })) } })

it('is the brand that people know, wherever it stands', () => {
  expect(named('Not)A;Brand', 'Chromium', 'Google Chrome')).toBe('Google Chrome')
  expect(named('Microsoft Edge', 'Not:A-Brand', 'Chromium')).toBe('Microsoft Edge')
})

it('is nothing where there is no brand or no list', () => {
  expect(named('Chromium', 'Not/A)Brand')).toBe('')
  expect(browserNameOf({ userAgent: '' })).toBe('')
})
