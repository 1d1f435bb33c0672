import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { ModelRequest } from '../../providers/language-model.ts'
import {
  type BrowserPrompt,
  type BrowserTurn,
  toApiMessages,
  toBrowserPrompt,
  toInitialPrompts,
  turnsAfter,
} from './browser-prompt.ts'

const user = (text: string): BrowserTurn => ({ role: 'user', content: [{ type: 'text', text }] })
const model = (text: string): BrowserTurn => ({ role: 'assistant', content: [{ type: 'text', text }] })
const picture = (...bytes: readonly number[]): BrowserTurn => ({
  role: 'user',
  content: [{ type: 'image', mediaType: 'image/png', bytes: Uint8Array.from(bytes) }],
})
const promptOf = (instructions: string, ...turns: readonly BrowserTurn[]): BrowserPrompt => ({
  instructions,
  turns,
})

describe('what a session has not seen', () => {
  const seen = promptOf('Be kind.', user('Hello'), model('Good day.'))

  it('is what comes after all that it has', () => {
    expect(turnsAfter(seen, promptOf('Be kind.', ...seen.turns, user('And now?')))).toEqual([
      user('And now?'),
    ])
    expect(turnsAfter(promptOf('Be kind.'), promptOf('Be kind.', user('Hello')))).toEqual([user('Hello')])
  })

  it.each([
    ['other instructions', promptOf('', ...seen.turns, user('And now?'))],
    [
      'an earlier question that was changed',
      promptOf('Be kind.', user('Hallo'), model('Good day.'), user('b')),
    ],
    ['an answer that was changed', promptOf('Be kind.', user('Hello'), model('Good night.'), user('b'))],
    [
      'an answer in the place of a question',
      promptOf('Be kind.', user('Hello'), user('Good day.'), user('b')),
    ],
    ['no more than it has', promptOf('Be kind.', ...seen.turns)],
    ['less than it has', promptOf('Be kind.', user('Hello'))],
  ])('cannot be said of %s', (_what, prompt) => {
    expect(turnsAfter(seen, prompt)).toBeUndefined()
  })

  it('tells pictures apart by what is in them, and answers not by their spaces', () => {
    const withPicture = promptOf('', picture(1, 2), model(' A cat.\n'))
    expect(turnsAfter(withPicture, promptOf('', picture(1, 2), model('A cat.'), user('b')))).toEqual([
      user('b'),
    ])
    expect(turnsAfter(withPicture, promptOf('', picture(1, 3), model('A cat.'), user('b')))).toBeUndefined()
    expect(turnsAfter(withPicture, promptOf('', picture(1), model('A cat.'), user('b')))).toBeUndefined()
  })

  it('makes with what it has seen the whole, for any line and any place', () => {
    const turn = fc.oneof(fc.string().map(user), fc.string().map(model))
    fc.assert(
      fc.property(fc.array(turn, { minLength: 1 }), fc.nat(), (turns, place) => {
        const before = turns.slice(0, place % turns.length)
        expect(turnsAfter(promptOf('i', ...before), promptOf('i', ...turns))).toEqual(
          turns.slice(before.length),
        )
      }),
    )
  })
})

describe('a request in the words of the API', () => {
  const request: ModelRequest = {
    modelId: 'browser-prompt',
    instructions: '  Be kind.\n',
    messages: [
      {
        role: 'user',
        content: [
          { type: 'text', text: 'Look' },
          { type: 'image', mediaType: 'image/png', bytes: Uint8Array.of(1) },
          { type: 'file', name: 'a.pdf', mediaType: 'application/pdf', bytes: Uint8Array.of(1) },
        ],
      },
      {
        role: 'assistant',
        content: [
          { type: 'reasoning', text: 'Hm.' },
          { type: 'tool-call', callId: '1', name: 'clock', input: '{}' },
        ],
      },
      {
        role: 'tool',
        content: [{ type: 'tool-result', callId: '1', name: 'clock', output: 'noon', failed: false }],
      },
      { role: 'user', content: [{ type: 'text', text: 'When?' }] },
    ],
    parameters: {},
  }

  it('has the system prompt first and once, and none where nothing is to be said', () => {
    const { instructions, turns } = toBrowserPrompt(request, false)
    const prompts = toInitialPrompts(instructions, turns)
    expect(prompts[0]).toEqual({ role: 'system', content: 'Be kind.' })
    expect(prompts.slice(1).map(({ role }) => role)).not.toContain('system')
    expect(toInitialPrompts('', turns)).toEqual(toApiMessages(turns))
  })

  it('has words in the place of what the model cannot see, read or call', () => {
    const { turns } = toBrowserPrompt(request, false)
    expect(toApiMessages(turns)).toEqual([
      {
        role: 'user',
        content: [
          {
            type: 'text',
            value: 'Look\n\n[A picture that this model cannot see.]\n\n[A file that this model cannot read.]',
          },
        ],
      },
      { role: 'user', content: [{ type: 'text', value: '[clock] noon' }] },
      { role: 'user', content: [{ type: 'text', value: 'When?' }] },
    ])
  })

  it('has pictures for a model that sees them', () => {
    const [first] = toApiMessages(toBrowserPrompt(request, true).turns)
    expect(first?.content).toMatchObject([{ type: 'text' }, { type: 'image' }, { type: 'text' }])
    const content = first?.content[1]
    expect(typeof content === 'object' && content.value).toEqual(
      new Blob([Uint8Array.of(1)], { type: 'image/png' }),
    )
  })
})
