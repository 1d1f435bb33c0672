import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { toPassages } from './passages.ts'

const words = (count: number, word = 'loom'): string => Array.from({ length: count }, () => word).join(' ')
const textsOf = (text: string): readonly string[] => toPassages(text).map(passage => passage.text)

describe('passages', () => {
  it('are whole where the text is short, and none where there is nothing', () => {
    expect(toPassages('  How does a loom work?\n')).toEqual([{ offset: 2, text: 'How does a loom work?' }])
    expect(toPassages(' \n\n ')).toEqual([])
  })

  it('end between paragraphs, as many together as fit', () => {
    const paragraphs = [words(100), words(100), words(100)]
    expect(textsOf(paragraphs.join('\n\n'))).toEqual([`${paragraphs[0]}\n\n${paragraphs[1]}`, paragraphs[2]])
  })

  it('cut a long paragraph after a sentence, else after a word', () => {
    const sentence = `${words(30)}. `
    for (const piece of textsOf(sentence.repeat(20))) expect(piece).toMatch(/\.$/)
    for (const piece of textsOf(words(600))) expect(piece).toMatch(/^loom\b.*\bloom$/)
  })

  it('hold half as much of scripts that take more tokens', () => {
    const [first = ''] = textsOf('ক'.repeat(3_000))
    expect(first).toHaveLength(600)
  })

  it('keep the beginning of long code, and what comes after it', () => {
    const code = `\`\`\`ts\n${'const pick = 1\n'.repeat(400)}\`\`\``
    const passages = textsOf(`${words(60)}\n\n${code}\n\nAfter.`)
    expect(passages).toHaveLength(3)
    expect(passages[1]).toMatch(/^```ts\nconst pick = 1\n[^]*const pick = 1$/)
    expect(passages[1]?.length).toBeLessThanOrEqual(1_200)
    expect(passages[2]).toBe('After.')
  })

  it('know that a blank line inside code ends nothing, and that code may never end', () => {
    expect(textsOf('~~~\na\n\nb\n~~~\nc')).toEqual(['~~~\na\n\nb\n~~~\nc'])
    expect(textsOf(`\`\`\`\n${'x\n\n'.repeat(2_000)}`)).toHaveLength(1)
  })

  it('split no character where nothing else can be cut', () => {
    for (const passage of textsOf(`x${'😀'.repeat(2_000)}`)) expect(passage.isWellFormed()).toBe(true)
  })

  it('are at most a hundred for one message', () => {
    expect(toPassages(words(100_000))).toHaveLength(100)
  })
})

const paragraph = fc
  .array(fc.constantFrom('loom', 'weft.', 'গ্রাম', '織機。', 'x'.repeat(300), '👩‍🌾', '“Warp!” ', '\n'), {
    maxLength: 80,
  })
  .map(pieces => pieces.join(' '))
const block = fc.oneof(
  paragraph,
  paragraph.map(text => `\`\`\`\n${text}\n\`\`\``),
  fc.constantFrom('', ' ', '```', '---', '- a\n- b'),
)
const message = fc.array(block, { maxLength: 12 }).map(blocks => blocks.join('\n\n'))

describe('whatever the text', () => {
  it('passages stand where they say, in order, within their bound, and split no character', () => {
    fc.assert(
      fc.property(message, text => {
        let end = 0
        for (const passage of toPassages(text)) {
          expect(passage.offset).toBeGreaterThanOrEqual(end)
          end = passage.offset + passage.text.length
          expect(text.slice(passage.offset, end)).toBe(passage.text)
          expect(passage.text.trim()).not.toBe('')
          expect(passage.text.length).toBeLessThanOrEqual(1_200)
          expect(passage.text.isWellFormed()).toBe(true)
        }
      }),
    )
  })

  it('nothing visible is lost but the tails of long code', () => {
    fc.assert(
      fc.property(message, text => {
        const passages = toPassages(text)
        let at = 0
        for (const { offset, text: kept } of [...passages, { offset: text.length, text: '' }]) {
          const between = text.slice(at, offset)
          const previous = text.slice(0, at)
          const isInCode = (previous.match(/^ {0,3}```/gm) ?? []).length % 2 === 1
          if (!isInCode) expect(between.trim()).toBe('')
          at = offset + kept.length
        }
      }),
    )
  })
})
