import { testRandom } from '@weft/shared/testing/env.ts'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import * as Y from 'yjs'
import { fold, type Folded, type FoldInput } from './compact.ts'
import type { StoredUpdate } from './room-log.ts'

const folded = (input: FoldInput): Folded => {
  const result = fold(input)
  if (!result.ok) throw new Error(result.error.type)
  return result.value
}

const numbered = (updates: readonly Uint8Array[], first = 1): readonly StoredUpdate[] =>
  updates.map((bytes, index) => ({ seq: first + index, bytes }))

const docOf = (...updates: readonly Uint8Array[]): Y.Doc => {
  const doc = new Y.Doc()
  for (const update of updates) Y.applyUpdate(doc, update)
  return doc
}

const contentOf = (doc: Y.Doc): unknown => ({
  records: doc.getMap('m').toJSON(),
  text: doc.getText('t').toJSON(),
})

/** What a few devices do to one room: each edit one update, edits of a device in order, devices mixed by the seed. */
const edits = (seed: number, count: number): readonly Uint8Array[] => {
  const random = testRandom(seed)
  const pick = (below: number): number => Math.floor(random.fraction() * below)
  const devices = Array.from({ length: 3 }, (_, index) => {
    const doc = new Y.Doc()
    doc.clientID = 1_000 * seed + index
    return doc
  })
  const updates: Uint8Array[] = []
  for (let edit = 0; edit < count; edit += 1) {
    const doc = devices[pick(devices.length)] ?? new Y.Doc()
    // Now and then a device hears what the others did.
    if (pick(3) === 0) for (const update of updates) Y.applyUpdate(doc, update)
    doc.once('update', (update: Uint8Array) => updates.push(update))
    doc.transact(() => {
      const records = doc.getMap('m')
      const text = doc.getText('t')
      if (pick(4) === 0) records.delete(`key ${pick(5)}`)
      else records.set(`key ${pick(5)}`, random.bytes(1 + pick(40)))
      if (pick(2) === 0) text.insert(pick(text.length + 1), 'word ')
      else if (text.length > 3) text.delete(pick(text.length - 2), 2)
      // A transaction that changes nothing makes no update.
      records.set('always', edit)
    })
  }
  return updates
}

const seeds = fc.integer({ min: 1, max: 1_000_000 })

test('a fold reads as the rows do, in one step or in several', () => {
  fc.assert(
    fc.property(seeds, fc.integer({ min: 1, max: 60 }), fc.nat(), (seed, count, cut) => {
      const updates = edits(seed, count)
      const rows = numbered(updates)
      const wanted = contentOf(docOf(...updates))

      const once = folded({ snapshot: undefined, rows })
      expect(contentOf(docOf(once.bytes))).toEqual(wanted)
      expect(once).toMatchObject({ seq: count, unreadable: [] })

      const middle = 1 + (cut % count)
      const first = folded({ snapshot: undefined, rows: rows.slice(0, middle) })
      if (middle === count) return
      const second = folded({ snapshot: { seq: first.seq, bytes: first.bytes }, rows: rows.slice(middle) })
      expect(contentOf(docOf(second.bytes))).toEqual(wanted)
      expect(Y.encodeStateVectorFromUpdate(second.bytes)).toEqual(Y.encodeStateVectorFromUpdate(once.bytes))
    }),
    { numRuns: Number(process.env['COMPACT_RUNS'] ?? 50) },
  )
})

test('rows that come before what they build on wait in the fold, as they do in a document', () => {
  fc.assert(
    fc.property(seeds, fc.integer({ min: 2, max: 40 }), (seed, count) => {
      const updates = edits(seed, count)
      const held = seed % count
      const early = folded({
        snapshot: undefined,
        rows: numbered(updates).filter((_, index) => index !== held),
      })
      const late = updates[held] ?? new Uint8Array()
      const whole = folded({
        snapshot: { seq: early.seq, bytes: early.bytes },
        rows: [{ seq: early.seq + 1, bytes: late }],
      })
      expect(contentOf(docOf(whole.bytes))).toEqual(contentOf(docOf(...updates)))
    }),
    { numRuns: Number(process.env['COMPACT_RUNS'] ?? 50) },
  )
})

/** Cut in the middle: half of it is applied before it throws. */
const poison = (update: Uint8Array): Uint8Array => update.slice(0, update.length - 2)

const throws = (update: Uint8Array): boolean => {
  try {
    docOf(update)
    return false
  } catch {
    return true
  }
}

test('rows that throw are left out by their number, and nothing of them stays behind', () => {
  fc.assert(
    fc.property(
      seeds,
      fc.uniqueArray(fc.integer({ min: 0, max: 29 }), { minLength: 1, maxLength: 10 }),
      (seed, places) => {
        const good = edits(seed, 30)
        const bad = edits(seed + 1, 30).map(poison)
        const updates = good.flatMap((update, index) => {
          const broken = bad[index]
          return broken !== undefined && places.includes(index) && throws(broken)
            ? [broken, update]
            : [update]
        })
        const rows = numbered(updates)
        const wrong = rows.filter(({ bytes }) => bad.includes(bytes)).map(({ seq }) => seq)
        const result = folded({ snapshot: undefined, rows })
        expect(result.unreadable).toEqual(wrong)
        expect(result.seq).toBe(rows.length)
        expect(Y.encodeStateVector(docOf(result.bytes))).toEqual(Y.encodeStateVector(docOf(...good)))
        expect(contentOf(docOf(result.bytes))).toEqual(contentOf(docOf(...good)))
      },
    ),
    { numRuns: Number(process.env['COMPACT_RUNS'] ?? 30) },
  )
})

test('of very many bad rows the first are put away, and the fold ends before the next', () => {
  const [start = new Uint8Array()] = edits(1, 1)
  const bad = Array.from({ length: 20 }, () => Uint8Array.of(1, 200))
  const result = folded({ snapshot: undefined, rows: numbered([start, ...bad]) })
  expect(result.seq).toBe(17)
  expect(result.unreadable).toEqual(Array.from({ length: 16 }, (_, index) => index + 2))
})

test('what was overwritten is gone', () => {
  const doc = new Y.Doc()
  const updates: Uint8Array[] = []
  doc.on('update', (update: Uint8Array) => updates.push(update))
  for (let round = 0; round < 50; round += 1) doc.getMap('m').set('key', new Uint8Array(1_000).fill(round))
  expect(folded({ snapshot: undefined, rows: numbered(updates) }).bytes.length).toBeLessThan(1_100)
})

test('a snapshot that throws is said to be the matter, and no rows are no fold', () => {
  const rows = numbered(edits(1, 2), 5)
  const snapshot = { seq: 4, bytes: Uint8Array.of(1, 200) }
  expect(fold({ snapshot, rows })).toEqual({ ok: false, error: { type: 'fold-snapshot-unreadable' } })
  expect(fold({ snapshot: undefined, rows: [] })).toEqual({ ok: false, error: { type: 'fold-empty' } })
})
