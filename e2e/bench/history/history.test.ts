import { createHash } from 'node:crypto'
import fc from 'fast-check'
import { describe, expect, test, vi } from 'vitest'
import * as z from 'zod/mini'
import { PortableThread } from '../../../app/src/features/transfer/portable-thread.ts'
import { createHistory, type HistoryPlan, usualShares } from './history.ts'
import { historyToChatgpt } from './to-chatgpt.ts'
import { languages, wordsOf } from './words.ts'
import { type Part, TextPart } from '@weft/shared/schema/part.ts'

// Thousands of messages are made; a busy machine takes its time for them.
vi.setConfig({ testTimeout: 60_000 })

const plan: HistoryPlan = {
  seed: 1,
  threads: 400,
  messages: 6_000,
  longThread: 600,
  folders: 12,
  now: Date.UTC(2026, 10, 28, 12),
  years: 10,
  shares: usualShares,
}

const plans: fc.Arbitrary<HistoryPlan> = fc
  .record({
    seed: fc.nat(1_000_000),
    threads: fc.integer({ min: 2, max: 12 }),
    perThread: fc.integer({ min: 1, max: 9 }),
    longThread: fc.constantFrom(0, 1, 40),
    folders: fc.nat(4),
  })
  .map(({ perThread, ...drawn }) => ({
    ...plan,
    ...drawn,
    messages: drawn.longThread + drawn.threads * perThread,
  }))

const Timed = z.nullable(z.looseObject({ create_time: z.number(), weight: z.number() }))

const branches = (thread: PortableThread): number => {
  const parents = thread.messages.map(message => message.parentId)
  return parents.length - new Set(parents).size
}

/** Short to read where two differ. */
const digest = (threads: Iterable<PortableThread>): string =>
  createHash('sha256')
    .update(JSON.stringify([...threads]))
    .digest('hex')

const textOf = (part: Part): string => (part.type === 'text' ? z.parse(TextPart, part).text : '')

const allText = (thread: PortableThread): string =>
  thread.messages.flatMap(message => message.parts.map(part => textOf(part))).join(' ')

/** The language whose words make the most of a text; undefined where it is too short to say. */
const languageOf = (text: string): string | undefined => {
  const words = new Set(text.toLowerCase().split(/[^\p{L}\p{M}]+/u))
  const held = languages.map(language => {
    const isHeld = (word: string): boolean =>
      /[\u0e00-\u0e7f\u3040-\u30ff\u4e00-\u9fff]/.test(word) ? text.includes(word) : words.has(word)
    return { language, count: wordsOf[language].filter(isHeld).length / wordsOf[language].length }
  })
  return held.toSorted((a, b) => b.count - a.count)[0]?.language
}

