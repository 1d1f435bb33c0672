import { testClock } from '@weft/shared/testing/env.ts'
import { expect, it } from 'vitest'
import { createPartBatch } from './batch-parts.ts'
import type { StreamPart } from './language-model.ts'

const delta = (text: string, id = 'text-0'): StreamPart => ({ type: 'text-delta', id, delta: text })

const start = () => {
  const clock = testClock()
  const sent: (readonly StreamPart[])[] = []
  return { clock, sent, batch: createPartBatch(clock, parts => sent.push(parts)) }
}

it('sends the first at once and the rest once in a frame, joined', () => {
  const { clock, sent, batch } = start()
  batch.add({ type: 'text-start', id: 'text-0' })
  batch.add(delta('a'))
  expect(sent).toEqual([[{ type: 'text-start', id: 'text-0' }, delta('a')]])
  for (const letter of 'bcd') batch.add(delta(letter))
  expect(sent).toHaveLength(1)
  clock.advance(16)
  expect(sent[1]).toEqual([delta('bcd')])
})

it('posts a thousand tokens a second at most 64 times, and loses none', () => {
  const { clock, sent, batch } = start()
  for (let token = 0; token < 1_000; token++) {
    batch.add(delta(`${token} `))
    clock.advance(1)
  }
  batch.close()
  expect(sent.length).toBeLessThanOrEqual(64)
  const text = sent
    .flat()
    .map(part => ('delta' in part ? part.delta : ''))
    .join('')
  expect(text).toBe(Array.from({ length: 1_000 }, (_, token) => `${token} `).join(''))
})

it('does not keep the beginning of a block for ever', () => {
  const { clock, sent, batch } = start()
  batch.add({ type: 'reasoning-start', id: 'reasoning-0' })
  clock.advance(16)
  expect(sent).toEqual([[{ type: 'reasoning-start', id: 'reasoning-0' }]])
})

it('joins only neighbours of one kind and one id', () => {
  const { clock, sent, batch } = start()
  batch.add(delta('x'))
  batch.add(delta('a'))
  batch.add(delta('b', 'text-1'))
  batch.add({ type: 'reasoning-delta', id: 'text-1', delta: 'c' })
  batch.add(delta('d'))
  clock.advance(16)
  expect(sent[1]).toHaveLength(4)
})

it('holds the end back from nobody', () => {
  const { sent, batch } = start()
  batch.add(delta('a'))
  batch.add(delta('b'))
  batch.add({ type: 'finish', reason: 'complete', usage: {} })
  expect(sent[1]).toEqual([delta('b'), { type: 'finish', reason: 'complete', usage: {} }])
})

it('is not held up by a clock that was set back', () => {
  const { clock, sent, batch } = start()
  batch.add(delta('a'))
  clock.jump(0)
  batch.add(delta('b'))
  expect(sent).toHaveLength(2)
})

it('sends what is left when it is closed, and nothing later', () => {
  const { clock, sent, batch } = start()
  batch.add(delta('a'))
  batch.add(delta('b'))
  batch.close()
  clock.advance(100)
  expect(sent).toEqual([[delta('a')], [delta('b')]])
})
