/**
 * Conversations for fine-tuning, one a line, in the chat format of OpenAI: a line for each answer that nothing follows,
 * with everything said before it. Failed answers are left out, with the questions that only they answered; attachments
 * are left out too.
 *
 * @see https://platform.openai.com/docs/guides/fine-tuning (`messages`, `tool_calls`, `weight`)
 */

import { type Part, partsToText } from '@weft/shared/schema/part.ts'
import type { PortableMessage } from '../../transfer/portable-thread.ts'
import { portableTree } from '../../transfer/portable-tree.ts'
import type { CreateWriter } from './thread-writer.ts'

interface ToolCall {
  readonly id: string
  readonly type: 'function'
  readonly function: { readonly name: string; readonly arguments: string }
}

type Said =
  | { readonly role: 'system' | 'user'; readonly content: string }
  | { readonly role: 'tool'; readonly tool_call_id: string; readonly content: string }
  | {
      readonly role: 'assistant'
      readonly content?: string
      readonly tool_calls?: readonly ToolCall[]
      readonly weight?: 0 | 1
    }

/** What ended as it should; a stopped answer is not what a model is to learn. */
const isWhole = ({ status }: PortableMessage): boolean => status === 'complete' || status === 'tool-calls'

const isUsable = (message: PortableMessage): boolean => message.role !== 'assistant' || isWhole(message)

const toolCallsOf = (parts: readonly Part[]): readonly ToolCall[] =>
  parts.flatMap(part =>
    part.type === 'tool-call' && 'callId' in part && 'input' in part
      ? [
          {
            id: String(part.callId),
            type: 'function' as const,
            function: { name: String(part['name']), arguments: String(part.input) },
          },
        ]
      : [],
  )

const resultsOf = (parts: readonly Part[]): readonly Said[] =>
  parts.flatMap(part =>
    part.type === 'tool-result' && 'callId' in part && 'output' in part
      ? [{ role: 'tool' as const, tool_call_id: String(part.callId), content: String(part.output) }]
      : [],
  )

const toSaid = (message: PortableMessage, weight: 0 | 1 | undefined): readonly Said[] => {
  const text = partsToText(message.parts)
  if (message.role === 'tool') return resultsOf(message.parts)
  if (message.role === 'user') return text === '' ? [] : [{ role: 'user', content: text }]
  const calls = toolCallsOf(message.parts)
  if (text === '' && calls.length === 0) return []
  return [
    {
      role: 'assistant',
      ...(text === '' ? {} : { content: text }),
      ...(calls.length === 0 ? {} : { tool_calls: calls }),
      ...(weight === undefined ? {} : { weight }),
    },
    ...resultsOf(message.parts),
  ]
}

/** An answer that goes on where another was cut is one answer with it. */
const joined = (path: readonly PortableMessage[]): readonly PortableMessage[] => {
  const whole: PortableMessage[] = []
  for (const message of path) {
    const before = whole.at(-1)
    if (message.continues && before?.role === 'assistant') {
      whole.pop()
      const text = `${partsToText(before.parts)}${partsToText(message.parts)}`
      whole.push({ ...message, parts: [{ type: 'text', text }] })
    } else whole.push(message)
  }
  return whole
}

/** Without answers that failed and the questions before them, and without what no answer follows. */
const teachable = (path: readonly PortableMessage[]): readonly PortableMessage[] => {
  const kept: PortableMessage[] = []
  for (const message of path) {
    // A question that is asked again stands for the one that failed.
    if (message.role === 'user' && kept.at(-1)?.role === 'user') kept.pop()
    if (isUsable(message)) kept.push(message)
  }
  const last = kept.findLastIndex(message => message.role === 'assistant' && message.status === 'complete')
  return kept.slice(0, last + 1)
}

const upToGood = (path: readonly PortableMessage[]): readonly (readonly PortableMessage[])[] =>
  path.flatMap((message, index) =>
    message.role === 'assistant' && message.rating === 'good' && message.status === 'complete'
      ? [path.slice(0, index + 1)]
      : [],
  )

/** What another line says too and goes on from teaches nothing of its own. */
const withoutBeginnings = (
  paths: readonly (readonly PortableMessage[])[],
): readonly (readonly PortableMessage[])[] => {
  const goneOn = new Set(paths.flatMap(path => path.slice(0, -1).map(({ id }) => id)))
  return paths.filter(path => path.slice(-1).some(({ id }) => !goneOn.has(id)))
}

export const createFineTuningWriter: CreateWriter = ({ options }) => ({
  begin: () => '',
  *thread({ thread }) {
    const tree = portableTree(thread)
    const paths = tree.leaves.map(leaf => teachable(joined(tree.pathTo(leaf))))
    const lines = options.onlyGood ? paths.flatMap(upToGood) : withoutBeginnings(paths)
    /** Branches that part after their last good answer would be the same line twice. */
    const written = new Set<string>()
    for (const line of lines) {
      const last = line.at(-1)
      if (!last || written.has(last.id)) continue
      written.add(last.id)
      // Only the answer that was found good is to be learnt; those before it are what it was said after.
      const weightOf = (message: PortableMessage): 0 | 1 | undefined =>
        options.onlyGood ? (message === last ? 1 : 0) : undefined
      const system: readonly Said[] = thread.instructions
        ? [{ role: 'system', content: thread.instructions }]
        : []
      const messages = [...system, ...line.flatMap(message => toSaid(message, weightOf(message)))]
      yield `${JSON.stringify({ messages })}\n`
    }
  },
  end: () => '',
})