describe('a synthetic history', () => {
  test('is the same for the same seed, another for another, and the same when it is read again', () => {
    fc.assert(
      fc.property(plans, drawn => {
        const history = createHistory(drawn)
        const first = digest(history.threads())
        expect(digest(history.threads())).toBe(first)
        expect(digest(createHistory(drawn).threads())).toBe(first)
        expect(digest(createHistory({ ...drawn, seed: drawn.seed + 1 }).threads())).not.toBe(first)
      }),
      { numRuns: 20 },
    )
  })

  test('holds exactly the threads and messages asked for, each valid, and nothing is later than its end', () => {
    fc.assert(
      fc.property(plans, drawn => {
        const history = createHistory(drawn)
        const threads = [...history.threads()].map(thread => PortableThread.parse(thread))
        expect(threads).toHaveLength(drawn.threads)
        expect(threads.reduce((sum, thread) => sum + thread.messages.length, 0)).toBe(drawn.messages)
        const folderIds = new Set(history.folders.map(folder => folder.id))
        const fileIds = new Set<unknown>(history.files.map(file => file.part.attachmentId))
        for (const thread of threads) {
          const known = new Set<string | null>([null])
          for (const message of thread.messages) {
            expect(known).toContain(message.parentId)
            known.add(message.id)
            expect(message.createdAt).toBeLessThan(drawn.now)
            for (const part of message.parts)
              if (part.type === 'attachment') expect(fileIds).toContain(part['attachmentId'])
          }
          const times = thread.messages.map(message => message.stamp)
          expect(times).toEqual(times.toSorted())
          expect(known).toContain(thread.leaf)
          if (thread.folderId) expect(folderIds).toContain(thread.folderId)
        }
        const ids = threads.flatMap(thread => [thread.id, ...thread.messages.map(message => message.id)])
        expect(new Set<string>(ids).size).toBe(ids.length)
      }),
      { numRuns: 60 },
    )
  })

  test('has the languages, branches, folders and code in the shares asked for', () => {
    const threads = [...createHistory(plan).threads()].slice(1)
    const share = (holds: (thread: PortableThread) => boolean): number =>
      threads.filter(holds).length / threads.length

    for (const language of languages) {
      const wanted = (usualShares.language[language] ?? 0) / 100
      const found = share(thread => languageOf(allText(thread).slice(0, 3_000)) === language)
      expect(Math.abs(found - wanted), `${language}: ${found}`).toBeLessThan(0.06)
    }
    // Some threads are too short to have a second branch.
    expect(share(thread => branches(thread) > 0)).toBeGreaterThan(usualShares.branched * 0.6)
    expect(share(thread => branches(thread) > 0)).toBeLessThan(usualShares.branched * 1.3)
    expect(Math.abs(share(thread => thread.folderId !== undefined) - usualShares.inFolders)).toBeLessThan(
      0.08,
    )
    expect(share(thread => thread.archived === true)).toBeGreaterThan(0.05)

    const answers = threads.flatMap(thread => thread.messages.filter(message => message.role === 'assistant'))
    const withCode = answers.filter(answer => answer.parts.some(part => textOf(part).includes('```')))
    expect(Math.abs(withCode.length / answers.length - usualShares.code)).toBeLessThan(0.06)

    const none = { ...usualShares, branched: 0, code: 0, inFolders: 0, language: { th: 1 } }
    const plain = [...createHistory({ ...plan, shares: none }).threads()].slice(1)
    expect(plain.every(thread => branches(thread) === 0 && thread.folderId === undefined)).toBe(true)
    expect(plain.map(allText).join('')).not.toContain('```')
    expect(plain.every(thread => /[\u0e00-\u0e7f]/.test(allText(thread)))).toBe(true)
  })

  test('threads are short and long, and lie in ten years with a rhythm of days', () => {
    const threads = [...createHistory(plan).threads()].slice(1)
    const counts = threads.map(thread => thread.messages.length).toSorted((a, b) => a - b)
    expect(counts.at(-1) ?? 0).toBeGreaterThan(4 * (counts[counts.length >> 1] ?? 0))
    const begun = threads.map(thread => new Date(thread.createdAt))
    const atNight = begun.filter(date => date.getUTCHours() < 5).length / begun.length
    expect(atNight).toBeLessThan(0.06)
    expect(new Set(begun.map(date => date.getUTCFullYear())).size).toBeGreaterThanOrEqual(10)
  })

  test('as a ChatGPT file it is one JSON text with every message in its tree', () => {
    const small = { ...plan, threads: 40, messages: 700, longThread: 100 }
    const threads = [...createHistory(small).threads()]
    const file: unknown = JSON.parse([...historyToChatgpt(threads)].join(''))
    const conversations = file as readonly {
      readonly mapping: Record<
        string,
        { readonly parent: string | null; readonly children: readonly string[]; readonly message: unknown }
      >
      readonly current_node: string
    }[]
    expect(conversations).toHaveLength(threads.length)
    for (const [index, { mapping, current_node }] of conversations.entries()) {
      const visible = (threads[index]?.messages ?? []).flatMap(message =>
        message.parts.filter(part => part.type !== 'attachment'),
      )
      // A root without a message and a hidden node stand before them.
      expect(Object.keys(mapping)).toHaveLength(visible.length + 2)
      expect(mapping).toHaveProperty([current_node])
      const timeOf = (id: string | null): number | null => {
        const message = id === null ? null : z.parse(Timed, mapping[id]?.message)
        return message?.weight === 1 ? Math.round(message.create_time * 1_000) : null
      }
      // Every message stands under its parent; the parts of one share its time.
      const inFile = Object.entries(mapping).map(([id, node]) => [timeOf(id), timeOf(node.parent)] as const)
      const byId = new Map(threads[index]?.messages.map(message => [message.id, message.createdAt]))
      const wanted = threads[index]?.messages.map(({ createdAt, parentId }) => [
        createdAt,
        parentId === null ? null : (byId.get(parentId) ?? null),
      ])
      expect(inFile.filter(([at, above]) => at !== null && at !== above)).toEqual(wanted)
      for (const [id, node] of Object.entries(mapping)) {
        for (const child of node.children) expect(mapping[child]?.parent).toBe(id)
        if (node.parent !== null) expect(mapping[node.parent]?.children).toContain(id)
      }
    }
    expect([...historyToChatgpt([])].join('').trim()).toBe('[]')
  })
})
