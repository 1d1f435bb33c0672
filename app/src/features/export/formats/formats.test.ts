/**
 * Each format of a thread with everything in it, against a file that was read and found right. What changes one of them
 * changes what people have on their disks: look at the difference before you take it over with `-u`.
 */

import { describe, expect, it } from 'vitest'
import * as z from 'zod/mini'
import { createMemorySource, defaultOptions, exportToMemory } from '../testing/memory-source.ts'
import { message, messageId, picture, pixel, richThread } from '../testing/rich-thread.ts'
import type { ExportFormat, ExportOptions } from '../export-request.ts'

const exported = (format: ExportFormat, options: Partial<ExportOptions> = {}) =>
  exportToMemory(createMemorySource({ threads: [richThread] }), { ...defaultOptions(format), ...options })

const golden = (name: string): string => `./__fixtures__/${name}`

const Line = z.object({ messages: z.array(z.looseObject({ role: z.string() })) })

const linesOf = (text: string) =>
  text
    .trimEnd()
    .split('\n')
    .map(line => Line.parse(JSON.parse(line)))

describe('a thread as Markdown', () => {
  it('is its shown branch by default', async () => {
    const { text, report } = await exported('markdown', { allBranches: false })
    await expect(text).toMatchFileSnapshot(golden('rich-shown.md'))
    expect(report).toMatchObject({ threads: 1, messages: 8, leftOut: [] })
  })

  it('is every branch, under headings that say so', async () => {
    const { text, report } = await exported('markdown')
    await expect(text).toMatchFileSnapshot(golden('rich.md'))
    expect(report.messages).toBe(12)
  })
})

describe('a thread as a page', () => {
  it('holds every branch, its pictures and its texts', async () => {
    const { text, report } = await exported('html')
    await expect(text).toMatchFileSnapshot(golden('rich.html'))
    expect(report).toMatchObject({ files: 2, leftOut: [] })
  })

  it('lets a file be saved that it cannot show, and opens none', async () => {
    const file = { ...picture, name: 'tariff "1" <b>.html', mediaType: 'text/html', size: 300_000 }
    const thread = { ...richThread, messages: [message('a', null, 0, 'user', [file])] }
    const source = createMemorySource({ threads: [thread] })
    const { text, report } = await exportToMemory(source, defaultOptions('html'))
    const bytes = Buffer.from(pixel).toString('base64')
    const address = `data:application/octet-stream;base64,${bytes}`
    expect(text).toContain(`<a href="${address}" download="tariff &quot;1&quot; &lt;b&gt;.html">`)
    expect(text.match(/data:/g)).toHaveLength(2)
    expect(report).toMatchObject({ files: 1, leftOut: [] })
  })

  it('names what could not be had', async () => {
    const source = createMemorySource({ threads: [richThread], hasFiles: false })
    const { text, report } = await exportToMemory(source, defaultOptions('html'))
    expect(text).not.toContain('data:image')
    expect(report.leftOut.map(left => left.type)).toEqual(['file', 'file'])
    expect(report.files).toBe(0)
  })
})

describe('threads as JSON', () => {
  it('are whole, with what was deleted', async () => {
    const { text, report } = await exported('json')
    await expect(text).toMatchFileSnapshot(golden('rich.json'))
    expect(JSON.parse(text)).toMatchObject({ format: 'weft', version: 1, threads: [richThread] })
    expect(report.messages).toBe(richThread.messages.length)
  })
})

describe('threads for fine-tuning', () => {
  it('are a line for each answer at an end, without what failed', async () => {
    const { text } = await exported('fine-tuning')
    await expect(text).toMatchFileSnapshot(golden('rich.jsonl'))
    const lines = linesOf(text)
    for (const { messages } of lines) expect(messages.at(-1)?.role).toBe('assistant')
    expect(text).not.toContain('Overloaded')
    expect(text).not.toContain('const warp')
  })

  it('are only what was rated good, and teach nothing else, when that is asked for', async () => {
    const { text } = await exported('fine-tuning', { onlyGood: true })
    const [line, ...others] = linesOf(text)
    expect(others).toEqual([])
    expect(line?.messages.at(-1)).toMatchObject({ role: 'assistant', weight: 1 })
    expect(text).not.toContain('It weaves.')
  })

  it('join an answer with what goes on from where it was cut', async () => {
    const [question, answer] = richThread.messages
    if (!question || !answer) throw new Error('the thread has them')
    const parts = (words: string) => [{ type: 'text' as const, text: words }]
    const cut = { ...answer, id: messageId('first'), status: 'interrupted', parts: parts('Warp ') }
    const rest = {
      ...answer,
      id: messageId('second'),
      parentId: cut.id,
      continues: true,
      parts: parts('and weft.'),
    }
    const thread = { ...richThread, messages: [question, cut, rest] }
    const { text } = await exportToMemory(
      createMemorySource({ threads: [thread] }),
      defaultOptions('fine-tuning'),
    )
    expect(linesOf(text)[0]?.messages.at(-1)).toEqual({ role: 'assistant', content: 'Warp and weft.' })
  })
})

describe('threads in the shape of ChatGPT', () => {
  it('are a tree of nodes that agree with each other', async () => {
    const { text } = await exported('chatgpt')
    await expect(text).toMatchFileSnapshot(golden('rich-chatgpt.json'))
    const Node = z.object({
      id: z.string(),
      parent: z.nullable(z.string()),
      children: z.array(z.string()),
      message: z.nullable(z.looseObject({})),
    })
    const Conversation = z.object({ current_node: z.string(), mapping: z.record(z.string(), Node) })
    const [conversation] = z.array(Conversation).parse(JSON.parse(text))
    const { mapping = {}, current_node: current = '' } = conversation ?? {}
    expect(mapping[current]).toBeDefined()
    for (const [key, node] of Object.entries(mapping)) {
      expect(node.id).toBe(key)
      if (node.parent !== null) expect(mapping[node.parent]?.children).toContain(node.id)
      for (const child of node.children) expect(mapping[child]?.parent).toBe(node.id)
    }
  })
})
