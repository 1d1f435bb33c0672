/** When the next backup is to be made, and when a person is reminded of one. Pure. */

import type { BackupInterval, BackupPlanRow } from './backup-rows.ts'

const day = 24 * 3_600_000
const lengthOf: Readonly<Record<BackupInterval, number>> = { day, week: 7 * day }

/** A clock that was set back makes no backup wait for longer than its interval. */
export const isDue = (plan: Pick<BackupPlanRow, 'every' | 'madeAt'>, now: number): boolean =>
  plan.madeAt === undefined || Math.abs(now - plan.madeAt) >= lengthOf[plan.every]

/** Days after which a person is reminded, and messages without which there is nothing to be reminded of. */
const remindAfter = 14 * day
const worthIt = 50

/** How long a person who does not want to is left alone, milliseconds. */
export const quietTime = 30 * day

export interface ReminderFacts {
  readonly now: number
  readonly messages: number
  readonly lastMadeAt?: number | undefined
  readonly messagesThen?: number | undefined
  readonly quietUntil?: number | undefined
  /** Backups are made by a plan, and nothing stands in its way. */
  readonly isPlanned: boolean
}

export const shouldRemind = (facts: ReminderFacts): boolean => {
  if (facts.isPlanned || facts.now < (facts.quietUntil ?? 0)) return false
  if (facts.lastMadeAt === undefined) return facts.messages >= worthIt
  return facts.now - facts.lastMadeAt >= remindAfter && facts.messages - (facts.messagesThen ?? 0) >= worthIt
}

/**
 * Outside the settings it takes more: so many messages since the last backup, and days since then, or since this device
 * was first seen to have so many. A server that is synced with keeps all of it too, so there it takes a quarter of a year.
 */
const noticeWorthIt = 200
const noticeAfter = 14 * day
const noticeAfterSynced = 90 * day

export interface NoticeFacts {
  readonly now: number
  readonly messages: number
  /** Since when this device is known to have something to lose. */
  readonly since: number
  readonly lastMadeAt: number | undefined
  readonly messagesThen: number | undefined
  readonly quietUntil: number | undefined
  readonly isPlanned: boolean
  readonly isSynced: boolean
}

const isLongAgo = ({ now, isSynced }: Pick<NoticeFacts, 'now' | 'isSynced'>, then: number): boolean =>
  now - then >= (isSynced ? noticeAfterSynced : noticeAfter)

/** All that can be said without counting. */
export const mayNotice = (facts: Omit<NoticeFacts, 'messages' | 'since'>): boolean =>
  !facts.isPlanned && facts.now >= (facts.quietUntil ?? 0) && isLongAgo(facts, facts.lastMadeAt ?? 0)

export const shouldNotice = (facts: NoticeFacts): boolean =>
  mayNotice(facts) &&
  isLongAgo(facts, facts.since) &&
  facts.messages - (facts.messagesThen ?? 0) >= noticeWorthIt

/** What is to be remembered: NaN where nothing is. Undefined while there is too little; a clock that was set back begins anew. */
export const sinceWhen = (messages: number, remembered: number, now: number): number | undefined => {
  if (messages < noticeWorthIt) return undefined
  return remembered <= now ? remembered : now
}
