/** Updates as Yjs makes them: several clients on one room, every kind of content, late and merged, gc'ed and not. */

import * as Y from 'yjs'
import type { Random } from '../../env.ts'

export const pick = <T>(random: Random, choices: readonly [T, ...T[]]): T =>
  choices[Math.floor(random.fraction() * choices.length)] ?? choices[0]

const below = (random: Random, limit: number): number => Math.floor(random.fraction() * limit)

const anyValue = (random: Random, depth = 0): unknown => {
  const flat = [
    null,
    true,
    random.fraction() < 0.5,
    below(random, 2 ** 31) - 2 ** 30,
    random.fraction() * 1e9,
    0.5,
    { big: BigInt(below(random, 1e9)) },
    'naïve — 😀',
    random.bytes(below(random, 40)),
    { gone: undefined },
  ]
  if (depth > 2 || random.fraction() < 0.6) return flat[below(random, flat.length)]
  const inner = Array.from({ length: below(random, 4) }, () => anyValue(random, depth + 1))
  return random.fraction() < 0.5
    ? inner
    : Object.fromEntries(inner.map((value, index) => [`k${index}`, value]))
}

const words = ['', 'woad', 'ভাষা', '😀😀', 'a\u0000b', '\ufeffmark'] as const

const newType = (random: Random): unknown =>
  pick<() => unknown>(random, [
    () => new Y.Map(),
    () => new Y.Array(),
    () => new Y.Text('weft'),
    () => new Y.XmlElement('p'),
    () => new Y.XmlText('x'),
    () => new Y.XmlFragment(),
    () => new Y.XmlHook('h'),
  ])()

const insertable = (random: Random): unknown => {
  const draw = random.fraction()
  if (draw < 0.15) return newType(random)
  if (draw < 0.2) return new Y.Doc({ guid: `g${below(random, 1e6)}`, meta: { a: 1 } })
  return anyValue(random)
}

/** One change anywhere in the document. */
const changeAnything = (doc: Y.Doc, random: Random): void => {
  const map = doc.getMap('map')
  const list = doc.getArray('list')
  const text = doc.getText('text')
  const key = `key${below(random, 6)}`
  const nested = map.get(key)
  pick<() => void>(random, [
    () => map.set(key, insertable(random)),
    () => map.delete(key),
    () => list.insert(below(random, list.length + 1), [insertable(random), anyValue(random)]),
    () => list.length > 1 && list.delete(below(random, list.length - 1), 1 + below(random, 2)),
    () =>
      text.insert(
        below(random, text.length + 1),
        pick(random, words),
        random.fraction() < 0.3 ? { bold: true } : {},
      ),
    () => text.length > 3 && text.delete(below(random, text.length - 3), 1 + below(random, 3)),
    () => text.length > 3 && text.format(0, 2, { italic: random.fraction() < 0.5 ? true : null }),
    () => text.insertEmbed(below(random, text.length + 1), { image: 'a.png', list: [1, [2]] }),
    () => nested instanceof Y.Map && nested.set('inner', insertable(random)),
    () => nested instanceof Y.Array && nested.push([insertable(random)]),
    () => nested instanceof Y.XmlElement && nested.setAttribute('class', 'wide'),
  ])()
}

/** One change as Weft makes them: a sealed value under a short key. */
const changeFlat = (doc: Y.Doc, random: Random): void => {
  const map = doc.getMap(pick(random, ['h', 'm', 'r']))
  const key = `msg_${below(random, 30)}`
  if (random.fraction() < 0.1) map.delete(key)
  else map.set(key, random.bytes(1 + below(random, 60)))
}

export interface RandomUpdates {
  /** A document that holds some of what the updates build on. */
  readonly base: Uint8Array
  readonly updates: readonly Uint8Array[]
}

/** Three clients write, exchange late and in part, and hand in states, diffs, merges with gaps, and single updates. */
export const randomUpdates = (random: Random, kind: 'anything' | 'flat', changes = 30): RandomUpdates => {
  const change = kind === 'flat' ? changeFlat : changeAnything
  const docs = [0, 1, 2].map(() => {
    const doc = new Y.Doc({ gc: random.fraction() < 0.7 })
    doc.clientID = below(random, 2 ** 32)
    return doc
  })
  const singles: Uint8Array[] = []
  for (const doc of docs) doc.on('update', update => singles.push(update))
  const [first = new Y.Doc(), ...others] = docs
  for (let index = 0; index < changes; index += 1) {
    const doc = pick(random, [first, ...others])
    doc.transact(() => {
      for (let step = 0; step <= below(random, 3); step += 1) change(doc, random)
    })
    if (random.fraction() < 0.2) {
      const from = pick(random, [first, ...others])
      Y.applyUpdate(doc, Y.encodeStateAsUpdate(from, Y.encodeStateVector(doc)))
    }
  }
  const some = (): Uint8Array[] => singles.filter(() => random.fraction() < 0.5)
  const partial = new Y.Doc()
  for (const update of some()) Y.applyUpdate(partial, update)
  const merged = Y.mergeUpdates([...some(), Y.encodeStateAsUpdate(new Y.Doc())])
  return {
    base: Y.encodeStateAsUpdate(partial),
    updates: [
      ...singles,
      ...docs.map(doc => Y.encodeStateAsUpdate(doc)),
      ...docs.map(doc => Y.encodeStateAsUpdate(doc, Y.encodeStateVector(partial))),
      // Holds structs and deletions that wait for what has not come.
      Y.encodeStateAsUpdate(partial),
      merged,
      Y.diffUpdate(merged, Y.encodeStateVector(partial)),
    ],
  }
}
