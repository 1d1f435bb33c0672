/** What was written is read back equal, and nothing that was said is missing, whatever the tree looks like. */

import type { PortableThread } from '../transfer/portable-thread.ts'
import { portableTree } from '../transfer/portable-tree.ts'
import { messageOf, threadOf } from '../transfer/testing/portable-threads.ts'
import { readAll } from '../import/testing/read-fixture.ts'
import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { ExportFormat } from './export-request.ts'
import { createMemorySource, defaultOptions, exportToMemory, weaving } from './testing/memory-source.ts'
import { picture, richThread, workspaceId } from './testing/rich-thread.ts'

const written = (format: ExportFormat, threads: readonly PortableThread[], withFiles = false) =>
  exportToMemory(createMemorySource({ threads }), { ...defaultOptions(format), withFiles })

const blobOf = ({ bytes }: { readonly bytes: Uint8Array }): Blob => new Blob([bytes.slice()])

/** Trees as a Weft writes them: a parent is older than its children. */
const grownThreads = fc
  .array(
    fc.record({
      parent: fc.nat({ max: 31 }),
      deleted: fc.boolean(),
      words: fc.string({ unit: 'grapheme', minLength: 1, maxLength: 20 }),
    }),
    { minLength: 1, maxLength: 16 },
  )
  .map((messages): PortableThread => {
    const placed = messages.map(({ parent, deleted, words }, place) => {
      const above = parent % (place + 1)
      const message = messageOf({
        place,
        parent: above === 0 ? null : above - 1,
        deleted: deleted && place % 3 === 2,
        order: (place + 1) * 1000,
      })
      return { ...message, parts: [{ type: 'text' as const, text: `«${place}» ${words} ` }] }
    })
    return { ...threadOf(placed), title: 'Looms' }
  })

describe('JSON', () => {
  it('is read back as it was, files and folders with it', async () => {
    const { events, skipped } = await readAll(blobOf(await written('json', [richThread], true)))
    expect(skipped).toEqual([])
    expect(events).toContainEqual({ type: 'portable-folder', folder: weaving })
    const [portable] = events.flatMap(event => (event.type === 'portable' ? [event.portable] : []))
    expect(portable?.thread).toEqual(richThread)
    expect(portable?.workspaceId).toBe(workspaceId)
    expect(portable?.files.map(({ attachmentId }) => attachmentId)).toContain(picture.attachmentId)
  })

  it('is read back as it was, whatever the tree', async () => {
    await fc.assert(
      fc.asyncProperty(grownThreads, async thread => {
        const { events } = await readAll(blobOf(await written('json', [thread])))
        expect(events.flatMap(event => (event.type === 'portable' ? [event.portable.thread] : []))).toEqual([
          thread,
        ])
      }),
      { numRuns: 100 },
    )
  })
})

describe('the shape of ChatGPT', () => {
  it('is read back with its tree, its words and its times', async () => {
    await fc.assert(
      fc.asyncProperty(grownThreads, async thread => {
        const { threads } = await readAll(blobOf(await written('chatgpt', [thread])))
        const tree = portableTree(thread)
        const expected = tree.living.map(message => ({
          sourceId: message.id,
          parentSourceId: tree.parentOf(message)?.id ?? null,
          role: message.role,
          createdAt: message.createdAt,
          parts: message.parts,
        }))
        const read = threads.flatMap(({ messages }) =>
          messages.map(({ sourceId, parentSourceId, role, createdAt, parts }) => ({
            sourceId,
            parentSourceId,
            role,
            createdAt,
            parts,
          })),
        )
        const byId = (a: { readonly sourceId: string }, b: { readonly sourceId: string }): number =>
          a.sourceId < b.sourceId ? -1 : 1
        expect(read.toSorted(byId)).toEqual(expected.toSorted(byId))
        expect(threads[0]?.leafSourceId).toBe(tree.branches[0]?.messages.at(-1)?.id)
      }),
      { numRuns: 100 },
    )
  })

  it('is read back with reasoning, tools, files and models', async () => {
    const { threads, offers } = await readAll(blobOf(await written('chatgpt', [richThread], true)))
    const [thread] = threads
    expect(thread).toMatchObject({
      sourceId: richThread.id,
      title: richThread.title,
      pinned: true,
      model: 'gpt-5',
    })
    const parts = thread?.messages.flatMap(message => message.parts) ?? []
    for (const part of richThread.messages.flatMap(message => (message.deleted ? [] : message.parts))) {
      if (part.type === 'text') expect(parts).toContainEqual(part)
      if (part.type === 'reasoning') expect(parts).toContainEqual({ type: 'reasoning', text: part['text'] })
      if (part.type === 'tool-call')
        expect(parts).toContainEqual(expect.objectContaining({ type: 'tool-call', input: part['input'] }))
      if (part.type === 'tool-result')
        expect(parts).toContainEqual(expect.objectContaining({ type: 'tool-result', output: part['output'] }))
      if (part.type === 'attachment')
        expect(parts).toContainEqual(expect.objectContaining({ type: 'file', name: part['name'] }))
    }
    expect(offers).toEqual([{ type: 'instructions', name: 'ChatGPT', text: richThread.instructions }])
  })
})

describe('no message is missing', () => {
  it.each(['markdown', 'html', 'json', 'chatgpt'] as const)('in %s with all versions', async format => {
    await fc.assert(
      fc.asyncProperty(grownThreads, async thread => {
        const { text, report } = await written(format, [thread])
        for (const [place, { deleted }] of thread.messages.entries()) {
          const times = text.split(`«${place}»`).length - 1
          // The words before a branch stand at its head once more.
          if (deleted && format !== 'json') expect(times).toBe(0)
          else if (format === 'markdown') expect(times).toBeGreaterThanOrEqual(1)
          else expect(times).toBe(1)
        }
        const living = thread.messages.filter(({ deleted }) => !deleted).length
        expect(report.messages).toBe(format === 'json' ? thread.messages.length : living)
      }),
      { numRuns: 100 },
    )
  })
})
