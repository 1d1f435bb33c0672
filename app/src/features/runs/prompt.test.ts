import { createId, type AttachmentId, type MessageId } from '@weft/shared/ids.ts'
import type { Stamp } from '@weft/shared/clock.ts'
import type { Message } from '@weft/shared/schema/message.ts'
import { testRandom } from '@weft/shared/testing/env.ts'
import { describe, expect, it } from 'vitest'
import { createMemoryEngine } from '../testing/memory-engine.ts'
import type { ModelRequest, PromptMessage } from '../providers/language-model.ts'
import { leaveOutOldest, roomForPrompt } from './fit.ts'
import { buildPrompt, joinInstructions, lineTo } from './prompt.ts'
import { cleanTitle, collectTitle, titleRequest } from './titles.ts'

const providerId = createId(testRandom(1), 'prv')
const message = (role: Message['role'], parts: Message['parts'], more: Partial<Message> = {}): Message => ({
  parentId: null,
  role,
  stamp: '0000000000000000' as Stamp,
  createdAt: 0,
  parts,
  status: 'complete',
  ...more,
})
const text = (words: string): Message['parts'][number] => ({ type: 'text', text: words })
const prompt = (line: readonly Message[], more: { continues?: boolean; bytes?: Uint8Array | null } = {}) =>
  buildPrompt({ line, providerId, continues: more.continues ?? false, read: async () => more.bytes ?? null })

describe('a prompt', () => {
  it('is the living line from the first message, without other branches', async () => {
    const engine = createMemoryEngine()
    const threadId = engine.newThread()
    const ids = Array.from({ length: 4 }, () => createId(engine.env.random, 'msg'))
    const [first, second, other, third] = ids as [MessageId, MessageId, MessageId, MessageId]
    const send = (messageId: MessageId, parentId: MessageId | null, words: string) =>
      engine.execute('message.send', { threadId, messageId, parentId, parts: [text(words)], createdAt: 1 })
    await send(first, null, 'one')
    await send(second, first, 'two')
    await send(other, first, 'elsewhere')
    await send(third, second, 'three')
    await engine.execute('message.delete', { threadId, messageId: second, deleted: true })
    const line = lineTo(await engine.view(threadId), third)
    expect(line.map(each => each.parts)).toEqual([[text('one')], [text('three')]])
  })

  it('sends images and documents as they are, text files as text, and says what is not here', async () => {
    const attachment = (mediaType: string) => ({
      type: 'attachment' as const,
      attachmentId: 'att_aaaaaaaaaaaaaaaaaaaaaaaaaa' as AttachmentId,
      name: 'a.txt',
      mediaType,
      size: 2,
    })
    const bytes = new TextEncoder().encode('hi')
    const content = async (mediaType: string, stored: Uint8Array | null) =>
      (await prompt([message('user', [attachment(mediaType)])], { bytes: stored }))[0]?.content[0]
    expect(await content('image/png', bytes)).toEqual({ type: 'image', mediaType: 'image/png', bytes })
    expect(await content('application/pdf', bytes)).toMatchObject({ type: 'file', bytes })
    expect(await content('text/plain', bytes)).toEqual({
      type: 'text',
      text: '<file name="a.txt">\nhi\n</file>',
    })
    expect(await content('text/plain', null)).toMatchObject({
      text: expect.stringContaining('not on this device'),
    })
  })

  it('gives reasoning back only to the provider that signed it, and shows a model neither errors nor sources', async () => {
    const parts: Message['parts'] = [
      { type: 'reasoning', text: 'hm', signature: 's' },
      { type: 'reasoning', text: 'unsigned' },
      text('answer'),
      { type: 'error', code: 'stream-cut' },
      { type: 'source', title: 'Square', url: 'https://example.org/', quote: 'four sides' },
      { type: 'hologram' },
    ]
    const own = message('assistant', parts, { model: { providerId, modelId: 'm', name: 'M' } })
    const others = message('assistant', parts, {
      model: { providerId: createId(testRandom(2), 'prv'), modelId: 'm', name: 'M' },
    })
    expect((await prompt([own]))[0]?.content).toEqual([
      { type: 'reasoning', text: 'hm', signature: 's' },
      { type: 'text', text: 'answer' },
    ])
    expect((await prompt([others]))[0]?.content).toEqual([{ type: 'text', text: 'answer' }])
  })

  it('asks to go on only after an answer that says something', async () => {
    const cut = message('assistant', [text('As far')])
    const question = message('user', [text('Q')])
    const goesOn = await prompt([question, cut], { continues: true })
    expect(goesOn.map(each => each.role)).toEqual(['user', 'assistant', 'user'])
    const empty = await prompt([question, message('assistant', [])], { continues: true })
    expect(empty.map(each => each.role)).toEqual(['user'])
  })

  it('an answer that went on where it was cut is one, as the page shows it', async () => {
    const question = message('user', [text('Q')])
    const cut = message('assistant', [text('the quick bro')])
    const rest = message('assistant', [text('wn fox')], { continues: true })
    const next = message('user', [text('And?')])
    const whole = { role: 'assistant', content: [{ type: 'text', text: 'the quick brown fox' }] }
    expect((await prompt([question, cut, rest, next]))[1]).toEqual(whole)
    const later = message('assistant', [text(' jumps')], { continues: true })
    expect((await prompt([question, cut, rest, later]))[1]?.content).toEqual([
      text('the quick brown fox jumps'),
    ])
    const another = message('assistant', [text('wn fox')])
    expect(await prompt([question, cut, another, next])).toHaveLength(4)
  })

  it('joins instructions from wide to near and leaves empty ones out', () => {
    expect(joinInstructions(['Be brief.', undefined, '  ', 'In Bengali.'])).toBe('Be brief.\n\nIn Bengali.')
  })
})

