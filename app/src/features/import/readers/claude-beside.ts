/** What else is in an archive of Claude: projects with their instructions, and what it remembers. Only offered. */

import type { ImportEvent } from '../../transfer/imported-thread.ts'
import { type Fields, fieldsOf, firstText, listOf, own, textOf } from '../fields.ts'
import { createSkips } from '../thread/skips.ts'
import type { ConversationReader } from './reader.ts'

export const claudeProjectReader: ConversationReader = {
  source: 'claude',
  matches: fields =>
    textOf(own(fields, 'uuid')) !== undefined &&
    (typeof own(fields, 'prompt_template') === 'string' || Array.isArray(own(fields, 'docs'))),
  read: fields => readProject(fields),
}

/** No conversation says which project it is of, so a project comes as the instructions that it has. */
const readProject = (fields: Fields): readonly ImportEvent[] => {
  const name = firstText(fields, 'name', 'uuid') ?? 'Claude'
  const text = textOf(fields['prompt_template'])
  const skips = createSkips(name)
  for (const each of listOf(fields['docs'])) {
    const doc = firstText(fieldsOf(each) ?? {}, 'filename', 'file_name', 'uuid')
    skips.add('not-a-conversation', false, undefined, doc)
  }
  return [
    ...(text === undefined ? [] : [{ type: 'offer', offer: { type: 'instructions', name, text } } as const]),
    ...skips.lines().map(skipped => ({ type: 'skipped', skipped }) as const),
  ]
}

export const claudeMemoryReader: ConversationReader = {
  source: 'claude',
  matches: fields => textOf(own(fields, 'conversations_memory')) !== undefined,
  read: fields => {
    const text = textOf(fields['conversations_memory'])
    return text === undefined
      ? []
      : [{ type: 'offer', offer: { type: 'instructions', name: 'Claude', text } }]
  },
}
