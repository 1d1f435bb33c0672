import { describe, expect, test } from 'vitest'
import { foldText } from './fold-text.ts'
import { searchTitles, toSearchable } from './title-search.ts'

/** Searches `titles`, of which the first is the newest, and shows hits with their marks in brackets. */
const search = (query: string, ...titles: readonly string[]): readonly string[] =>
  searchTitles(
    titles.map((title, index) => toSearchable(index, title, -index)),
    query,
    10,
  ).map(({ title, marks }) =>
    marks.reduceRight(
      (text, { start, end }) => `${text.slice(0, start)}[${text.slice(start, end)}]${text.slice(end)}`,
      title,
    ),
  )

describe('folding', () => {
  test.each([
    ['Crème BRÛLÉE', 'creme brulee'],
    ['Straße', 'strasse'],
    ['ΟΔΟΣ οδός', 'οδοσ οδοσ'],
    ['İstanbul ve ışık', 'istanbul ve isik'],
    ['Łódź, Øresund', 'lodz, oresund'],
    ['ﬁle ①', 'file 1'],
    ['رِسَالَةٌ إلى أحمد', 'رساله الي احمد'],
    ['سـلام', 'سلام'],
    ['२०२६ ২০২৬ ٢٠٢٦', '2026 2026 2026'],
    ['can’t', "can't"],
  ])('%s', (original, folded) => {
    expect(foldText(original).text).toBe(folded)
  })

  test('keeps the vowel signs of Bengali, and writes its composed and decomposed forms alike', () => {
    expect(foldText('নদী').text).not.toBe(foldText('নদ').text)
    expect(foldText('ক\u09cb').text).toBe(foldText('ক\u09c7\u09be').text)
    expect(foldText('\u09dc').text).toBe(foldText('\u09a1\u09bc').text)
  })

  test('knows where every unit came from', () => {
    expect(foldText('aßb').from).toEqual([0, 1, 1, 2])
    expect(foldText('e\u0301x').from).toEqual([0, 2])
    expect(foldText('𝐀b').from).toEqual([0, 2])
  })
})

describe('search', () => {
  test('finds without case and accents, and marks what was found in the original', () => {
    expect(search('creme', 'Une Crème brûlée')).toEqual(['Une [Crème] brûlée'])
    expect(search('CREME BRU', 'Une Crème brûlée')).toEqual(['Une [Crème] [brû]lée'])
  })

  test('marks accents that stand behind their letter', () => {
    expect(search('cafe', 'cafe\u0301 noir')).toEqual(['[cafe\u0301] noir'])
    expect(search('strass', 'Straße')).toEqual(['[Straß]e'])
  })

  test('finds Bengali and Arabic, from the first letters on', () => {
    expect(search('রবীন্দ্র', 'রবীন্দ্রনাথের একটি চিঠির অনুবাদ')).toEqual(['[রবীন্দ্র]নাথের একটি চিঠির অনুবাদ'])
    expect(search('الايجار', 'ترجمة عقد الإيجار')).toEqual(['ترجمة عقد [الإيجار]'])
    expect(search('رسالة', 'رِسَالَةٌ قصيرة')).toEqual(['[رِسَالَةٌ] قصيرة'])
  })

  test('wants every word, in any order', () => {
    expect(search('survey bus', 'Sample size for the bus survey', 'Bus timetable')).toEqual([
      'Sample size for the [bus] [survey]',
    ])
  })

  test('puts the beginning of the title first, then of a word, then the inside; newest first among equals', () => {
    expect(search('art', 'A new chart', 'Smart art', 'Art of bread', 'Art of war')).toEqual([
      '[Art] of bread',
      '[Art] of war',
      'Smart [art]',
      'A new ch[art]',
    ])
  })

  test('marks of overlapping words become one', () => {
    expect(search('sur surv', 'Bus survey')).toEqual(['Bus [surv]ey'])
  })

  test('an empty query and blanks find nothing, signs of a pattern are only signs', () => {
    expect(search('  ', 'Anything')).toEqual([])
    expect(search('.*', 'Anything', 'Regex: .* and more')).toEqual(['Regex: [.*] and more'])
  })
})
