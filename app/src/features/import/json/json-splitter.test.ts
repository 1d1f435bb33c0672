import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { type ChooseJson, createJsonSplitter, type JsonBounds, type JsonPiece } from './json-splitter.ts'

const encoder = new TextEncoder()

const takeElements: ChooseJson = path => (path.length === 0 ? 'enter' : 'take')

const split = (
  bytes: Uint8Array,
  cuts: readonly number[] = [],
  choose: ChooseJson = takeElements,
  bounds?: JsonBounds,
): readonly JsonPiece[] => {
  const splitter = createJsonSplitter(choose, bounds)
  const pieces: JsonPiece[] = []
  const places = [0, ...cuts.filter(cut => cut < bytes.length).toSorted((a, b) => a - b), bytes.length]
  for (const [index, start] of places.entries())
    pieces.push(...splitter.push(bytes.subarray(start, places[index + 1])))
  return [...pieces, ...splitter.end()]
}

const splitText = (text: string, choose?: ChooseJson, bounds?: JsonBounds): readonly JsonPiece[] =>
  split(encoder.encode(text), [], choose, bounds)

const values = (pieces: readonly JsonPiece[]): readonly unknown[] =>
  pieces.flatMap(piece => (piece.type === 'value' ? [piece.value] : []))

const problems = (pieces: readonly JsonPiece[]): readonly string[] =>
  pieces.flatMap(piece => (piece.type === 'problem' ? [piece.problem] : []))

/** Strings full of what could confuse a scan: quotes, backslashes, brackets, characters of two to four bytes. */
const trickyText = fc.string({
  unit: fc.constantFrom(
    '"',
    '\\',
    '\\\\"',
    '{',
    '}',
    '[',
    ']',
    ',',
    ':',
    'a',
    ' ',
    '\n',
    'é',
    '語',
    '😀',
    '\u0000',
  ),
  maxLength: 24,
})
const trickyJson = fc.letrec<{ value: unknown }>(tie => ({
  value: fc.oneof(
    { depthSize: 'small' },
    trickyText,
    fc.double({ noDefaultInfinity: true, noNaN: true }),
    fc.boolean(),
    fc.constant(null),
    fc.array(tie('value'), { maxLength: 4 }),
    fc.dictionary(fc.oneof(trickyText, fc.constantFrom('__proto__', 'constructor')), tie('value'), {
      maxKeys: 4,
    }),
  ),
})).value

const cutsArbitrary = fc.array(fc.nat({ max: 400 }), { maxLength: 40 })

/** Properties and archives on two cores that others share: what comes, comes within this. */
const patient = { timeout: 60_000 }

describe('the splitter gives what JSON.parse gives', patient, () => {
  test('for any array, wherever the chunks are cut, written in any way', () => {
    fc.assert(
      fc.property(
        fc.array(trickyJson, { maxLength: 6 }),
        cutsArbitrary,
        fc.constantFrom(0, 2, '\t'),
        (list, cuts, indent) => {
          const text = JSON.stringify(list, null, indent)
          const pieces = split(encoder.encode(text), cuts)
          expect(problems(pieces)).toEqual([])
          expect(values(pieces)).toEqual(JSON.parse(text))
        },
      ),
      { numRuns: 400 },
    )
  })

  test('for any object, member by member', () => {
    fc.assert(
      fc.property(fc.dictionary(trickyText, trickyJson, { maxKeys: 6 }), cutsArbitrary, (object, cuts) => {
        const text = JSON.stringify(object)
        const pieces = split(encoder.encode(text), cuts)
        const members = pieces.flatMap(piece =>
          piece.type === 'value' ? [[piece.path[0], piece.value] as const] : [],
        )
        expect(problems(pieces)).toEqual([])
        expect(Object.fromEntries(members)).toEqual(JSON.parse(text))
      }),
      { numRuns: 300 },
    )
  })

  test('byte by byte, through escapes at every boundary', () => {
    const list = ['\\', '\\"', 'a\\\\', '"]', { '\\"': ['{"}'] }, 'é語😀', -1.5e-7]
    const bytes = encoder.encode(JSON.stringify(list))
    expect(values(split(bytes, Array.from(bytes.keys())))).toEqual(list)
  })

  test('at a depth, and nothing of what was passed over', () => {
    const text = '{"a":{"list":[1,[2],{"x":"]"}]},"skip":{"big":["[",{}]},"n":7}'
    const choose: ChooseJson = path => {
      if (path[0] === 'skip') return 'pass'
      return path.length < 2 || (path.length === 2 && path[1] === 'list') ? 'enter' : 'take'
    }
    const pieces = splitText(text, choose)
    expect(values(pieces)).toEqual([1, [2], { x: ']' }, 7])
    expect(pieces.filter(piece => piece.type === 'passed').map(piece => piece.path)).toEqual([['skip']])
    expect(pieces.filter(piece => piece.type === 'value').map(piece => piece.path)).toEqual([
      ['a', 'list', 0],
      ['a', 'list', 1],
      ['a', 'list', 2],
      ['n'],
    ])
  })
})

