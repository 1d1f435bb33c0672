/** Each rule with the attack it stops, carried out on Yjs. */

import { describe, expect, it } from 'vitest'
import { encode, writeUint8, writeVarUint } from 'lib0/encoding'
import * as Y from 'yjs'
import { must } from '../assert.ts'
import { checkUpdate, type UpdateFacts } from './check-update.ts'
import { checkAnnounced, checkClientIds, type KnownClient, type WriteContext } from './client-ids.ts'
import { clockJumpBudget } from './limits.ts'

const mine = 7
const hers = 9

const factsOf = (update: Uint8Array): UpdateFacts => {
  const facts = checkUpdate(update)
  if (!facts.ok) throw new Error(facts.error.problem)
  return facts.value
}

const context = (known: readonly (readonly [number, KnownClient])[], refilling = false): WriteContext => ({
  announced: new Set([mine]),
  known: new Map(known),
  refilling,
})

const docOf = (clientId: number): Y.Doc => {
  const doc = new Y.Doc()
  doc.clientID = clientId
  return doc
}

const write = (doc: Y.Doc, ...keys: readonly string[]): Uint8Array => {
  const before = Y.encodeStateVector(doc)
  for (const key of keys) doc.getMap('m').set(key, Uint8Array.of(1))
  return Y.encodeStateAsUpdate(doc, before)
}

/** One run of deleted structs in the root map: twenty bytes, any number of clocks. */
const forgedRun = (client: number, clock: number, length: number): Uint8Array =>
  encode(encoder => {
    for (const number of [1, 1, client, clock]) writeVarUint(encoder, number)
    writeUint8(encoder, 0x21)
    for (const number of [1, 1, 109, 1, 107, length, 0]) writeVarUint(encoder, number)
  })

/** A delete set and nothing else. */
const forgedDeletes = (client: number, clock: number, length: number): Uint8Array =>
  encode(encoder => {
    for (const number of [0, 1, client, 1, clock, length]) writeVarUint(encoder, number)
  })

const keysOf = (doc: Y.Doc): readonly string[] => [...doc.getMap('m').keys()].toSorted()

describe('C1 C2: announced ids', () => {
  it('are new, or this device’s', () => {
    expect(checkAnnounced([mine], new Map()).ok).toBe(true)
    expect(checkAnnounced([mine], new Map([[mine, { owner: 'this-device', clock: 4 }]])).ok).toBe(true)
  })

  it.each(['this-account', 'other-account'] as const)(
    'are refused when another writes under them: %s',
    owner => {
      expect(checkAnnounced([mine], new Map([[mine, { owner, clock: 0 }]]))).toEqual({
        ok: false,
        error: { type: 'client-id-taken', client: mine },
      })
    },
  )

  it('because two documents with one id differ for good', () => {
    const [one, two] = [docOf(mine), docOf(mine)]
    const [first, second] = [write(one, 'a'), write(two, 'b')]
    Y.applyUpdate(one, second)
    Y.applyUpdate(two, first)
    expect(keysOf(one)).not.toEqual(keysOf(two))
  })
})

describe('C3: structs under a client id', () => {
  const update = factsOf(write(docOf(hers), 'a', 'b'))

  it.each([
    ['nobody’s yet and not announced', [], 'client-id-foreign'],
    ['another account’s', [[hers, { owner: 'other-account', clock: 0 }]], 'client-id-foreign'],
    ['another device’s of this account', [[hers, { owner: 'this-account', clock: 0 }]], null],
    ['this device’s, from an earlier load', [[hers, { owner: 'this-device', clock: 1 }]], null],
  ] as const)('%s', (_, known, refusal) => {
    const checked = checkClientIds(update, context(known))
    expect(checked.ok ? null : checked.error.type).toBe(refusal)
  })

  it('announcing another account’s id does not make it one’s own', () => {
    const known = new Map([[hers, { owner: 'other-account' as const, clock: 0 }]])
    const announced = new Set([hers])
    expect(checkClientIds(update, { announced, known, refilling: false }).ok).toBe(false)
  })

  it('because one forged struct erases what its victim writes next', () => {
    const victim = docOf(hers)
    const peer = docOf(mine)
    Y.applyUpdate(peer, write(victim, 'a'))
    const forged = forgedRun(hers, 1, 1_000)
    Y.applyUpdate(peer, forged)
    Y.applyUpdate(peer, write(victim, 'b', 'c'))
    expect(keysOf(peer)).toEqual(['a'])

    const known = [[hers, { owner: 'other-account', clock: 1 }]] as const
    expect(checkClientIds(factsOf(forged), context(known))).toMatchObject({
      error: { type: 'client-id-foreign', client: hers },
    })
  })
})

