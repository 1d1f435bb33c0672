import { testClock } from '@weft/shared/testing/env.ts'
import { expect, it } from 'vitest'
import type { ModelRequest, StreamPart } from './language-model.ts'
import { createScriptedModel, scriptText } from './scripted-model.ts'

const request: ModelRequest = { modelId: 'm', instructions: '', messages: [], parameters: {} }

it('plays on the clock, in turn, and remembers what it was asked', async () => {
  const clock = testClock()
  const model = createScriptedModel(
    clock,
    [{ type: 'wait', milliseconds: 100 }, ...scriptText('a', 'b')],
    scriptText('c'),
  )
  const parts: StreamPart[] = []
  const run = (async () => {
    for await (const part of model.stream(request, new AbortController().signal)) parts.push(part)
  })()
  await Promise.resolve()
  expect(parts).toEqual([])
  expect(model.open()).toBe(1)
  clock.advance(100)
  await run
  expect(parts).toEqual(scriptText('a', 'b'))
  for await (const part of model.stream(request, new AbortController().signal)) parts.push(part)
  expect(parts.slice(5)).toEqual(scriptText('c'))
  expect(model.requests).toEqual([request, request])
  expect(model.open()).toBe(0)
})

it('stalls until it is stopped, and then ends quietly', async () => {
  const controller = new AbortController()
  const model = createScriptedModel(testClock(), [{ type: 'text-start', id: 't' }, { type: 'stall' }])
  const stream = model.stream(request, controller.signal)[Symbol.asyncIterator]()
  expect(await stream.next()).toMatchObject({ value: { type: 'text-start' } })
  const next = stream.next()
  controller.abort()
  expect(await next).toEqual({ done: true, value: undefined })
  expect(model.open()).toBe(0)
})
