/** What happens while segments are being merged: documents that die meanwhile stay dead, the others keep their places. */

import 'fake-indexeddb/auto'
import { must } from '@weft/shared/assert.ts'
import type { ThreadId } from '@weft/shared/ids.ts'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { createDatabase, type Database } from '../../../core/database.ts'
import { featureTables } from '../../tables.ts'
import { parseQuery } from '../query-language.ts'
import { idAt } from './document-table.ts'
import { createIndexWriter, type DocumentAddress, type IndexWriter } from './index-writer.ts'
import { matchClause } from './match-clause.ts'
import { createOpenIndex, type OpenIndex } from './open-index.ts'
import { toQueryTerms } from './query-terms.ts'
import { createSegmentStore } from './segment-store.ts'

let database: Database
let index: OpenIndex
let writer: IndexWriter
/** Set: whoever gives others a turn waits for it. */
let gate: PromiseWithResolvers<void> | undefined
/** Called when somebody waits at the gate. */
let reached: () => void
let databases = 0

beforeEach(async () => {
  databases += 1
  gate = undefined
  reached = () => undefined
  database = createDatabase(featureTables, `writer-${databases}`)
  const store = createSegmentStore(database)
  index = createOpenIndex(store)
  let id = 0
  writer = createIndexWriter({
    index,
    store,
    createId: () => `segment-${(id += 1)}`,
    breathe: async () => {
      if (gate === undefined) return
      reached()
      await gate.promise
    },
    changed: () => undefined,
  })
})
afterEach(() => database.delete())

const idOf = (number: number): string => String.fromCharCode(97 + number).repeat(26)
/** Many words, so that a merge gives others a turn on the way. */
const filler = Array.from({ length: 200 }, (_, number) => `filler${number}`).join(' ')

const add = (number: number, text: string): void =>
  writer.add({
    kind: 'message',
    roomId: 'thr_aaaaaaaaaaaaaaaaaaaaaaaaaa' as ThreadId,
    id: idOf(number),
    part: 0,
    role: 'user',
    createdAt: number,
    hasCode: false,
    hasFile: false,
    model: '',
    texts: [text],
  })

const addressOf = (number: number): DocumentAddress => {
  for (const segment of index.segments())
    for (let document = 0; document < segment.table.count; document += 1)
      if (idAt(segment.table, document) === idOf(number) && !segment.isDead(document))
        return { segment, document }
  throw new Error('It is not there')
}

const found = async (text: string): Promise<readonly string[]> => {
  const [clause] = toQueryTerms(parseQuery(text)).wanted
  const ids: string[] = []
  for (const segment of index.segments()) {
    const matches = await matchClause(segment, must(clause, 'a clause'))
    for (const [document, often] of matches.entries())
      if (often > 0 && !segment.isDead(document)) ids.push(idAt(segment.table, document).slice(0, 1))
  }
  return ids.toSorted()
}

/** Seven segments; the eighth begins a merge, which is held at the gate when this resolves. */
const beginMerge = async (): Promise<void> => {
  for (let number = 0; number < 7; number += 1) {
    add(number, `loom warp loom weft ${filler}`)
    await writer.commit()
  }
  add(7, `loom warp ${filler}`)
  await writer.commit()
  gate = Promise.withResolvers()
  const held = Promise.withResolvers<void>()
  reached = held.resolve
  await held.promise
}

const endMerge = async (): Promise<void> => {
  gate?.resolve()
  gate = undefined
  await writer.merged()
  expect(index.segments()).toHaveLength(1)
}

it('keeps dead what was removed and committed meanwhile', async () => {
  await beginMerge()
  writer.remove(addressOf(2))
  // Nothing is added, so this waits for nobody.
  await writer.commit()
  await endMerge()
  expect(await found('weft ')).toEqual(['a', 'b', 'd', 'e', 'f', 'g'])
})

it('keeps dead what was removed meanwhile and is committed afterwards', async () => {
  await beginMerge()
  writer.remove(addressOf(3))
  await endMerge()
  await writer.commit()
  expect(await found('weft ')).toEqual(['a', 'b', 'c', 'e', 'f', 'g'])
})

it('keeps the places of words behind those of a dead document', async () => {
  // In one segment, with the dead one first: what is skipped of its places would be read as those of the next.
  add(0, 'loom warp loom weft')
  add(1, 'weft loom')
  add(2, 'warp loom')
  await writer.commit()
  writer.remove(addressOf(0))
  await writer.commit()
  await writer.merged()
  expect(index.segments().map(({ table }) => table.count)).toEqual([2])
  expect(await found('"weft loom"')).toEqual(['b'])
  expect(await found('"warp loom"')).toEqual(['c'])
  expect(await found('"loom weft"')).toEqual([])
})

it('lets go of a segment whose documents have all died', async () => {
  add(0, 'loom')
  await writer.commit()
  writer.remove(addressOf(0))
  await writer.commit()
  expect(index.segments()).toEqual([])
  expect(await database.table('searchBlocks').count()).toBe(0)
})
