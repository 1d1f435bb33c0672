import { expect, test } from 'vitest'
import { timeOf } from './time-of.ts'

const at = Date.UTC(2024, 2, 4, 5, 6, 7)

test.each([
  ['seconds', at / 1000, at],
  ['seconds as a float', at / 1000 + 0.123456, at + 123],
  ['milliseconds', at, at],
  ['microseconds', at * 1000, at],
  ['seconds as text', `${at / 1000}.5`, at + 500],
  ['ISO 8601', '2024-03-04T05:06:07Z', at],
  ['ISO 8601 with microseconds and a zone', '2024-03-04T07:06:07.123456+02:00', at + 123],
  ['without a zone, as Python and SQLite write UTC', '2024-03-04 05:06:07', at],
  ['a day', '2024-03-04', Date.UTC(2024, 2, 4)],
  ['a time in the notation of a person', '3/4/2024, 5:06:07 AM', undefined],
  ['zero', 0, undefined],
  ['a time before these programs', -5, undefined],
  ['a time after this century', 1e12 * 5, undefined],
  ['a huge number', 1e308, undefined],
  ['no number', Number.NaN, undefined],
  ['a word', 'yesterday', undefined],
  ['a day that is not there', '2024-13-45', undefined],
  ['nothing', null, undefined],
] as const)('%s', (_name, value, time) => {
  expect(timeOf(value)).toBe(time)
})
