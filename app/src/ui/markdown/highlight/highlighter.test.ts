import { testClock } from '@weft/shared/testing/env.ts'
import { expect, test } from 'vitest'
import { limits } from '../limits.ts'
import { createHighlighter } from './highlighter.ts'
import type { DyedLine, HighlightAnswer, HighlightRequest } from './protocol.ts'

/** A worker that answers by hand. */
const createBench = () => {
  const clock = testClock()
  const requests: HighlightRequest[] = []
  const ports: { ended: boolean; readonly answer: (answer: HighlightAnswer) => void }[] = []
  const highlighter = createHighlighter({
    clock,
    start: receive => {
      const port = { ended: false, answer: receive }
      ports.push(port)
      return {
        post: request => requests.push(request),
        end: () => {
          port.ended = true
        },
      }
    },
  })
  const last = () => requests.at(-1)?.job ?? 0
  return {
    clock,
    requests,
    ports,
    highlighter,
    started: () => ports.at(-1)?.answer({ type: 'started', job: last() }),
    group: (lines: readonly DyedLine[]) => ports.at(-1)?.answer({ type: 'group', job: last(), lines }),
    end: () => ports.at(-1)?.answer({ type: 'end', job: last() }),
  }
}

const nobody = (): void => {}

test('groups are heard one by one, and remembered when nobody listens any more', () => {
  const bench = createBench()
  let heard = 0
  const stop = bench.highlighter.subscribe('js', 'a', () => {
    heard += 1
  })
  bench.started()
  bench.group([[1, 1]])
  bench.group([[2, 2]])
  bench.end()
  expect(heard).toBe(2)
  expect(bench.highlighter.read('js', 'a')).toEqual([[[1, 1]], [[2, 2]]])
  expect(bench.highlighter.read('js', 'a')).toBe(bench.highlighter.read('js', 'a'))
  stop()
  bench.highlighter.subscribe('js', 'a', nobody)
  expect(bench.requests).toHaveLength(1)
})

test('one piece at a time, and what nobody waits for any more is not asked for', () => {
  const bench = createBench()
  bench.highlighter.subscribe('js', 'first', nobody)
  const stop = bench.highlighter.subscribe('js', 'second', nobody)
  bench.highlighter.subscribe('js', 'third', nobody)
  stop()
  expect(bench.requests.map(({ text }) => text)).toEqual(['first'])
  bench.started()
  bench.end()
  expect(bench.requests.map(({ text }) => text)).toEqual(['first', 'third'])
  expect(bench.ports).toHaveLength(1)
})

test('a worker that hangs is ended, its piece stays plain, and the next has a new worker', () => {
  const bench = createBench()
  bench.highlighter.subscribe('js', 'bomb', nobody)
  bench.highlighter.subscribe('js', 'next', nobody)
  // Loading may take as long as the network does.
  bench.clock.advance(60_000)
  expect(bench.ports[0]?.ended).toBe(false)
  bench.started()
  bench.clock.advance(limits.highlightMilliseconds - 1)
  bench.group([[1, 1]])
  bench.clock.advance(limits.highlightMilliseconds - 1)
  expect(bench.ports[0]?.ended).toBe(false)
  bench.clock.advance(1)
  expect(bench.ports[0]?.ended).toBe(true)
  expect(bench.requests.map(({ text }) => text)).toEqual(['bomb', 'next'])
  expect(bench.ports).toHaveLength(2)
  bench.started()
  bench.end()
  bench.highlighter.subscribe('js', 'bomb', nobody)
  expect(bench.requests).toHaveLength(2)
})

test('an answer to a piece that was given up is not taken for the next', () => {
  const bench = createBench()
  bench.highlighter.subscribe('js', 'bomb', nobody)
  const [bomb] = bench.requests
  bench.highlighter.subscribe('js', 'next', nobody)
  bench.started()
  bench.clock.advance(limits.highlightMilliseconds)
  bench.ports[0]?.answer({ type: 'group', job: bomb?.job ?? 0, lines: [[9, 9]] })
  expect(bench.highlighter.read('js', 'next')).toEqual([])
})

test('the oldest that nobody shows are forgotten', () => {
  const bench = createBench()
  bench.highlighter.subscribe('js', 'kept', nobody)
  bench.started()
  bench.group([[1, 1]])
  bench.end()
  for (let index = 0; index < 400; index += 1) {
    const stop = bench.highlighter.subscribe('js', `piece ${index}`, nobody)
    bench.started()
    bench.group([[1, 1]])
    bench.end()
    stop()
  }
  expect(bench.highlighter.read('js', 'kept')).toHaveLength(1)
  expect(bench.highlighter.read('js', 'piece 0')).toHaveLength(0)
  expect(bench.highlighter.read('js', 'piece 399')).toHaveLength(1)
})