describe('what is no good is named, and what is good beside it is given', patient, () => {
  test.each([
    ['a text that ends in an element', '[1,2,{"a":', [1, 2], ['cut']],
    ['a text that ends between elements', '[1,2', [1], ['cut']],
    ['an empty text', '', [], ['cut']],
    ['a string without an end', '[1,"abc', [1], ['cut']],
    ['an element that is no JSON', '[1,{"a":NaN},3]', [1, 3], ['malformed']],
    ['a bare word', '[1,word,3]', [1, 3], ['malformed']],
    ['two commas', '[1,,2]', [1], ['broken']],
    ['no comma', '[1 2]', [1], ['broken']],
    ['the wrong bracket', '[1}', [1], ['broken']],
    ['a comma before the end', '[1,]', [1], ['broken']],
    ['something after the end', '[1] [2]', [1], ['broken']],
    ['a key without a value', '{"a"}', [], ['broken']],
    ['a key that is no string', '{a:1}', [], ['broken']],
    ['a page', '<html>', [], ['malformed']],
  ] as const)('%s', (_name, text, good, bad) => {
    const pieces = splitText(text)
    expect(values(pieces)).toEqual(good)
    expect(problems(pieces).slice(0, 1)).toEqual(bad)
  })

  test('any JSON, cut anywhere: the elements before the cut, and a word about it', () => {
    fc.assert(
      fc.property(
        fc.array(trickyJson, { minLength: 1, maxLength: 5 }),
        fc.nat(),
        cutsArbitrary,
        (list, end, cuts) => {
          const bytes = encoder.encode(JSON.stringify(list))
          const length = end % bytes.length
          const pieces = split(bytes.subarray(0, length), cuts)
          const given = values(pieces)
          expect(given).toEqual(JSON.parse(JSON.stringify(list.slice(0, given.length))))
          expect(problems(pieces)).toEqual(['cut'])
        },
      ),
      { numRuns: 300 },
    )
  })

  test('any bytes at all never throw', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), cutsArbitrary, (bytes, cuts) => {
        split(bytes, cuts)
        split(new Uint8Array([0x5b, ...bytes]), cuts)
      }),
      { numRuns: 500 },
    )
  })

  test('a value larger than it may be is read over, and not kept', () => {
    const text = JSON.stringify(['small', 'x'.repeat(200), { deep: 'y'.repeat(200) }, 'end'])
    const pieces = splitText(text, takeElements, { bytes: 100, depth: 10 })
    expect(values(pieces)).toEqual(['small', 'end'])
    expect(problems(pieces)).toEqual(['too-large', 'too-large'])
  })

  test('a tower of brackets is read over, and what follows it is given', () => {
    const tower = '['.repeat(100_000) + ']'.repeat(100_000)
    const pieces = splitText(`[1,${tower},2]`)
    expect(values(pieces)).toEqual([1, 2])
    expect(problems(pieces)).toEqual(['too-deep'])
  })

  test('keys of prototypes are keys like others', () => {
    const [value] = values(splitText('[{"__proto__":{"polluted":true},"constructor":1}]'))
    expect(Object.keys(Object(value))).toEqual(['__proto__', 'constructor'])
    expect('polluted' in {}).toBe(false)
  })

  test('a mark of the byte order before the text is nothing', () => {
    const bytes = new Uint8Array([0xef, 0xbb, 0xbf, ...encoder.encode('[1]')])
    expect(values(split(bytes, [1, 2]))).toEqual([1])
  })
})
