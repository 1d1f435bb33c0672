import { createId } from '@weft/shared/ids.ts'
import { systemRandom } from '@weft/shared/env.ts'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { applyFrame, type LiveAnswer } from './live-answer.ts'
import type { LiveDelta, LiveFrame } from './live-channel.ts'
import { createLiveRuns } from './live-run.ts'

const messageId = createId(systemRandom, 'msg')
const text = (index: number, delta: string): LiveDelta => ({ index, type: 'text', delta })
const deltas = (frame: number, ...changes: LiveDelta[]): LiveFrame => ({
  type: 'delta',
  messageId,
  frame,
  deltas: changes,
})
const whole = (
  frame: number,
  parts: LiveAnswer['parts'] = [],
  state: LiveAnswer['state'] = 'streaming',
): LiveFrame => ({
  type: 'whole',
  messageId,
  frame,
  state,
  parts,
})

/** A channel whose other end the test holds. */
const createChannel = () => {
  const listeners: ((event: { readonly data: LiveFrame }) => void)[] = []
  const asked: LiveFrame[] = []
  return {
    asked,
    channel: {
      postMessage: (frame: LiveFrame) => void asked.push(frame),
      addEventListener: (_type: 'message', listener: (event: { readonly data: LiveFrame }) => void) =>
        void listeners.push(listener),
    },
    send: (frame: LiveFrame) => {
      for (const listener of listeners) listener({ data: frame })
    },
  }
}

const textOf = (answer: LiveAnswer | undefined): string =>
  (answer?.parts ?? []).map(part => ('text' in part ? String(part.text) : '')).join('|')

describe('applyFrame', () => {
  test('puts parts together and leaves the objects of those that did not grow', () => {
    const start = applyFrame(undefined, whole(1, [{ type: 'reasoning', text: 'why' }]))
    const first = start.type === 'next' ? start.answer : undefined
    const step = applyFrame(first, deltas(2, text(1, 'a'), text(1, 'b')))
    expect(step).toMatchObject({
      type: 'next',
      answer: { frame: 2, parts: [{ text: 'why' }, { text: 'ab' }] },
    })
    expect(step.type === 'next' && step.answer?.parts[0]).toBe(first?.parts[0])
  })

  test('a tool call begins with its name and grows by its input', () => {
    const started = applyFrame(undefined, whole(0))
    const begin = deltas(1, {
      index: 0,
      type: 'tool-call',
      delta: '{"a"',
      tool: { callId: 'c', name: 'read' },
    })
    const step = applyFrame(started.type === 'next' ? started.answer : undefined, begin)
    const more = applyFrame(
      step.type === 'next' ? step.answer : undefined,
      deltas(2, { index: 0, type: 'tool-call', delta: ':1}' }),
    )
    expect(more).toMatchObject({ answer: { parts: [{ callId: 'c', name: 'read', input: '{"a":1}' }] } })
  })

  test('a missing frame, a part of another kind and a part out of order are gaps, never guesses', () => {
    const started = applyFrame(undefined, whole(3, [{ type: 'text', text: 'so far' }]))
    const answer = started.type === 'next' ? started.answer : undefined
    expect(applyFrame(answer, deltas(5, text(0, 'x')))).toEqual({ type: 'gap', frame: 5 })
    expect(applyFrame(answer, deltas(4, text(2, 'x'))).type).toBe('gap')
    expect(applyFrame(answer, deltas(4, { index: 0, type: 'reasoning', delta: 'x' }))).toMatchObject({
      type: 'gap',
    })
    expect(applyFrame(undefined, deltas(1, text(0, 'x')))).toMatchObject({ type: 'gap' })
  })
})

describe('live runs', () => {
  test('whatever frames are lost, doubled or late, the text is a beginning of the answer and ends as all of it', () => {
    fc.assert(
      fc.property(
        fc.array(fc.string({ minLength: 1, maxLength: 6 }), { minLength: 1, maxLength: 30 }),
        fc.array(fc.constantFrom('deliver', 'lose', 'double', 'late'), { minLength: 30, maxLength: 30 }),
        (words, fates) => {
          const { channel, asked, send } = createChannel()
          const liveRuns = createLiveRuns(channel)
          const seen: string[] = []
          liveRuns.subscribe(messageId, () => seen.push(textOf(liveRuns.get(messageId))))
          const all = words.join('')
          let said = ''
          const reply = (frame: number): void => {
            while (asked.pop()) send(whole(frame, [{ type: 'text', text: said }]))
          }
          reply(0)
          const late: LiveFrame[] = []
          for (const [index, word] of words.entries()) {
            said += word
            const frame = deltas(index + 1, text(0, word))
            const fate = fates[index]
            if (fate === 'late') late.push(frame)
            else if (fate !== 'lose') send(frame)
            if (fate === 'double') send(frame)
            reply(index + 1)
          }
          for (const frame of late) send(frame)
          reply(words.length)
          send(whole(words.length, [{ type: 'text', text: all }]))
          expect(textOf(liveRuns.get(messageId))).toBe(all)
          for (const shown of seen) expect(all.startsWith(shown)).toBe(true)
          expect(seen.every((shown, index) => shown.length >= (seen[index - 1] ?? '').length)).toBe(true)
        },
      ),
    )
  })

  test('asks once for an answer it has not seen, and once more for each gap', () => {
    const { channel, asked, send } = createChannel()
    const liveRuns = createLiveRuns(channel)
    const stop = liveRuns.subscribe(messageId, () => undefined)
    liveRuns.subscribe(messageId, () => undefined)
    send(deltas(7, text(0, 'x')))
    send(deltas(8, text(0, 'y')))
    expect(asked).toEqual([{ type: 'ask', messageId }])
    send(whole(8, [{ type: 'text', text: 'xy' }]))
    send(deltas(11, text(0, 'z')))
    expect(asked).toHaveLength(2)
    stop()
  })

  test('a question that was lost is asked again while the answer goes on', () => {
    const { channel, asked, send } = createChannel()
    const liveRuns = createLiveRuns(channel)
    liveRuns.subscribe(messageId, () => undefined)
    for (let frame = 1; frame <= 18; frame += 1) send(deltas(frame, text(0, 'x')))
    expect(asked).toHaveLength(3)
  })

  test('after an end the same id may begin again', () => {
    const { channel, send } = createChannel()
    const liveRuns = createLiveRuns(channel)
    liveRuns.subscribe(messageId, () => undefined)
    send(whole(4, [{ type: 'text', text: 'old' }]))
    send({ type: 'end', messageId })
    expect(liveRuns.get(messageId)?.ended).toBe(true)
    send(whole(0, [], 'waiting'))
    expect(liveRuns.get(messageId)).toEqual({ frame: 0, state: 'waiting', parts: [], ended: false })
  })
})
