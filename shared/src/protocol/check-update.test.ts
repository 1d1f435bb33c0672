/** Yjs is the oracle: what it writes is accepted and says the same; what is accepted, it decodes. */

import { encode, writeUint8Array, writeVarUint } from 'lib0/encoding'
import { describe, expect, it } from 'vitest'
import * as Y from 'yjs'
import { testRandom } from '../testing/env.ts'
import { checkUpdate, type UpdateFacts } from './check-update.ts'
import { maxClientsPerUpdate, maxKeyBytes, maxNesting, maxRootTypes, maxStructsPerFrame } from './limits.ts'
import { forgeUpdate } from './testing/forged-updates.ts'
import { mutateBytes } from './testing/mutate-bytes.ts'
import { randomUpdates } from './testing/random-updates.ts'

const seeds = Number(process.env['PROTOCOL_SEEDS'] ?? 16)

const docFrom = (update: Uint8Array): Y.Doc => {
  const doc = new Y.Doc()
  Y.applyUpdate(doc, update)
  return doc
}

/** Larger sizes take as long as they take. */
const timeout = 10_000 + seeds * 2_000

/** The same facts, taken from Yjs' own decoder. */
const factsByYjs = (update: Uint8Array): Omit<UpdateFacts, 'flat'> => {
  const { structs, ds } = Y.decodeUpdate(update)
  const clients = new Map<number, { structs: number; ranges: { from: number; to: number }[] }>()
  const rootNames = new Set<string>()
  for (const struct of structs) {
    const { client, clock } = struct.id
    const facts = clients.get(client) ?? { structs: 0, ranges: [] }
    clients.set(client, facts)
    facts.structs += 1
    const last = facts.ranges.at(-1)
    if (!(struct instanceof Y.Skip)) {
      if (last?.to === clock) last.to = clock + struct.length
      else facts.ranges.push({ from: clock, to: clock + struct.length })
    }
    if (struct instanceof Y.Item && typeof struct.parent === 'string') rootNames.add(struct.parent)
  }
  return {
    byteLength: update.length,
    clients: [...clients].map(([client, facts]) => ({ client, ...facts })),
    deletes: [...ds.clients].map(([client, items]) => ({
      client,
      ranges: items.map(({ clock, len }) => ({ from: clock, to: clock + len })),
    })),
    rootNames: [...rootNames],
  }
}

describe('what Yjs writes', () => {
  it.each(['anything', 'flat'] as const)(
    'U1 U8: is accepted and says what Yjs says (%s)',
    { timeout },
    kind => {
      let checked = 0
      for (let seed = 1; seed <= seeds; seed += 1) {
        for (const update of randomUpdates(testRandom(seed), kind).updates) {
          const facts = checkUpdate(update)
          expect(facts, `seed ${seed}`).toMatchObject({ ok: true, value: factsByYjs(update) })
          if (kind === 'flat') expect(facts, `seed ${seed}`).toMatchObject({ value: { flat: true } })
          checked += 1
        }
      }
      expect(checked).toBeGreaterThan(seeds * 30)
    },
  )
})