describe('C4: after the database was restored', () => {
  const update = factsOf(write(docOf(hers), 'a', 'b'))

  it('another’s structs are brought back from the clock on that the server holds', () => {
    expect(checkClientIds(update, context([], true)).ok).toBe(true)
    expect(checkClientIds(update, context([[hers, { owner: 'other-account', clock: 0 }]], true)).ok).toBe(
      true,
    )
  })

  it('and never where it already has that clock', () => {
    const known = [[hers, { owner: 'other-account', clock: 1 }]] as const
    expect(checkClientIds(update, context(known, true)).ok).toBe(false)
  })
})

describe('C5: a clock moves by what the bytes explain', () => {
  it('whatever an honest update holds is within', () => {
    const doc = docOf(mine)
    const keys = Array.from({ length: 2_000 }, (_, index) => `k${index}`)
    expect(checkClientIds(factsOf(write(doc, ...keys)), context([])).ok).toBe(true)
    const text = docOf(mine)
    text.getText('t').insert(0, 'a'.repeat(3 * clockJumpBudget))
    expect(checkClientIds(factsOf(Y.encodeStateAsUpdate(text)), context([])).ok).toBe(true)
  })

  it.each([
    [clockJumpBudget, null],
    [2 * clockJumpBudget, 'clock-jump'],
    [2 ** 52, 'clock-jump'],
  ])('a run of %i deleted structs', (length, refusal) => {
    const checked = checkClientIds(factsOf(forgedRun(mine, 0, length)), context([]))
    expect(checked.ok ? null : checked.error.type).toBe(refusal)
  })

  it('counts from what the server holds', () => {
    const known = [[mine, { owner: 'this-device', clock: 10 * clockJumpBudget }]] as const
    expect(checkClientIds(factsOf(forgedRun(mine, 10 * clockJumpBudget, 5)), context(known)).ok).toBe(true)
  })
})

describe('C6: a delete reaches what is written', () => {
  const known = [[hers, { owner: 'other-account', clock: 2 }]] as const

  it('by anybody, of anybody’s', () => {
    expect(checkClientIds(factsOf(forgedDeletes(hers, 0, 2)), context(known)).ok).toBe(true)
  })

  it('of what comes in the same update', () => {
    const doc = docOf(mine)
    doc.transact(() => {
      write(doc, 'a')
      doc.getMap('m').delete('a')
    })
    expect(checkClientIds(factsOf(Y.encodeStateAsUpdate(doc)), context([])).ok).toBe(true)
  })

  it('and not what its victim has yet to write', () => {
    const forged = forgedDeletes(hers, 2, 2 ** 40)
    expect(checkClientIds(factsOf(forged), context(known))).toMatchObject({ error: { type: 'delete-ahead' } })

    const victim = docOf(hers)
    const peer = docOf(mine)
    Y.applyUpdate(peer, write(victim, 'a', 'b'))
    Y.applyUpdate(peer, forged)
    Y.applyUpdate(peer, write(victim, 'c'))
    expect(keysOf(peer)).toEqual(['a', 'b'])
  })

  it('one’s own may be late: a frame can overtake the SyncStep2 that holds the struct', () => {
    expect(checkClientIds(factsOf(forgedDeletes(mine, 5, 2)), context([])).ok).toBe(true)
    expect(checkClientIds(factsOf(forgedDeletes(mine, 5, 2 ** 40)), context([])).ok).toBe(false)
  })
})

it('C3: ids of an update are the ones Yjs writes under', () => {
  const doc = docOf(mine)
  expect(must(factsOf(write(doc, 'a')).clients[0], 'a section').client).toBe(mine)
})
