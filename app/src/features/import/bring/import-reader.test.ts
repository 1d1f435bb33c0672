/** Reading into an engine that takes its time. */

import { ThreadId } from '@weft/shared/ids.ts'
import { err, ok } from '@weft/shared/result.ts'
import { describe, expect, it } from 'vitest'
import type { ImportEvent } from '../../transfer/imported-thread.ts'
import { lineOf } from '../testing/imported-threads.ts'
import type { ImportBatch, ImportSink } from './import-calls.ts'
import { createImportReader } from './import-reader.ts'

const lineId = ThreadId.parse(`thr_${'a'.repeat(26)}`)
const file = new File(['{}'], 'conversations.json')

interface Played {
  readonly sink: ImportSink
  readonly batches: ImportBatch[]
  readonly ends: (string | undefined)[]
}

const playSink = (answer: (batch: ImportBatch) => Promise<'go-on' | 'stop'>): Played => {
  const batches: ImportBatch[] = []
  const ends: (string | undefined)[] = []
  return {
    batches,
    ends,
    sink: {
      check: async asked => ok(asked.map(() => ({ threadId: lineId, state: 'whole', inTrash: false }))),
      begin: async () => ok('import'),
      write: batch => {
        batches.push(batch)
        return answer(batch)
      },
      end: async problem => void ends.push(problem),
    },
  }
}

const readerOf = (events: readonly ImportEvent[], sink: ImportSink, read: () => void = () => undefined) =>
  createImportReader({
    read: async function* () {
      for (const event of events) {
        read()
        yield event
      }
    },
    readEntryOf: () => async () => null,
    sink,
    asRemote: readEntry => readEntry,
    signal: new AbortController().signal,
  })

const threads = (count: number): readonly ImportEvent[] =>
  Array.from({ length: count }, (_, index) => ({ type: 'thread', thread: lineOf(`t${index}`, 2) }))

describe('the import worker', () => {
  it('hands everything over, and no faster than it is taken', async () => {
    const gates: (() => void)[] = []
    const { sink, batches, ends } = playSink(() => new Promise(resolve => gates.push(() => resolve('go-on'))))
    let read = 0
    const bringing = readerOf(threads(200), sink, () => (read += 1)).bring([file], {
      takesInstructions: false,
    })
    for (let turn = 0; turn < 400; turn += 1) await Promise.resolve()
    // One batch lies with the engine and one is ready; nothing is read beyond it.
    expect(batches).toHaveLength(1)
    expect(read).toBeLessThanOrEqual(64)
    while (ends.length === 0) {
      gates.shift()?.()
      await Promise.resolve()
    }
    expect((await bringing).ok).toBe(true)
    expect(batches.flatMap(batch => batch.threads)).toHaveLength(200)
  })

  it('stops reading when the engine wants no more', async () => {
    const { sink, ends } = playSink(async () => 'stop')
    let read = 0
    await readerOf(threads(500), sink, () => (read += 1)).bring([file], { takesInstructions: false })
    expect(read).toBeLessThan(100)
    expect(ends).toEqual([undefined])
  })

  it('ends the import with a reason when a file cannot be read on', async () => {
    const { sink, ends } = playSink(async () => 'go-on')
    const broken = readerOf(threads(3), sink, () => {
      throw new Error('gone')
    })
    expect(await broken.bring([file], { takesInstructions: false })).toEqual(
      err({ type: 'import-unreadable', detail: 'gone' }),
    )
    expect(ends).toEqual(['import-unreadable'])
  })

  it('counts what is there and what is here before it brings any of it', async () => {
    const { sink, batches } = playSink(async () => 'go-on')
    const found = await readerOf(
      [
        ...threads(40),
        { type: 'offer', offer: { type: 'key', provider: 'OpenAI', ending: 'abcd' } },
        { type: 'skipped', skipped: { reason: 'cycle', kept: true, count: 3 } },
      ],
      sink,
    ).look([file], () => undefined)
    expect(found).toMatchObject({
      ok: true,
      value: { threads: 40, messages: 80, here: 40, skippedCount: 3, offers: [{ type: 'key' }] },
    })
    expect(batches).toEqual([])
  })
})