describe('what is not what Yjs writes', () => {
  const small = (): Uint8Array => {
    const doc = new Y.Doc()
    doc.clientID = 5
    doc.getMap('m').set('a', Uint8Array.of(1, 2))
    return Y.encodeStateAsUpdate(doc)
  }
  const problemOf = (...parts: readonly (number | Uint8Array)[]): string | null => {
    const checked = checkUpdate(
      encode(encoder => {
        for (const part of parts) {
          if (typeof part === 'number') writeVarUint(encoder, part)
          else writeUint8Array(encoder, part)
        }
      }),
    )
    return checked.ok ? null : checked.error.problem
  }
  /** Client 5 from clock 0: a struct's bytes, and no deletions. */
  const struct = (...bytes: readonly number[]): string | null =>
    problemOf(1, 1, 5, 0, Uint8Array.from(bytes), 0)
  const nest = (depth: number): readonly number[] => Array.from({ length: depth }, () => [117, 1]).flat()

  it.each([
    ['U1 nothing at all', () => problemOf(), 'bytes-missing'],
    ['U1 bytes that follow', () => problemOf(small(), 0), 'bytes-left'],
    ['U2 a number in a longer form', () => problemOf(Uint8Array.of(0x80, 0), 0), 'number-malformed'],
    [
      'U2 a number above 2^53',
      () => problemOf(Uint8Array.of(255, 255, 255, 255, 255, 255, 255, 255), 0),
      'number-malformed',
    ],
    ['U3 a bomb of sections', () => problemOf(2 ** 31), 'too-many-clients'],
    ['U3 more sections than bytes', () => problemOf(1_000), 'bytes-missing'],
    ['U3 a bomb of structs', () => problemOf(1, 10_000_000, 5, 0), 'too-many-structs'],
    ['U3 more structs than bytes', () => problemOf(1, 100_000, 5, 0), 'bytes-missing'],
    ['U3 a bomb of deletes', () => problemOf(0, 1, 5, 2 ** 40), 'bytes-missing'],
    ['U3 a bomb of values', () => struct(0x28, 1, 1, 109, 1, 97, 0xff, 0xff, 0xff, 0x7f), 'bytes-missing'],
    ['U4 one client twice', () => problemOf(2, 1, 5, 0, 0, 1, 1, 5, 1, 0, 1, 0), 'sections-unordered'],
    ['U4 a section without structs', () => problemOf(1, 0, 5, 0, 0, 0), 'section-empty'],
    ['U4 deleted ranges that touch', () => problemOf(0, 1, 5, 2, 0, 2, 2, 1), 'ranges-unordered'],
    ['U5 a struct of no clocks', () => problemOf(1, 1, 5, 0, 0, 0, 0), 'struct-empty'],
    ['U5 an empty text', () => struct(4, 1, 1, 109, 0), 'struct-empty'],
    ['U5 clocks above 2^53', () => problemOf(1, 1, 5, 2 ** 53 - 2, 0, 2, 0), 'clock-overflow'],
    ['U6 a reference to itself', () => struct(0x83, 5, 0, 1, 0), 'reference-ahead'],
    ['U6 a parent of its own that comes later', () => struct(3, 0, 5, 3, 1, 0), 'reference-ahead'],
    ['U7 a kind there is not', () => struct(11, 1, 1, 109, 0), 'kind-unknown'],
    ['U7 a type there is not', () => struct(7, 1, 1, 109, 7), 'kind-unknown'],
    ['U7 a text that is not UTF-8', () => struct(4, 1, 1, 109, 2, 0xc0, 0x80), 'text-malformed'],
    ['U7 JSON that is none', () => struct(5, 1, 1, 109, 1, 0x7b), 'json-malformed'],
    ['U7 a sub-document without options', () => struct(9, 1, 1, 109, 1, 103, 126), 'value-unknown'],
    [
      'U7 a value that nests beyond the stack',
      () => struct(8, 1, 1, 109, 1, ...nest(maxNesting + 1), 126),
      'value-too-deep',
    ],
    [
      'U7 JSON that nests beyond the stack',
      () => struct(5, 1, 1, 109, 130, 1, ...Array.from({ length: 130 }, () => 0x5b)),
      'value-too-deep',
    ],
  ])('%s', (_, problem, expected) => {
    expect(problem()).toBe(expected)
  })

  it('U3: too many clients or roots, which make Yjs quadratic', () => {
    const sections = (count: number): Uint8Array =>
      encode(encoder => {
        writeVarUint(encoder, count)
        for (let client = count; client > 0; client -= 1)
          for (const number of [1, client, 0, 0, 1]) writeVarUint(encoder, number)
        writeVarUint(encoder, 0)
      })
    expect(checkUpdate(sections(maxClientsPerUpdate)).ok).toBe(true)
    expect(checkUpdate(sections(maxClientsPerUpdate + 1))).toMatchObject({
      error: { problem: 'too-many-clients' },
    })
    const doc = new Y.Doc()
    for (let root = 0; root <= maxRootTypes; root += 1) doc.getMap(`root${root}`).set('a', 1)
    expect(checkUpdate(Y.encodeStateAsUpdate(doc))).toMatchObject({ error: { problem: 'too-many-roots' } })
  })

  it('U3: too many structs for a frame, of which Yjs may walk each for each', () => {
    const sameKey = (count: number): Uint8Array =>
      encode(encoder => {
        for (const number of [1, count, 5, 0]) writeVarUint(encoder, number)
        for (let each = 0; each < count; each += 1) {
          writeUint8Array(encoder, Uint8Array.of(0x23, 1, 1, 109, 1, 107, 1, each))
        }
        writeVarUint(encoder, 0)
      })
    expect(checkUpdate(sameKey(maxStructsPerFrame), maxStructsPerFrame).ok).toBe(true)
    expect(checkUpdate(sameKey(maxStructsPerFrame + 1), maxStructsPerFrame)).toMatchObject({
      error: { problem: 'too-many-structs' },
    })
    expect(checkUpdate(sameKey(maxStructsPerFrame + 1)).ok).toBe(true)
  })

  it('U1: encoding V2 is refused, whatever it holds', { timeout }, () => {
    for (let seed = 1; seed <= seeds; seed += 1) {
      for (const update of randomUpdates(testRandom(seed), 'anything', 6).updates) {
        expect(checkUpdate(Y.convertUpdateFormatV1ToV2(update)).ok, `seed ${seed}`).toBe(false)
      }
    }
    // A declared count of 10^7 in 21 bytes, which Yjs' reader of V2 works on for seconds.
    const bomb = Uint8Array.of(0, 0, 1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1, 128, 173, 226, 4, 0, 0, 0, 0)
    expect(checkUpdate(bomb).ok).toBe(false)
  })

  it('U8: a text, a list, a nested type and a long key are not flat', () => {
    const flat = (write: (doc: Y.Doc) => void): boolean | null => {
      const doc = new Y.Doc()
      write(doc)
      const checked = checkUpdate(Y.encodeStateAsUpdate(doc))
      return checked.ok ? checked.value.flat : null
    }
    const bytes = Uint8Array.of(1)
    expect(flat(doc => doc.getMap('m').set('a', bytes))).toBe(true)
    expect(flat(doc => doc.getMap('m').set('a', 'plain'))).toBe(false)
    expect(flat(doc => doc.getMap('m').set('a'.repeat(maxKeyBytes + 1), bytes))).toBe(false)
    expect(flat(doc => doc.getMap('m'.repeat(maxKeyBytes + 1)).set('a', bytes))).toBe(false)
    expect(flat(doc => doc.getArray('m').push([bytes]))).toBe(false)
    expect(flat(doc => doc.getText('m').insert(0, 'a'))).toBe(false)
    expect(flat(doc => doc.getMap('m').set('a', new Y.Map()))).toBe(false)
  })
})