describe('what fits', () => {
  const request = (messages: readonly PromptMessage[]): ModelRequest => ({
    modelId: 'm',
    instructions: '',
    messages,
    parameters: { maxOutputTokens: 10 },
  })
  const said = (role: 'user' | 'assistant', words: string): PromptMessage => ({
    role,
    content: [{ type: 'text', text: words }],
  })
  /** A token a message, to make figures readable. */
  const count = (each: ModelRequest): number => each.messages.length * 10

  it('leaves out the oldest turns and begins with the person', () => {
    const turns = Array.from({ length: 10 }, (_, turn) => [
      said('user', `q${turn}`),
      said('assistant', `a${turn}`),
    ]).flat()
    const fitting = leaveOutOldest(request([...turns, said('user', 'last')]), 75, count, false)
    // 75 less 10 for the answer is 65: three turns and the question are 70, two and the question are 50.
    expect(fitting).toMatchObject({ leftOut: 16, tokens: 50, fits: 65 })
    expect(fitting.request.messages[0]).toEqual(said('user', 'q8'))
  })

  it('never leaves out what is to be gone on from', () => {
    const cut = [
      said('user', 'a long question'),
      said('assistant', 'a long answer, cut'),
      said('user', 'go on'),
    ]
    const pair = [said('user', 'old'), said('assistant', 'old')]
    const tight = leaveOutOldest(request([...pair, ...cut]), 20, count, true)
    expect(tight.request.messages).toEqual(cut)
    expect(tight.tokens).toBeGreaterThan(tight.fits)
    expect(leaveOutOldest(request([...pair, ...cut]), 20, count, false).request.messages).toEqual(
      cut.slice(2),
    )
  })

  it('never leaves out the last question, even when that is too long by itself', () => {
    const fitting = leaveOutOldest(request([said('user', 'huge')]), 12, count, false)
    expect(fitting.request.messages).toHaveLength(1)
    expect(fitting.tokens).toBeGreaterThan(fitting.fits)
  })

  it('keeps room for the answer, but never more than half of a small window', () => {
    expect(roomForPrompt({ ...request([]), parameters: { maxOutputTokens: 1_000 } }, 8_000)).toBe(7_000)
    expect(roomForPrompt({ ...request([]), parameters: { maxOutputTokens: 64_000 } }, 8_000)).toBe(4_000)
    expect(roomForPrompt({ ...request([]), parameters: {} }, 2_000)).toBe(1_000)
  })
})

describe('a title', () => {
  it.each([
    ['"Weaving, in short."', 'Weaving, in short'],
    ['Title: Looms and threads', 'Looms and threads'],
    ['## **Looms**\nBecause you asked…', 'Looms'],
    ['তাঁতের কাজ।', 'তাঁতের কাজ।'],
    ['  \n ', null],
    ['x'.repeat(200), `${'x'.repeat(80)}…`],
    [`${'x'.repeat(70)} and something more`, `${'x'.repeat(70)} and…`],
    ['🧵'.repeat(81), `${'🧵'.repeat(80)}…`],
  ])('from %j is %j', (given, title) => {
    expect(cleanTitle(given)).toBe(title)
  })

  it.each([
    ['its line', ['\n', 'Loo', 'ms\nAnd', ' more']],
    ['what a title may have', ['Looms '.repeat(20), 'and '.repeat(20), ' more']],
  ])('is not waited for longer than until %s is there', async (_what, deltas) => {
    const said: string[] = []
    const title = await collectTitle(
      (async function* () {
        for (const delta of deltas) {
          said.push(delta)
          yield { type: 'text-delta', id: '1', delta } as const
        }
      })(),
    )
    expect(said).toEqual(deltas.slice(0, -1))
    expect(title).toBe(said.join(''))
  })

  it('is asked for with the beginning of the thread and little more', () => {
    const long = 'word '.repeat(5_000)
    const asked = titleRequest('m', [message('user', [text(long)]), message('assistant', [text(long)])])
    const [only] = asked.messages
    const [content] = only?.content ?? []
    expect(content?.type === 'text' && content.text.length).toBeLessThan(4_200)
  })
})
