import { readFileSync } from 'node:fs'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { createLineDecoder } from './line-decoder.ts'
import { createPullReader, type PullEnding, type PullProgress } from './pull-reader.ts'

const recorded = readFileSync(new URL('__fixtures__/ollama-pull.txt', import.meta.url), 'utf8')

interface Told {
  readonly progress: readonly PullProgress[]
  readonly ending: PullEnding | undefined
}

/** What is told after every line. */
const tell = (pieces: readonly Uint8Array[]): Told => {
  const [decoder, reader] = [createLineDecoder(), createPullReader()]
  const progress: PullProgress[] = []
  let ending: PullEnding | undefined
  for (const item of [...pieces.flatMap(piece => decoder.feed(piece)), ...decoder.end()]) {
    if (item.type === 'line') ending ??= reader.read(item.text)
    progress.push(reader.progress())
  }
  return { progress, ending }
}

const tellText = (text: string): Told => tell([new TextEncoder().encode(text)])
const tellLines = (...lines: readonly object[]): Told =>
  tellText(lines.map(each => JSON.stringify(each)).join('\n'))

it('sums up the layers, and tells what came from what was there', () => {
  const { progress, ending } = tellText(recorded)
  expect(ending).toEqual({ type: 'done' })
  expect(progress[0]).toEqual({ status: 'pulling manifest', total: 0, completed: 0, arrived: 0 })
  expect(progress[3]).toMatchObject({ total: 2_019_377_376, completed: 1_400_000_000 })
  // The second layer lay there already.
  expect(progress.at(-1)).toEqual({
    status: 'success',
    total: 2_019_378_805,
    completed: 2_019_378_805,
    arrived: 2_019_377_376,
  })
})

it('tells the same however the bytes are cut', () => {
  const bytes = new TextEncoder().encode(recorded)
  const whole = tell([bytes])
  fc.assert(
    fc.property(fc.array(fc.nat(bytes.length)), cuts => {
      const places = [0, ...cuts.toSorted((a, b) => a - b), bytes.length]
      const pieces = places.slice(1).map((end, index) => bytes.subarray(places[index], end))
      expect(tell(pieces)).toEqual(whole)
    }),
  )
})

it('a pull that goes on where an earlier one ended has arrived nothing yet', () => {
  const { progress } = tellLines(
    { status: 'pulling a', digest: 'a', total: 100, completed: 40 },
    { status: 'pulling a', digest: 'a', total: 100, completed: 60 },
  )
  expect(progress).toEqual([
    { status: 'pulling a', total: 100, completed: 40, arrived: 0 },
    { status: 'pulling a', total: 100, completed: 60, arrived: 20 },
  ])
})

describe('what no server should say', () => {
  it.each<[string, string]>([
    ['negative', '{"status":"p","digest":"a","total":-1,"completed":-5}'],
    ['text for numbers', '{"status":"p","digest":"a","total":"1","completed":"2"}'],
    ['not a number', '{"status":"p","digest":"a","total":NaN,"completed":Infinity}'],
    ['no digest', '{"status":"p","total":10,"completed":5}'],
    ['no JSON', 'nonsense'],
    ['half of it', '{"status":"p","digest":"a","tot'],
    ['another value', '[1,2]'],
    ['null', 'null'],
  ])('%s counts nothing and ends nothing', (_, text) => {
    const { progress, ending } = tellText(text)
    expect(ending).toBeUndefined()
    expect(progress.at(-1)).toMatchObject({ total: 0, completed: 0, arrived: 0 })
  })

  it('more than all is all, and less than before is no harm', () => {
    const { progress } = tellLines(
      { status: 'p', digest: 'a', total: 10, completed: 50 },
      { status: 'p', digest: 'a', total: 10, completed: 2 },
    )
    expect(progress.map(({ completed, arrived }) => [completed, arrived])).toEqual([
      [10, 0],
      [2, 0],
    ])
  })

  it('ever new layers are counted up to a bound, and a status of any length is cut', () => {
    const lines = Array.from({ length: 3_000 }, (_, index) => ({
      status: 'x'.repeat(1_000),
      digest: `d${index}`,
      total: 1,
    }))
    const { progress } = tellLines(...lines)
    expect(progress.at(-1)?.total).toBe(1_000)
    expect(progress.at(-1)?.status).toHaveLength(200)
  })
})

it.each([
  { error: 'pull model manifest: file does not exist' },
  { error: { message: 'pull model manifest: file does not exist' } },
])('an error ends it, in the words of the server', line => {
  expect(tellLines({ status: 'pulling manifest' }, line).ending).toEqual({
    type: 'error',
    error: { type: 'request-refused', detail: 'pull model manifest: file does not exist' },
  })
})
