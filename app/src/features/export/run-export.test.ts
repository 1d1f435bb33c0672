/** An export as a whole: what becomes an archive, what is left out and told, and how it is stopped. */

import { strFromU8, unzipSync } from 'fflate'
import { expect, test } from 'vitest'
import { runExport } from './run-export.ts'
import { createMemorySource, defaultOptions, exportToMemory } from './testing/memory-source.ts'
import {
  language,
  message,
  messageId,
  notes,
  notesText,
  picture,
  richThread,
  start,
  text,
  threadId,
  workspaceId,
} from './testing/rich-thread.ts'
import type { PortableThread } from '../transfer/portable-thread.ts'

const entriesOf = (bytes: Uint8Array): ReadonlyMap<string, string> =>
  new Map(Object.entries(unzipSync(bytes)).map(([name, content]) => [name, strFromU8(content)]))

const small = (name: string, title: string): PortableThread => ({
  id: threadId(name),
  createdAt: start,
  title,
  messages: [message(name, null, 1, 'user', [text(`Words of ${name}.`)])],
})

test('several threads become an archive, each under its own name, in their folders', async () => {
  const threads = [richThread, small('a', 'Notes'), small('b', 'notes'), small('c', '../up')]
  const { bytes, report } = await exportToMemory(createMemorySource({ threads }), {
    ...defaultOptions('markdown'),
    withFiles: true,
  })
  const entries = entriesOf(bytes)
  expect([...entries.keys()].toSorted()).toEqual([
    'Notes.md',
    'Weaving a b/Looms & looms what they are.md',
    'attachments/loom (1).png',
    'attachments/notes.csv',
    'notes (2).md',
    'up.md',
  ])
  expect(entries.get('Weaving a b/Looms & looms what they are.md')).toContain(
    '![loom (1).png](../attachments/loom%20%281%29.png)',
  )
  expect(entries.get('attachments/notes.csv')).toBe(notesText)
  expect(report).toMatchObject({ threads: 4, files: 2, bytes: bytes.length, leftOut: [] })
})

test('pages of several threads have an index', async () => {
  const threads = [small('a', 'One & only'), small('b', 'Two')]
  const { bytes } = await exportToMemory(createMemorySource({ threads }), defaultOptions('html'))
  const index = entriesOf(bytes).get('index.html') ?? ''
  expect(index).toContain('<a href="One%20%26%20only.html" dir="auto">One &amp; only</a>')
  expect(index).toContain('href="Two.html"')
})

test('what does not open is told and stops nothing', async () => {
  const source = createMemorySource({
    threads: [small('a', 'Readable')],
    before: [
      { type: 'closed', threadId: threadId('locked'), title: 'Locked', reason: 'key-unopenable' },
      {
        type: 'thread',
        workspaceId,
        read: {
          thread: small('half', 'Half'),
          unreadableMessages: [{ id: messageId('gone'), reason: 'seal-tampered' }],
          unreadableRegisters: 2,
        },
      },
    ],
    hasFiles: false,
  })
  const { bytes, report } = await exportToMemory(source, { ...defaultOptions('json'), withFiles: true })
  expect(report.leftOut).toEqual([
    { type: 'thread', threadId: threadId('locked'), title: 'Locked', reason: 'key-unopenable' },
    {
      type: 'message',
      threadId: threadId('half'),
      title: 'Half',
      messageId: messageId('gone'),
      reason: 'seal-tampered',
    },
    { type: 'registers', threadId: threadId('half'), title: 'Half', count: 2 },
  ])
  const entries = entriesOf(bytes)
  expect(JSON.parse(entries.get('weft.json') ?? '').threads).toHaveLength(2)
  expect(entries.get('left-out.tsv')?.split('\n')).toHaveLength(5)
})

test('an attachment that cannot be had is told once, however often it is named', async () => {
  const again = { ...richThread, id: threadId('again') }
  const source = createMemorySource({ threads: [richThread, again], hasFiles: false })
  const { bytes, report } = await exportToMemory(source, { ...defaultOptions('chatgpt'), withFiles: true })
  expect(report.leftOut.map(left => (left.type === 'file' ? left.name : left.type))).toEqual([
    picture.name,
    notes.name,
  ])
  expect([...entriesOf(bytes).keys()].toSorted()).toEqual(['conversations.json', 'left-out.tsv'])
})

test('a stop gives up the file and asks for no more threads', async () => {
  const stopping = new AbortController()
  let taken = 0
  let given = ''
  let ended = false
  const source = createMemorySource({ threads: Array.from({ length: 50 }, (_, at) => small('a', `${at}`)) })
  const run = runExport({
    source: {
      ...source,
      next: () => {
        taken += 1
        if (taken === 3) stopping.abort()
        return source.next()
      },
      end: async () => {
        ended = true
      },
    },
    out: new WritableStream<Uint8Array>({ abort: () => void (given = 'up') }),
    options: defaultOptions('json'),
    language,
    exportedAt: start,
    progress: () => undefined,
    signal: stopping.signal,
  })
  await expect(run).rejects.toThrow()
  expect({ given, ended }).toEqual({ given: 'up', ended: true })
  expect(taken).toBeLessThan(5)
})

test('a disk that is full ends it with that error', async () => {
  const full = new DOMException('full', 'QuotaExceededError')
  const run = runExport({
    source: createMemorySource({ threads: [richThread] }),
    out: new WritableStream<Uint8Array>({
      write: () => {
        throw full
      },
    }),
    options: { ...defaultOptions('markdown'), withFiles: true },
    language,
    exportedAt: start,
    progress: () => undefined,
    signal: new AbortController().signal,
  })
  await expect(run).rejects.toBe(full)
})

test('a slow disk holds the reading back', async () => {
  let taken = 0
  const source = createMemorySource({
    threads: Array.from({ length: 100 }, (_, at) => ({
      ...small('a', `${at}`),
      messages: [message('a', null, 1, 'user', [text('x'.repeat(70_000))])],
    })),
  })
  const first = Promise.withResolvers<void>()
  const go = Promise.withResolvers<void>()
  let takenAtFirst = 0
  const run = runExport({
    source: {
      ...source,
      next: () => {
        taken += 1
        return source.next()
      },
    },
    out: new WritableStream<Uint8Array>({
      write: async () => {
        first.resolve()
        await go.promise
      },
    }),
    options: defaultOptions('json'),
    language,
    exportedAt: start,
    progress: () => undefined,
    signal: new AbortController().signal,
  })
  await first.promise
  await new Promise(resolve => setImmediate(resolve))
  takenAtFirst = taken
  go.resolve()
  await run
  expect(takenAtFirst).toBeLessThan(8)
  expect(taken).toBe(101)
})