it('U8: a run of GC is not flat, because a struct that continues one makes Yjs throw half way', () => {
  const section = (client: number, ...struct: readonly number[]): Uint8Array =>
    encode(encoder => {
      for (const number of [1, 1, client, 0]) writeVarUint(encoder, number)
      writeUint8Array(encoder, Uint8Array.from([...struct, 0]))
    })
  const collected = section(5, 0, 2)
  const continued = section(5, 0x21, 1, 1, 109, 1, 107, 4)
  const doc = docFrom(collected)
  expect(() => Y.applyUpdate(doc, continued)).toThrow()
  expect(checkUpdate(continued)).toMatchObject({ ok: true, value: { flat: true } })
  expect(checkUpdate(collected)).toMatchObject({ ok: true, value: { flat: false } })
})

describe('what noise and malice make of it', () => {
  it('U2: is never a throw, and what is accepted decodes in Yjs and applies without one', { timeout }, () => {
    let accepted = 0
    for (let seed = 1; seed <= seeds; seed += 1) {
      const random = testRandom(seed)
      const { base, updates } = randomUpdates(random, seed % 2 === 0 ? 'anything' : 'flat', 12)
      for (const update of updates) {
        for (let times = 0; times < 12; times += 1) {
          const mutated = mutateBytes(update, random)
          if (!checkUpdate(mutated).ok) continue
          accepted += 1
          expect(checkUpdate(mutated), `seed ${seed}`).toMatchObject({ value: factsByYjs(mutated) })
          for (const doc of [new Y.Doc(), docFrom(base)])
            expect(() => Y.applyUpdate(doc, mutated), `seed ${seed}`).not.toThrow()
        }
      }
    }
    expect(accepted).toBeGreaterThan(seeds * 10)
  })

  it('U6 U8: a forger who keeps the rules of form, writes flat and under one id makes Yjs throw nowhere', {
    timeout,
  }, () => {
    for (let seed = 1; seed <= seeds; seed += 1) {
      const random = testRandom(seed)
      const { base } = randomUpdates(random, 'flat', 12)
      const known = checkUpdate(base)
      const clients = known.ok ? known.value.clients.map(({ client }) => client) : []
      const options = {
        writers: clients.slice(0, 1),
        clients,
        rootNames: ['h', 'm'],
        keys: ['msg_1', 'msg_2'],
        clocks: 20,
        flat: true,
      }
      for (let times = 0; times < 20; times += 1) {
        const [first, second] = [forgeUpdate(random, options), forgeUpdate(random, options)]
        expect(checkUpdate(first), `seed ${seed}`).toMatchObject({ ok: true, value: { flat: true } })
        for (const doc of [new Y.Doc(), docFrom(base)]) {
          expect(() => {
            for (const update of [first, second]) Y.applyUpdate(doc, update)
            Y.encodeStateAsUpdate(doc)
          }, `seed ${seed}`).not.toThrow()
        }
      }
    }
  })

  it('U2: costs time by its length only', () => {
    const bestPerByte = (bytes: Uint8Array): number => {
      const times = Array.from({ length: 5 }, () => {
        const begun = performance.now()
        checkUpdate(bytes)
        return performance.now() - begun
      })
      return Math.min(...times) / bytes.length
    }
    const repeat = (count: number, numbers: readonly number[], ...before: readonly number[]): Uint8Array =>
      encode(encoder => {
        for (const number of before) writeVarUint(encoder, number)
        for (let each = 0; each < count; each += 1)
          for (const number of numbers) writeVarUint(encoder, number)
      })
    const random = testRandom(1)
    const count = 50_000
    const hostile = [
      ...Array.from({ length: 50 }, () => random.bytes(4_096)),
      // Structs, deleted ranges, values in a list, brackets in JSON; each announced in full.
      repeat(count, [1, 1, 1, 109, 1], 1, count, 5, 0),
      repeat(count, [2, 1], 0, 1, 5, count),
      repeat(count, [126], 1, 1, 5, 0, 8, 1, 1, 109, count),
      repeat(count, [0x5b], 1, 1, 5, 0, 5, 1, 1, 109, count),
      repeat(count, [117, 1], 1, 1, 5, 0, 8, 1, 1, 109, 1),
    ]
    // A microsecond a byte is a hundred times what it takes, and a millionth of what a believed count would.
    for (const bytes of hostile) expect(bestPerByte(bytes)).toBeLessThan(0.001)
  })
})
