import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { filtersIn, hasFilters, withFilters, withoutFilters } from './query-filters.ts'
import { parseQuery, type SearchFilter } from './query-language.ts'
import { wordsToMark } from './words-to-mark.ts'

const newest: SearchFilter = { type: 'after', day: '2026-11-01' }

describe('filters of a query', () => {
  test('are read from the text, but not those that leave something out', () => {
    expect(filtersIn('folder:"Transit study" margin -role:user role:assistant', 'folder', 'role')).toEqual([
      { type: 'folder', name: 'Transit study' },
      { type: 'role', role: 'assistant' },
    ])
  })

  test('take the place of what they replace, before the words, and the last word stays open', () => {
    expect(withFilters('before:2024 margin of err', ['before', 'after', 'on'], [newest])).toBe(
      'after:2026-11-01 margin of err',
    )
    expect(withFilters('after:2026-11-01 margin', ['before', 'after', 'on'], [])).toBe('margin')
  })

  test('can all be taken away', () => {
    expect(withoutFilters('role:user has:code "margin of error" -draft folder:')).toBe(
      // The blank says that the last word is whole, as it was before a filter.
      '"margin of error" -draft ',
    )
    expect([hasFilters('margin'), hasFilters('margin has:file')]).toEqual([false, true])
  })

  test('changing one leaves every word, phrase and other filter as it was', () => {
    const piece = fc.constantFrom(
      'margin',
      '"two words"',
      '-not',
      'role:user',
      'has:code',
      'after:2024',
      'x:y',
    )
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 6 }), pieces => {
        const text = pieces.join(' ')
        const changed = withFilters(text, ['after'], [newest])
        const others = (query: string) =>
          parseQuery(query).filter(part => part.type !== 'filter' || part.filter.type !== 'after')
        expect(others(changed)).toEqual(others(text))
        expect(filtersIn(changed, 'after')).toEqual([newest])
      }),
    )
  })
})

test('what is to be marked are the words that are wanted, the last one from its beginning', () => {
  expect(wordsToMark('role:user "margin of error" -draft survey bu')).toEqual([
    { text: 'margin of error', isBeginning: false },
    { text: 'survey', isBeginning: false },
    { text: 'bu', isBeginning: true },
  ])
  expect(wordsToMark('bus ')).toEqual([{ text: 'bus', isBeginning: false }])
})
