/** Whose bytes a chunk is made of, by its source map: what to look at when the budget is exceeded. */

import { readFileSync } from 'node:fs'
import { readSourceMap } from './source-map.ts'

export interface Share {
  /** A package, or a folder of ours. */
  readonly name: string
  /** Bytes of the chunk as it is sent, before compression. */
  readonly raw: number
}

/** Greatest first, over all of `files`, each with its `.map` beside it. */
export const sharesOf = (files: readonly string[]): readonly Share[] => {
  const rawByName = new Map<string, number>()
  for (const file of files) {
    const { sources, mappings } = readSourceMap(file)
    const lengths = readFileSync(file, 'utf8')
      .split('\n')
      .map(line => line.length)
    for (const [source, length] of lengthsBySource(mappings, lengths)) {
      const name = ownerOf(sources[source] ?? '')
      rawByName.set(name, (rawByName.get(name) ?? 0) + length)
    }
  }
  return [...rawByName].map(([name, raw]) => ({ name, raw })).toSorted((a, b) => b.raw - a.raw)
}

/** Every mapping reaches to the next one of its line; what comes before the first belongs to nobody (-1). */
const lengthsBySource = (mappings: string, lineLengths: readonly number[]): ReadonlyMap<number, number> => {
  const lengths = new Map<number, number>()
  const add = (source: number, length: number): void =>
    void lengths.set(source, (lengths.get(source) ?? 0) + length)
  let source = 0
  for (const [index, line] of mappings.split(';').entries()) {
    let column = 0
    let owner = -1
    for (const segment of line.split(',').filter(text => text !== '')) {
      const [columns = 0, sources] = decodeVlq(segment)
      add(owner, columns)
      column += columns
      source += sources ?? 0
      owner = sources === undefined ? -1 : source
    }
    add(owner, (lineLengths[index] ?? 0) - column)
  }
  return lengths
}

const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/'

/** Base 64 digits of five bits, least first, the sixth saying that more follow; the lowest bit is the sign. */
const decodeVlq = (segment: string): readonly number[] => {
  const numbers: number[] = []
  let value = 0
  let shift = 0
  for (const character of segment) {
    const digit = alphabet.indexOf(character)
    value |= (digit & 31) << shift
    shift += 5
    if ((digit & 32) === 0) {
      numbers.push(value & 1 ? -(value >> 1) : value >> 1)
      value = 0
      shift = 0
    }
  }
  return numbers
}

const ownerOf = (source: string): string =>
  /.*node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(source)?.[1] ??
  /src\/(?:features\/)?[^/]+/.exec(source)?.[0] ??
  'the bundler'
