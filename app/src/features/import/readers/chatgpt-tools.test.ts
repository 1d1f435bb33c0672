/** Which call a result of ChatGPT belongs to, which its export does not say. */

import { expect, test } from 'vitest'
import { readAll } from '../testing/read-fixture.ts'

interface Step {
  readonly call?: string
  readonly result?: string
}

/** A question and a line of calls and results below it. */
const line = (steps: readonly Step[]): string => {
  const mapping: Record<string, unknown> = {
    q: {
      parent: null,
      message: { author: { role: 'user' }, content: { content_type: 'text', parts: ['?'] } },
    },
  }
  let parent = 'q'
  for (const [index, { call, result }] of steps.entries()) {
    const id = `s${index}`
    mapping[id] = {
      parent,
      message:
        call === undefined
          ? {
              author: { role: 'tool', name: result },
              content: { content_type: 'execution_output', text: id },
            }
          : { author: { role: 'assistant' }, recipient: call, content: { content_type: 'code', text: id } },
    }
    parent = id
  }
  return JSON.stringify([{ conversation_id: 'c', mapping }])
}

const pairs = async (...steps: readonly Step[]): Promise<Readonly<Record<string, string>>> => {
  const { threads } = await readAll(line(steps))
  const results = threads.flatMap(({ messages }) =>
    messages.flatMap(({ sourceId, parts }) =>
      parts.flatMap(part => (part.type === 'tool-result' ? [[sourceId, part.callId] as const] : [])),
    ),
  )
  return Object.fromEntries(results)
}

test('a result is of the call above it', async () => {
  expect(
    await pairs({ call: 'python' }, { result: 'python' }, { call: 'python' }, { result: 'python' }),
  ).toEqual({
    s1: 's0',
    s3: 's2',
  })
})

test('a tool is known by its name with and without the function', async () => {
  expect(await pairs({ call: 'canmore.create_textdoc' }, { result: 'canmore' })).toEqual({ s1: 's0' })
  expect(await pairs({ call: 'web' }, { result: 'web.run' })).toEqual({ s1: 's0' })
})

test('two calls at once have a result each', async () => {
  expect(
    await pairs({ call: 'search' }, { call: 'python' }, { result: 'search' }, { result: 'python' }),
  ).toEqual({ s2: 's0', s3: 's1' })
})

test('a call is answered once: another result stands for itself and hides none', async () => {
  expect(await pairs({ call: 'browser' }, { result: 'browser' }, { result: 'browser' })).toEqual({
    s1: 's0',
    s2: 's2',
  })
})

test('a result of a tool by another name is of the call right above it', async () => {
  expect(await pairs({ call: 'bio' }, { result: 'memory' })).toEqual({ s1: 's0' })
  expect(await pairs({ result: 'memory' })).toEqual({ s0: 's0' })
})
