import { describe, expect, it } from 'vitest'
import { backupName, outdatedBackups } from './backup-name.ts'
import {
  isDue,
  mayNotice,
  type NoticeFacts,
  quietTime,
  shouldNotice,
  shouldRemind,
  sinceWhen,
} from './due.ts'

const day = 24 * 3_600_000
const now = Date.UTC(2026, 10, 28, 12)

describe('a planned backup', () => {
  it.each([
    ['never made', 'day', undefined, true],
    ['made an hour ago', 'day', 3_600_000, false],
    ['made a day ago', 'day', day, true],
    ['made six days ago', 'week', 6 * day, false],
    ['made a week ago', 'week', 7 * day, true],
    ['made next month, by a clock that was wrong', 'week', -30 * day, true],
  ] as const)('%s, every %s', (_, every, ago, due) => {
    expect(isDue({ every, ...(ago === undefined ? {} : { madeAt: now - ago }) }, now)).toBe(due)
  })

  it('takes away its own oldest files, and nobody else’s', () => {
    const own = [0, 1, 2, 3].map(days => backupName(now - days * day))
    const others = [
      'weft-notes.txt',
      'weft-2020-01-01-0000.weft-backup.txt',
      'my weft-2020-01-01-0000.weft-backup',
    ]
    const shuffled = [own[2] ?? '', ...others, own[0] ?? '', own[3] ?? '', own[1] ?? '']
    expect(outdatedBackups(shuffled, 3)).toEqual([own[3]])
    expect(outdatedBackups(shuffled, 0)).toEqual([own[1], own[2], own[3]])
  })
})

describe('a reminder', () => {
  const facts = { now, messages: 60, isPlanned: false }
  it.each([
    ['of a first backup, when there is something to lose', facts, true],
    ['never for a handful of messages', { ...facts, messages: 49 }, false],
    ['never where a plan makes them', { ...facts, isPlanned: true }, false],
    ['not while the last one is fresh', { ...facts, messages: 900, lastMadeAt: now - 13 * day }, false],
    [
      'not when little has been said since',
      { ...facts, lastMadeAt: now - 40 * day, messages: 100, messagesThen: 60 },
      false,
    ],
    [
      'of another one after two weeks and fifty messages',
      { ...facts, lastMadeAt: now - 14 * day, messages: 110, messagesThen: 60 },
      true,
    ],
    ['not for a while after it was waved away', { ...facts, quietUntil: now + quietTime }, false],
    ['again after that while', { ...facts, quietUntil: now }, true],
  ])('%s', (_, given, wanted) => {
    expect(shouldRemind(given)).toBe(wanted)
  })
})

describe('a notice outside the settings', () => {
  const facts: NoticeFacts = {
    now,
    messages: 200,
    since: now - 14 * day,
    lastMadeAt: undefined,
    messagesThen: undefined,
    quietUntil: undefined,
    isPlanned: false,
    isSynced: false,
  }
  const backedUp = { ...facts, messages: 300, messagesThen: 100, since: now - 400 * day }
  it.each([
    ['two weeks after there was something to lose', facts, true],
    ['not a day before', { ...facts, since: now - 13 * day }, false],
    ['never in a profile with few messages, however old', { ...facts, messages: 199, since: 0 }, false],
    ['never where a plan makes them', { ...facts, isPlanned: true }, false],
    ['not for a month after it was waved away', { ...facts, quietUntil: now + 1 }, false],
    ['again after that month', { ...facts, quietUntil: now }, true],
    ['not while the last one is fresh', { ...backedUp, lastMadeAt: now - 13 * day }, false],
    [
      'two weeks and two hundred messages after the last one',
      { ...backedUp, lastMadeAt: now - 14 * day },
      true,
    ],
    ['not when less was said since', { ...backedUp, messagesThen: 101, lastMadeAt: now - 99 * day }, false],
    ['later where a server keeps it too', { ...facts, isSynced: true, since: now - 89 * day }, false],
    ['but there too', { ...facts, isSynced: true, since: now - 90 * day }, true],
  ])('%s', (_, given, wanted) => {
    expect(shouldNotice(given)).toBe(wanted)
    // Nobody counts for what is not said anyway, and nothing is said that was not counted for.
    if (wanted) expect(mayNotice(given)).toBe(true)
  })

  it('counts from the first time that there was much, and anew when a clock was set back', () => {
    expect(sinceWhen(199, Number.NaN, now)).toBeUndefined()
    expect(sinceWhen(200, Number.NaN, now)).toBe(now)
    expect(sinceWhen(900, now - day, now)).toBe(now - day)
    expect(sinceWhen(900, now + day, now)).toBe(now)
  })
})
