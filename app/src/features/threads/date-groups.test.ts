import { afterEach, describe, expect, test } from 'vitest'
import { createDateGroups, dateGroupKey, nextMidnight } from './date-groups.ts'

const zoneBefore = process.env['TZ']

/** Node reads the zone again whenever it is set. */
const inZone = (zone: string): void => {
  process.env['TZ'] = zone
}

afterEach(() => {
  if (zoneBefore === undefined) delete process.env['TZ']
  else process.env['TZ'] = zoneBefore
})

const at = (text: string): number => new Date(text).getTime()

const typesOf = (now: string, moments: readonly string[]): readonly string[] => {
  const groupOf = createDateGroups(at(now))
  return moments.map(moment => groupOf(at(moment)).type)
}

describe('groups by calendar day', () => {
  test('the borders of every group, in a zone east of Greenwich', () => {
    inZone('Asia/Dhaka')
    expect(
      typesOf('2026-11-21T09:00', [
        '2026-11-22T08:00',
        '2026-11-21T00:00',
        '2026-11-20T23:59:59.999',
        '2026-11-20T00:00',
        '2026-11-19T23:59',
        '2026-11-14T00:00',
        '2026-11-13T23:59',
        '2026-10-22T00:00',
        '2026-10-21T23:59',
        '2026-01-01T00:00',
        '2025-12-31T23:59',
      ]),
    ).toEqual([
      'today',
      'today',
      'yesterday',
      'yesterday',
      'previous-7-days',
      'previous-7-days',
      'previous-30-days',
      'previous-30-days',
      'month',
      'month',
      'year',
    ])
  })

  test('early in January, the year before is already named by its year', () => {
    inZone('UTC')
    expect(typesOf('2026-01-10T12:00', ['2025-12-20T12:00', '2025-12-05T12:00'])).toEqual([
      'previous-30-days',
      'year',
    ])
  })

  test('months and years of different moments have different keys, of the same one the same', () => {
    inZone('UTC')
    const groupOf = createDateGroups(at('2026-11-21T12:00'))
    const keyOf = (moment: string): string => dateGroupKey(groupOf(at(moment)))
    expect(keyOf('2026-09-01T00:00')).toBe(keyOf('2026-09-30T23:59'))
    expect(keyOf('2026-09-30T23:59')).not.toBe(keyOf('2026-08-31T23:59'))
    expect(keyOf('2024-01-01T00:00')).toBe(keyOf('2024-12-31T23:59'))
    expect(keyOf('2024-12-31T23:59')).not.toBe(keyOf('2025-01-01T00:00'))
  })
})

describe('days that do not have 24 hours', () => {
  test('spring: the day of 23 hours is yesterday to its first minute, and no minute more', () => {
    inZone('America/New_York')
    // Clocks went forward on 8 March 2026. Twenty-four hours back from midnight would be 23:00 on the 7th.
    expect(typesOf('2026-03-09T00:00', ['2026-03-08T00:00', '2026-03-07T23:30'])).toEqual([
      'yesterday',
      'previous-7-days',
    ])
  })

  test('autumn: the day of 25 hours keeps its first hour', () => {
    inZone('America/New_York')
    // Clocks went back on 1 November 2026.
    expect(typesOf('2026-11-02T12:00', ['2026-11-01T00:10'])).toEqual(['yesterday'])
    expect(nextMidnight(at('2026-11-01T12:00'))).toBe(at('2026-11-02T00:00'))
    expect(nextMidnight(at('2026-11-01T00:30')) - at('2026-11-01T00:30')).toBe(24.5 * 3_600_000)
  })

  test('a zone whose day begins at one o’clock, since midnight is skipped there', () => {
    inZone('America/Asuncion')
    const groupOf = createDateGroups(at('2024-10-06T12:00'))
    expect(groupOf(at('2024-10-06T01:00')).type).toBe('today')
    expect(groupOf(at('2024-10-05T23:59')).type).toBe('yesterday')
  })
})

describe('midnight', () => {
  test('what was today is yesterday one millisecond later', () => {
    inZone('Europe/Berlin')
    const moment = at('2026-11-20T22:00')
    const before = at('2026-11-20T23:59:59.999')
    expect(createDateGroups(before)(moment).type).toBe('today')
    expect(nextMidnight(before)).toBe(before + 1)
    expect(createDateGroups(nextMidnight(before))(moment).type).toBe('yesterday')
  })

  test('the same moment is another day in another zone', () => {
    const moment = Date.parse('2026-11-20T20:00Z')
    const now = Date.parse('2026-11-21T06:00Z')
    inZone('Asia/Dhaka')
    expect(createDateGroups(now)(moment).type).toBe('today')
    inZone('America/Los_Angeles')
    expect(createDateGroups(now)(moment).type).toBe('today')
    inZone('UTC')
    expect(createDateGroups(now)(moment).type).toBe('yesterday')
  })
})
