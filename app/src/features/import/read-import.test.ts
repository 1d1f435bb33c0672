import { describe, expect, test } from 'vitest'
import { readImport } from './read-import.ts'
import { readAll, reasons } from './testing/read-fixture.ts'

const conversation = (id: string, text: string) => ({
  id,
  name: id,
  messages: [{ role: 'user', content: text }],
})
const many = Array.from({ length: 600 }, (_, index) => conversation(`c${index}`, 'x'.repeat(2000)))

/** Properties and archives on two cores that others share: what comes, comes within this. */
const patient = { timeout: 60_000 }

describe('how far a reading has come', patient, () => {
  test.each([
    ['an array', JSON.stringify(many)],
    ['an object, which is read twice', JSON.stringify({ version: 4, history: many, folders: [] })],
  ])('%s: it only grows, and ends at the end', async (_name, text) => {
    const { events } = await readAll(text, '[]')
    const progress = events.flatMap(event => (event.type === 'progress' ? [event] : []))
    const done = progress.map(event => event.done)
    expect(done).toEqual(done.toSorted((a, b) => a - b))
    expect(new Set(progress.map(event => event.total))).toEqual(new Set([text.length + 2]))
    expect(done.at(-1)).toBe(text.length + 2)
    // A word for each quarter of a megabyte, and one for each file.
    expect(progress.length).toBeGreaterThan(4)
    // And the first of them while most is still to come.
    const first = events.findIndex(event => event.type === 'progress')
    expect(events.slice(first).filter(event => event.type === 'thread').length).toBeGreaterThan(300)
  })

  test('a reading that is stopped ends in the middle, by the reason it was given', async () => {
    const controller = new AbortController()
    let threads = 0
    const read = async (): Promise<void> => {
      for await (const event of readImport([new Blob([JSON.stringify(many)])], controller.signal)) {
        if (event.type === 'thread') threads += 1
        if (threads === 3) controller.abort(new Error('enough'))
      }
    }
    await expect(read()).rejects.toThrow('enough')
    expect(threads).toBeLessThan(600)
  })
})

describe('the same conversation twice', patient, () => {
  test('comes once where it is equal', async () => {
    const { threads, skipped } = await readAll(
      JSON.stringify([conversation('a', 'one'), conversation('a', 'one')]),
    )
    expect(threads.map(thread => thread.sourceId)).toEqual(['a'])
    expect(reasons(skipped)).toEqual(['duplicate-id left'])
  })

  test('comes under a name of its own where it is another, the same every time', async () => {
    const text = JSON.stringify([conversation('a', 'one'), conversation('a', 'another')])
    const names = async () => (await readAll(text)).threads.map(thread => thread.sourceId)
    expect(await names()).toEqual(['a', 'a~2'])
    expect(await names()).toEqual(['a', 'a~2'])
  })

  test('instructions that every conversation repeats are offered once', async () => {
    const context = (id: string) => ({
      conversation_id: id,
      mapping: {
        a: {
          parent: null,
          message: {
            author: { role: 'user' },
            content: { content_type: 'user_editable_context', user_instructions: 'Be brief.' },
          },
        },
        b: {
          parent: 'a',
          message: { author: { role: 'user' }, content: { content_type: 'text', parts: [id] } },
        },
      },
    })
    const { offers, threads } = await readAll(JSON.stringify([context('x'), context('y')]))
    expect(offers).toEqual([{ type: 'instructions', name: 'ChatGPT', text: 'Be brief.' }])
    expect(threads).toHaveLength(2)
  })
})
