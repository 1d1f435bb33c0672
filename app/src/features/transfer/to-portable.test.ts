/** What a reader found as a thread of ours. */

import { must } from '@weft/shared/assert.ts'
import { createSourceIds } from '@weft/shared/crypto/source-ids.ts'
import { createSyncSealer } from '@weft/shared/crypto/sync-sealer.ts'
import { AttachmentId, createId } from '@weft/shared/ids.ts'
import { testRandom } from '@weft/shared/testing/env.ts'
import { describe, expect, it } from 'vitest'
import { jsonBytes } from '../threads/found-in-steps.ts'
import type { ImportedFile, ImportedThread } from './imported-thread.ts'
import { elsewhereId, toPortable } from './to-portable.ts'

const workspace = 'wsp_aaaaaaaaaaaaaaaaaaaaaaaaaa'
const now = Date.UTC(2026, 10, 28)
const may = Date.UTC(2024, 4, 1)

const thread: ImportedThread = {
  source: 'chatgpt',
  sourceId: 'loom',
  title: ' The loom ',
  createdAt: may,
  instructions: 'Be short.',
  model: 'gpt-4o',
  leafSourceId: 'b',
  messages: [
    { sourceId: 'a', parentSourceId: null, role: 'user', parts: [{ type: 'text', text: 'How?' }] },
    {
      sourceId: 'b',
      parentSourceId: 'a',
      role: 'assistant',
      createdAt: may + 5,
      parts: [{ type: 'text', text: 'So.' }],
    },
  ],
}

const convert = async (
  from: ImportedThread,
  options: { readonly takesInstructions?: boolean; readonly here?: readonly string[] } = {},
) => {
  const random = testRandom(1)
  const ids = await createSourceIds(workspace, createSyncSealer(testRandom(7).bytes(32), random))
  const threadId = ids.thread(from.source, from.sourceId, 0)
  const stored: ImportedFile[] = []
  const portable = await toPortable(from, {
    ids,
    threadId,
    here: new Set((options.here ?? []).map(id => ids.message(threadId, id))),
    takesInstructions: options.takesInstructions ?? false,
    now,
    storeFile: async file => {
      if (file.content.type === 'missing') return null
      stored.push(file)
      return {
        type: 'attachment',
        attachmentId: AttachmentId.parse(createId(random, 'att')),
        name: file.name,
        mediaType: file.mediaType ?? 'text/plain',
        size: 1,
      }
    },
  })
  return { portable, stored, ids, threadId }
}

describe('a thread of another program', () => {
  it('has ids that its names make, its tree, and the models that nobody here serves', async () => {
    const { portable, ids, threadId } = await convert(thread)
    const [a, b] = [ids.message(threadId, 'a'), ids.message(threadId, 'b')]
    expect(portable).toMatchObject({ id: threadId, automaticTitle: 'The loom', createdAt: may, leaf: b })
    expect(portable.messages).toMatchObject([
      { id: a, parentId: null, createdAt: may },
      { id: b, parentId: a, model: { providerId: elsewhereId, modelId: 'gpt-4o', name: 'gpt-4o' } },
    ])
    expect(portable.messages[0]).not.toHaveProperty('model')
    // The thread itself remembers no model: whoever writes on in it is answered by one that is here.
    expect(portable).not.toHaveProperty('model')
  })

  it('brings what the model was told only when the person says so', async () => {
    expect((await convert(thread)).portable).not.toHaveProperty('instructions')
    expect((await convert(thread, { takesInstructions: true })).portable.instructions).toBe('Be short.')
  })

  it('leaves out what is here, and asks nothing of it again', async () => {
    const { portable } = await convert(thread, { here: ['a'] })
    expect(portable.messages).toHaveLength(1)
    expect(portable.messages[0]?.createdAt).toBe(may + 5)
  })

  it('keeps a line for a file that the export only names', async () => {
    const file: ImportedFile = { type: 'file', name: 'cloth.png', content: { type: 'missing' } }
    const [first] = thread.messages
    const { portable } = await convert({
      ...thread,
      messages: [{ ...must(first, 'a message'), parts: [file] }],
    })
    expect(portable.messages[0]?.parts).toEqual([{ type: 'text', text: '📎 cloth.png' }])
  })

  it('puts what is too long for a document into files, the longest first, and keeps its beginning', async () => {
    const long = '織'.repeat(200_000)
    const [first] = thread.messages
    const parts = [
      { type: 'text', text: 'Before.' },
      { type: 'text', text: long },
      { type: 'tool-result', callId: 'c', name: 'n', output: long.slice(0, 120_000), failed: false },
    ] as const
    const { portable, stored } = await convert({
      ...thread,
      messages: [{ ...must(first, 'a message'), parts }],
    })
    const message = must(portable.messages[0], 'a message')
    expect(jsonBytes(message)).toBeLessThanOrEqual(256 * 1024)
    expect(stored.map(({ content }) => (content.type === 'text' ? content.text.length : 0))).toEqual([
      200_000, 120_000,
    ])
    expect(message.parts.map(({ type }) => type)).toEqual([
      'text',
      'text',
      'attachment',
      'tool-result',
      'attachment',
    ])
    expect(message.parts[1]).toEqual({ type: 'text', text: `${long.slice(0, 4_000)} …` })
  })
})
