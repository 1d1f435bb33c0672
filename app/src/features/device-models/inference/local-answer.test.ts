import { expect, it } from 'vitest'
import type { StreamPart } from '../../providers/language-model.ts'
import { createLocalAnswer } from './local-answer.ts'

const said = (content: string): object => ({ choices: [{ delta: { content } }] })
const finish = (reason: string, usage?: object): object => ({
  choices: [{ delta: {}, finish_reason: reason }],
  ...(usage ? { usage } : {}),
})

const answer = (
  chunks: readonly object[],
  error?: Parameters<ReturnType<typeof createLocalAnswer>['end']>[0],
) => {
  const local = createLocalAnswer('tiny')
  const parts: StreamPart[] = chunks.flatMap(chunk => [...local.read(chunk)])
  return [...parts, ...local.end(error)]
}

it('pieces become text, and what was counted comes with the end', () => {
  const usage = { prompt_tokens: 12, completion_tokens: 3 }
  expect(answer([said('Good '), said('evening'), finish('stop', usage)])).toEqual([
    { type: 'text-start', id: 'text-0' },
    { type: 'text-delta', id: 'text-0', delta: 'Good ' },
    { type: 'text-delta', id: 'text-0', delta: 'evening' },
    { type: 'text-end', id: 'text-0' },
    { type: 'finish', reason: 'complete', usage: { inputTokens: 12, outputTokens: 3 } },
  ])
})

it('thinking in tags is thinking, wherever the tags are cut', () => {
  const parts = answer([said('<thi'), said('nk>Hm.</th'), said('ink>\n\nYes.'), finish('stop')])
  const of = (type: StreamPart['type']): string =>
    parts.map(part => (part.type === type && 'delta' in part ? part.delta : '')).join('')
  expect(of('reasoning-delta')).toBe('Hm.')
  expect(of('text-delta')).toBe('Yes.')
})

it('an answer that met its limit says so', () => {
  expect(answer([said('and so'), finish('length')]).at(-1)).toMatchObject({
    type: 'finish',
    reason: 'length',
  })
})

it('an answer without an end was cut, and one without words is none', () => {
  expect(answer([said('and so')]).at(-1)).toEqual({ type: 'error', error: { type: 'stream-cut' } })
  expect(answer([finish('stop')]).at(-1)).toEqual({ type: 'error', error: { type: 'answer-empty' } })
})

it('a failure in the middle ends what is open, and nothing follows it', () => {
  expect(answer([said('as far as')], { type: 'model-out-of-memory' })).toEqual([
    { type: 'text-start', id: 'text-0' },
    { type: 'text-delta', id: 'text-0', delta: 'as far as' },
    { type: 'text-end', id: 'text-0' },
    { type: 'error', error: { type: 'model-out-of-memory' } },
  ])
})

it('calls of tools are calls of tools', () => {
  const call = { index: 0, id: 'c1', function: { name: 'look_up', arguments: '{"word":"loom"}' } }
  const parts = answer([{ choices: [{ delta: { tool_calls: [call] }, finish_reason: 'tool_calls' }] }])
  expect(parts).toContainEqual({ type: 'tool-input-delta', id: 'c1', delta: '{"word":"loom"}' })
  expect(parts.at(-1)).toMatchObject({ type: 'finish', reason: 'tool-calls' })
})
