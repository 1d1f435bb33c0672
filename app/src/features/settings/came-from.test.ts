import { expect, test } from 'vitest'
import { cameFrom } from './came-from.ts'

const history = (here: number, ...paths: readonly string[]) => {
  const entries = paths.map((path, index) => ({ url: `http://localhost:8787${path}`, index }))
  // Only what is read of a history.
  return { entries: () => entries, currentEntry: entries[here] } as unknown as Navigation
}

test('back leads to the newest place outside settings', () => {
  expect(cameFrom(history(3, '/', '/t/thr_a?x=1', '/settings', '/settings/data'))).toBe('/t/thr_a?x=1')
})

test('what lies ahead in the history does not count', () => {
  expect(cameFrom(history(1, '/trash', '/settings/data', '/t/thr_a'))).toBe('/trash')
})

test('a history that begins in settings, or none, leads to the start', () => {
  expect(cameFrom(history(0, '/settings'))).toBe('/')
  expect(cameFrom(undefined)).toBe('/')
})
