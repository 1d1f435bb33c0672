import { createRequire } from 'node:module'
import { describe, expect, test } from 'vitest'
import { decodeHTMLStrict } from './named-entities.ts'

/** The library that markdown-it itself would use. */
const library: { readonly decodeHTMLStrict: (text: string) => string } = createRequire(
  createRequire(import.meta.url).resolve('markdown-it'),
)('entities')

const names =
  'lang rang amp lt gt quot apos nbsp copy reg trade hellip mdash ndash lsquo rsquo ldquo rdquo bull middot deg plusmn frac12 times divide euro pound alpha Omega pi rarr harr forall sum radic infin asymp ne le ge eacute Ccedil ntilde szlig yuml spades hearts zwnj rlm'

describe('character references', () => {
  test.each(names.split(' '))('&%s; is what the library makes of it', name => {
    expect(decodeHTMLStrict(`a&${name};b`)).toBe(library.decodeHTMLStrict(`a&${name};b`))
    expect(decodeHTMLStrict(`&${name};`)).not.toBe(`&${name};`)
  })

  test('numbers are what the library makes of them', () => {
    for (const number of [
      '65',
      'x41',
      'X2014',
      '0',
      '128',
      '150',
      '159',
      '129',
      'xD800',
      '1114112',
      'x1F9F5',
      '9999999999',
    ]) {
      expect(decodeHTMLStrict(`&#${number};`)).toBe(library.decodeHTMLStrict(`&#${number};`))
    }
  })

  test('what is none stays as it was written', () => {
    for (const text of ['&', '&;', '&nosuchname;', '&amp', '&#;', '&#x;', 'AT&T; no', 'a & b; c']) {
      expect(decodeHTMLStrict(text)).toBe(text)
    }
  })
})
