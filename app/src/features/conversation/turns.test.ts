import type { MessageId } from '@weft/shared/ids.ts'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { messageRows, type Said, stepsOf } from './testing/message-rows.ts'
import { entryAt } from './turns.ts'

const readerOf = (rows: ReturnType<typeof messageRows>, loaded: (index: number) => boolean = () => true) => {
  const byId = new Map(rows.map((row, index) => [row.id, { row, index }]))
  return (id: MessageId) => {
    const found = byId.get(id)
    return found && loaded(found.index) ? found.row : undefined
  }
}

const kinds = (rows: ReturnType<typeof messageRows>, loaded?: (index: number) => boolean): string[] =>
  rows.map((_, index) => {
    const entry = entryAt(stepsOf(rows), index, readerOf(rows, loaded))
    return entry.type === 'turn' ? `${entry.role} ${entry.messages.length}` : entry.type
  })

const said: fc.Arbitrary<Said> = fc.record({
  role: fc.constantFrom('user' as const, 'assistant' as const, 'tool' as const),
  status: fc.constantFrom('complete', 'tool-calls', 'interrupted'),
  continues: fc.boolean(),
})

describe('entryAt', () => {
  test('a tool loop and its continuation are one turn, two answers are two', () => {
    expect(
      kinds(
        messageRows([
          { role: 'user' },
          { role: 'assistant', status: 'tool-calls' },
          { role: 'tool' },
          { role: 'assistant', status: 'interrupted' },
          { role: 'assistant', continues: true },
          { role: 'assistant' },
          { role: 'user' },
        ]),
      ),
    ).toEqual(['user 1', 'assistant 4', 'joined', 'joined', 'joined', 'assistant 1', 'user 1'])
  })

  test('what is not read yet stands alone, and so does what is around it', () => {
    const rows = messageRows([
      { role: 'user' },
      { role: 'assistant', status: 'tool-calls' },
      { role: 'tool' },
      { role: 'assistant' },
    ])
    expect(kinds(rows, index => index !== 1)).toEqual(['user 1', 'unloaded', 'assistant 2', 'joined'])
    expect(kinds(rows, index => index !== 2)).toEqual(['user 1', 'assistant 1', 'unloaded', 'assistant 1'])
  })

  test('every loaded message is in exactly one turn, whatever was imported', () => {
    fc.assert(
      fc.property(
        fc.array(said, { minLength: 1, maxLength: 200 }),
        fc.array(fc.boolean(), { minLength: 200, maxLength: 200 }),
        (messages, loaded) => {
          const rows = messageRows(messages)
          const isLoaded = (index: number): boolean => loaded[index] ?? true
          const get = readerOf(rows, isLoaded)
          const shown = rows.flatMap((_, index) => {
            const entry = entryAt(stepsOf(rows), index, get)
            return entry.type === 'turn' ? entry.messages.map(({ id }) => id) : []
          })
          expect(shown).toEqual(rows.filter((_, index) => isLoaded(index)).map(({ id }) => id))
        },
      ),
    )
  })

  test('a chain of a thousand tool results is many turns, none of them longer than twice the cut', () => {
    const rows = messageRows([
      { role: 'user' },
      ...Array.from({ length: 1000 }, () => ({ role: 'tool' as const })),
    ])
    const lengths = rows.flatMap((_, index) => {
      const entry = entryAt(stepsOf(rows), index, readerOf(rows))
      return entry.type === 'turn' ? [entry.messages.length] : []
    })
    expect(Math.max(...lengths)).toBeLessThan(2 * 64)
    expect(lengths.length).toBeGreaterThan(10)
    expect(lengths.reduce((sum, length) => sum + length, 0)).toBe(1001)
  })
})
