import { expect, it } from 'vitest'
import type { ModelRequest } from '../../providers/language-model.ts'
import { localMessages } from './local-messages.ts'

const request = (content: ModelRequest['messages'][number]['content']): ModelRequest => ({
  modelId: 'tiny',
  instructions: 'Be brief.',
  messages: [{ role: 'user', content } as ModelRequest['messages'][number]],
  parameters: {},
})

const picture = { type: 'image', mediaType: 'image/png', bytes: Uint8Array.of(1, 2, 3) } as const
const words = { type: 'text', text: 'What is this?' } as const

it('instructions come first, in the role that every template knows', () => {
  expect(localMessages(request([words]), false)).toEqual([
    { role: 'system', content: 'Be brief.' },
    { role: 'user', content: 'What is this?' },
  ])
})

it('a model that sees no pictures is told that there was one', () => {
  expect(localMessages(request([words, picture]), false)[1]).toEqual({
    role: 'user',
    content: 'What is this?\n\n[A picture that this model cannot see.]',
  })
})

it('a model that sees pictures gets them', () => {
  expect(localMessages(request([words, picture]), true)[1]).toMatchObject({
    role: 'user',
    content: [words, { type: 'image_url', image_url: { url: 'data:image/png;base64,AQID' } }],
  })
})

it('a document is named as what cannot be read', () => {
  const pdf = { type: 'file', name: 'a.pdf', mediaType: 'application/pdf', bytes: Uint8Array.of(1) } as const
  expect(localMessages(request([words, pdf]), true)[1]).toEqual({
    role: 'user',
    content: 'What is this?\n\n[A file that this model cannot read.]',
  })
})

it('beside pictures there is one text, whatever was said in how many', () => {
  const more = { type: 'text', text: 'And this?' } as const
  expect(localMessages(request([words, picture, more]), true)[1]).toMatchObject({
    role: 'user',
    content: [{ type: 'text', text: 'What is this?\n\nAnd this?' }, { type: 'image_url' }],
  })
  expect(localMessages(request([picture]), true)[1]).toMatchObject({ content: [{ type: 'image_url' }] })
})
