import { deflateRawSync, deflateSync, gzipSync } from 'node:zlib'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { createPlaintextSearch } from './plaintext-search.ts'

const seed = 20_261
const needle = 'Zaunkönig unter dem Dach?'
const { find } = createPlaintextSearch([needle])

const utf8 = Buffer.from(needle)
const utf16 = Buffer.from(needle, 'utf16le')
const percent = (bytes: Buffer): string => bytes.toString('hex').replaceAll(/../g, '%$&')

/** Long, so that it is worth deflating, and not one of the forms that are found as they stand. */
const deflated = deflateRawSync(Buffer.from(JSON.stringify({ text: `${needle} `.repeat(20) })))
const record = Buffer.concat([Buffer.from([2, 0, 1, 0, 1, 0, 0, 2, 0]), deflated])

const planted: readonly (readonly [form: string, bytes: Buffer])[] = [
  ['utf8', utf8],
  ['utf16le', utf16],
  ['utf16be', Buffer.from(utf16).swap16()],
  ['hex of utf8', Buffer.from(utf8.toString('hex'))],
  ['HEX of utf16le', Buffer.from(utf16.toString('hex').toUpperCase())],
  ['percent of utf8', Buffer.from(percent(utf8))],
  ['PERCENT of utf8', Buffer.from(percent(utf8).toUpperCase())],
  ['percent-encoded', Buffer.from(encodeURIComponent(needle))],
  ['json in ascii', Buffer.from('Zaunk\\u00f6nig unter dem Dach?')],
  ['gzip > utf8', gzipSync(utf8)],
  ['zlib > utf8', deflateSync(utf8)],
  ['zlib > utf16le', deflateSync(utf16, { level: 1 })],
  ['record > utf8', record],
  ['base64 > record > utf8', Buffer.from(`"${record.toString('base64url')}"`)],
  ['hex > gzip > utf8', Buffer.from(`"${gzipSync(utf8).toString('hex')}"`)],
  ['gzip > base64 > zlib > utf8', gzipSync(`"${deflateSync(utf8).toString('base64')}"`)],
]

describe('the search finds a text', () => {
  test.each(planted)('as %s, wherever it stands', (form, bytes) => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 64 }), fc.uint8Array({ maxLength: 64 }), (before, after) => {
        // Outside of the characters of a run, so that what is decoded begins where it was planted.
        const found = find(Buffer.concat([before, Buffer.from('"'), bytes, Buffer.from('"'), after]))
        expect(found).toContainEqual({ needle, form })
      }),
      { seed, numRuns: 30 },
    )
  })

  test.each(['base64', 'base64url'] as const)('as %s, with anything before and after it', form => {
    fc.assert(
      fc.property(
        fc.uint8Array({ maxLength: 8 }),
        fc.uint8Array({ maxLength: 8 }),
        fc.constantFrom(utf8, utf16),
        (before, after, text) => {
          const bytes = Buffer.from(`:${Buffer.concat([before, text, after]).toString(form)}:`)
          expect(find(bytes).map(each => each.form.split(' ')[0])).toContain(form)
        },
      ),
      { seed, numRuns: 60 },
    )
  })

  test('in a stream of gzip that was cut', () => {
    const long = gzipSync([needle, ...fc.sample(fc.string(), { seed, numRuns: 200 })].join('\n'))
    expect(find(long.subarray(0, long.length - 20))).toContainEqual({ needle, form: 'gzip > utf8' })
  })
})

test('the search finds nothing where nothing is', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 4_096 }), bytes => {
      expect(find(bytes)).toEqual([])
    }),
    { seed, numRuns: 50 },
  )
})
