import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { parseQuery, printQuery } from './query-language.ts'

const word = (text: string, isNot = false, isOpen = false) => ({ type: 'word', text, isNot, isOpen })
const filterOf = (text: string) => parseQuery(text).map(part => part.type === 'filter' && part.filter)

describe('words and phrases', () => {
  it('has the last word open only while nothing stands after it', () => {
    expect(parseQuery('blue loom')).toEqual([word('blue'), word('loom', false, true)])
    expect(parseQuery('blue loom ')).toEqual([word('blue'), word('loom')])
  })

  it('reads phrases, what is not wanted, and a quote that is left open', () => {
    expect(parseQuery('"blue loom" -red -"old yarn')).toEqual([
      { type: 'phrase', text: 'blue loom', isNot: false },
      word('red', true),
      { type: 'phrase', text: 'old yarn', isNot: true },
    ])
    expect(parseQuery('“blue loom”')).toEqual([{ type: 'phrase', text: 'blue loom', isNot: false }])
  })

  it('takes what is no filter for text', () => {
    expect(parseQuery('http://a.b role:king before:2024-02-31 ')).toEqual([
      word('http://a.b'),
      word('role:king'),
      word('before:2024-02-31'),
    ])
  })
})

describe('filters', () => {
  it('reads each of them', () => {
    expect(
      filterOf(
        'folder:work folder:"two words" model:gpt role:assistant from:me before:2024-05-01 after:2024 on:2024-05 has:code has:file in:title',
      ),
    ).toEqual([
      { type: 'folder', name: 'work' },
      { type: 'folder', name: 'two words' },
      { type: 'model', name: 'gpt' },
      { type: 'role', role: 'assistant' },
      { type: 'role', role: 'user' },
      { type: 'before', day: '2024-05-01' },
      { type: 'after', day: '2024' },
      { type: 'on', day: '2024-05' },
      { type: 'has', what: 'code' },
      { type: 'has', what: 'file' },
      { type: 'in', where: 'title' },
    ])
  })

  it('knows one whose value is still being typed', () => {
    expect(parseQuery('loom folder:')).toEqual([
      word('loom'),
      { type: 'unfinished', name: 'folder', isNot: false },
    ])
  })
})

it('reads whatever is written, and what it writes again the same way', () => {
  const piece = fc.oneof(
    fc.string({ unit: 'grapheme', maxLength: 6 }),
    fc.constantFrom('"', '-', ' ', ':', 'folder:', 'role:user', 'on:2024', 'has:code', '-"', 'in:title', '“'),
  )
  fc.assert(
    fc.property(
      fc.array(piece, { maxLength: 12 }).map(all => all.join('')),
      text => {
        const query = parseQuery(text)
        expect(parseQuery(printQuery(query))).toEqual(query)
      },
    ),
    { numRuns: 2_000 },
  )
})
