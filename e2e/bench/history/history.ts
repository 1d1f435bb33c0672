/**
 * Ten years of history that nobody had: threads in ten languages with code, tables and formulas, long and short, with
 * branches, models, folders, pins, archives and files, the same for the same seed. It is made thread by thread while
 * it is read, so a hundred thousand messages never lie in memory at once.
 */

import { createId, type FolderId } from '@weft/shared/ids.ts'
import { testRandom } from '@weft/shared/testing/env.ts'
import type { PortableFolder, PortableThread } from '../../../app/src/features/transfer/portable-thread.ts'
import { createDice, type Dice } from './dice.ts'
import { type HistoryFile, makeFiles } from './files.ts'
import { growThread } from './grow-thread.ts'
import { createModels } from './models.ts'
import { fewWords } from './prose.ts'
import { beginning, day, minute } from './rhythm.ts'
import { stampOf } from './stamp-of.ts'
import type { Language } from './words.ts'

export interface HistoryShares {
  readonly language: Readonly<Partial<Record<Language, number>>>
  /** Of threads. */
  readonly branched: number
  readonly inFolders: number
  readonly pinned: number
  readonly archived: number
  readonly trashed: number
  /** Without a title of their own: the first words stand for it. */
  readonly untitled: number
  /** Of answers. */
  readonly code: number
  readonly reasoning: number
  readonly tools: number
  /** Of questions. */
  readonly files: number
}

export interface HistoryPlan {
  readonly seed: number
  /** The long one included. */
  readonly threads: number
  /** Of all threads and branches together. */
  readonly messages: number
  /** Messages of the one long thread; 0: there is none. */
  readonly longThread: number
  readonly folders: number
  /** The end of the history, milliseconds since the epoch; nothing is later. */
  readonly now: number
  readonly years: number
  readonly shares: HistoryShares
}

export const usualShares: HistoryShares = {
  language: { en: 46, de: 8, fr: 5, bn: 8, hi: 7, th: 4, ar: 6, zh: 7, ja: 5, ko: 4 },
  branched: 0.18,
  inFolders: 0.3,
  pinned: 0.004,
  archived: 0.12,
  trashed: 0.01,
  untitled: 0.08,
  code: 0.25,
  reasoning: 0.06,
  tools: 0.02,
  files: 0.01,
}

/** What the budgets are about (design.md, section 8). */
export const tenYears: HistoryPlan = {
  seed: 20_261_128,
  threads: 5_000,
  messages: 100_000,
  longThread: 10_000,
  folders: 40,
  now: Date.UTC(2026, 10, 28, 12),
  years: 10,
  shares: usualShares,
}

export interface History {
  readonly folders: readonly PortableFolder[]
  /** What the attachment parts of the threads name. */
  readonly files: readonly HistoryFile[]
  /** Made anew, and the same, each time. The long thread comes first, the others by chance. */
  readonly threads: () => Iterable<PortableThread>
}

/** How long each thread is: most a few messages, some hundreds, `messages` in all. */
const lengths = (dice: Dice, threads: number, messages: number): readonly number[] => {
  if (threads === 0) return []
  if (messages < threads) throw new Error('Every thread has one message at least')
  const drawn = Array.from({ length: threads }, () => dice.around(10, 0.9))
  const scale = (messages - threads) / drawn.reduce((sum, value) => sum + value, 0)
  let given = 0
  let wanted = 0
  return drawn.map((value, index) => {
    wanted += value * scale
    const extra = index === threads - 1 ? messages - threads - given : Math.round(wanted) - given
    given += extra
    return 1 + extra
  })
}

/** The same thread `by` milliseconds later; the order in it stays. */
const moveBy = (thread: PortableThread, by: number): PortableThread => ({
  ...thread,
  createdAt: thread.createdAt + by,
  messages: thread.messages.map(message => {
    const createdAt = message.createdAt + by
    return { ...message, createdAt, stamp: stampOf(createdAt) }
  }),
})

export const createHistory = (plan: HistoryPlan): History => {
  const { now, shares } = plan
  const span = plan.years * 365 * day
  const dice = createDice(testRandom(plan.seed))
  const folders = Array.from(
    { length: plan.folders },
    (): PortableFolder => ({
      id: createId(dice.random, 'fld'),
      name: fewWords(dice, dice.weighted(shares.language), 1, 3),
      createdAt: beginning(dice, now, span),
    }),
  )
  const files = makeFiles(dice)
  const models = createModels(dice)
  const others = plan.threads - (plan.longThread > 0 ? 1 : 0)
  const counts = lengths(dice, others, plan.messages - plan.longThread)

  /** Each thread has dice of its own, so it is the same however many stand before it. */
  const threadDice = (index: number): Dice => createDice(testRandom(plan.seed * 7_919 + index * 104_729 + 1))

  const placeOf = (own: Dice, beganAt: number): Partial<PortableThread> => {
    const folder: FolderId | undefined =
      folders.length > 0 && own.chance(shares.inFolders) ? own.pick(folders).id : undefined
    return {
      ...(folder ? { folderId: folder } : {}),
      ...(own.chance(shares.pinned) ? { pinned: true as const } : {}),
      // What was put away is seldom of the last days.
      ...(beganAt < now - 2 * day && own.chance(shares.archived) ? { archived: true as const } : {}),
      ...(beganAt < now - 30 * day && own.chance(shares.trashed)
        ? { trashedAt: now - own.between(1, 20) * day }
        : {}),
    }
  }

  const thread = (index: number, count: number, isLong: boolean): PortableThread => {
    const own = threadDice(index)
    const language = isLong ? 'en' : own.weighted(shares.language)
    const beganAt = isLong ? now - span / 5 : beginning(own, now, span)
    const title = fewWords(own, language)
    const grown = growThread(own, {
      language,
      count,
      beganAt,
      model: models.at(own, 1 - (now - beganAt) / span),
      branches: !isLong && count > 3 && own.chance(shares.branched),
      files,
      shares,
    })
    const made: PortableThread = {
      id: createId(own.random, 'thr'),
      createdAt: grown.messages[0]?.createdAt ?? beganAt,
      ...(own.chance(shares.untitled) ? {} : { title }),
      ...(isLong ? {} : placeOf(own, beganAt)),
      leaf: grown.leaf,
      messages: [...grown.messages],
    }
    const latest = now - minute
    // The long thread was written in just now, so it stands at the head of the list; the others only end before that.
    const by = isLong ? latest - grown.endedAt : Math.min(0, latest - minute - grown.endedAt)
    return by === 0 ? made : moveBy(made, by)
  }

  return {
    folders,
    files,
    threads: function* () {
      if (plan.longThread > 0) yield thread(0, plan.longThread, true)
      for (const [index, count] of counts.entries()) yield thread(index + 1, count, false)
    },
  }
}
