/** What stands beside the conversations and is only offered: keys, instructions, prompts. */

import type { ImportEvent } from '../../transfer/imported-thread.ts'
import { type Fields, fieldsOf, firstText, listOf, own, textOf } from '../fields.ts'
import { presetText } from './nextchat.ts'
import { readNestedKeys } from './offered-keys.ts'
import { readWeftFolders } from './weft.ts'

export const readBeside = (beside: Fields): readonly ImportEvent[] => [
  ...readWeftFolders(beside),
  ...readNextChat(beside),
  ...readNestedKeys(own(beside, 'access-control'), 'NextChat'),
  // big-AGI's services.
  ...readNestedKeys(fieldsOf(own(beside, 'models'))?.['sources'], 'big-AGI'),
  // Chatbox's settings, which an export holds only when the person asked for keys.
  ...(Object.hasOwn(beside, 'chat-sessions-list') || Object.hasOwn(beside, '__exported_items')
    ? readNestedKeys(own(beside, 'settings'), 'Chatbox')
    : []),
  ...readPrompts(own(beside, 'prompts')),
]

const readNextChat = (beside: Fields): readonly ImportEvent[] => {
  const prompts = fieldsOf(fieldsOf(own(beside, 'prompt-store'))?.['prompts']) ?? {}
  const masks = fieldsOf(fieldsOf(own(beside, 'mask-store'))?.['masks']) ?? {}
  return [
    ...readPrompts(Object.values(prompts)),
    ...Object.values(masks).flatMap((each): ImportEvent[] => {
      const mask = fieldsOf(each)
      const text = presetText(listOf(mask?.['context']))
      if (text === undefined || mask?.['builtin'] === true) return []
      return [
        { type: 'offer', offer: { type: 'instructions', name: textOf(mask?.['name']) ?? 'NextChat', text } },
      ]
    }),
  ]
}

const readPrompts = (list: unknown): readonly ImportEvent[] =>
  listOf(list).flatMap((each): ImportEvent[] => {
    const prompt = fieldsOf(each) ?? {}
    const text = textOf(prompt['content'])
    if (text === undefined) return []
    return [
      { type: 'offer', offer: { type: 'prompt', name: firstText(prompt, 'title', 'name') ?? '', text } },
    ]
  })
