/**
 * What every vendor asks of a prompt, before it is put into a vendor's shape: turns alternate, a tool call has a
 * result and a result has a call, nothing is empty, and reasoning is handed back only within the turn that it
 * belongs to.
 *
 * The last rule is what all vendors agree on. Newer Claude models bind a thinking block to everything before it
 * and refuse a request in which something before it was changed, as when a message was edited or a tool list has
 * grown; DeepSeek refuses the reasoning of earlier turns and demands that of the current one; OpenAI discards
 * what is older. Reasoning of the current turn was made with exactly this beginning, so it is always valid.
 */

import type {
  AssistantPrompt,
  PromptMessage,
  PromptToolCall,
  PromptToolResult,
  ToolPrompt,
  UserPrompt,
} from './language-model.ts'

/** Said to the model in place of a result that was never recorded. */
const missingOutput = 'No result was recorded for this call.'

export const preparePrompt = (messages: readonly PromptMessage[]): readonly PromptMessage[] =>
  mergeTurns(pairTools(withoutOldReasoning(messages).map(withoutEmptyText)))

const withoutEmptyText = (message: PromptMessage): PromptMessage => {
  switch (message.role) {
    case 'user':
      return { role: 'user', content: message.content.filter(isNotEmpty) }
    case 'assistant':
      return { role: 'assistant', content: message.content.filter(isNotEmpty) }
    case 'tool':
      return message
  }
}

const isNotEmpty = (part: { readonly type: string; readonly text?: string }): boolean =>
  part.type !== 'text' || part.text?.trim() !== ''

const withoutOldReasoning = (messages: readonly PromptMessage[]): readonly PromptMessage[] => {
  const turn = messages.findLastIndex(message => message.role === 'user')
  return messages.map((message, index) =>
    message.role === 'assistant' && index < turn
      ? { ...message, content: message.content.filter(part => part.type !== 'reasoning') }
      : message,
  )
}

/** Puts the results of an assistant's calls right after it, with a word for those that are missing, and drops strays. */
const pairTools = (messages: readonly PromptMessage[]): readonly PromptMessage[] =>
  messages.flatMap((message, index): readonly PromptMessage[] => {
    if (message.role === 'tool') return []
    if (message.role === 'user') return [message]
    const calls = message.content.filter(part => part.type === 'tool-call')
    return calls.length === 0 ? [message] : [message, resultsOf(calls, messages.slice(index + 1))]
  })

const resultsOf = (calls: readonly PromptToolCall[], following: readonly PromptMessage[]): ToolPrompt => {
  const next = following.findIndex(message => message.role === 'assistant')
  const found = new Map<string, PromptToolResult>()
  for (const message of next === -1 ? following : following.slice(0, next)) {
    if (message.role === 'tool') for (const result of message.content) found.set(result.callId, result)
  }
  return {
    role: 'tool',
    content: calls.map(
      ({ callId, name }) =>
        found.get(callId) ?? { type: 'tool-result', callId, name, output: missingOutput, failed: true },
    ),
  }
}

/** Joins neighbours of one role, which templates of local models refuse, and drops what has become empty. */
const mergeTurns = (messages: readonly PromptMessage[]): readonly PromptMessage[] => {
  const merged: PromptMessage[] = []
  for (const message of messages) {
    if (message.content.length === 0) continue
    const last = merged.at(-1)
    const joined = last && joinTurns(last, message)
    if (joined) merged[merged.length - 1] = joined
    else merged.push(message)
  }
  return merged
}

const joinTurns = (first: PromptMessage, second: PromptMessage): UserPrompt | AssistantPrompt | undefined => {
  if (first.role === 'user' && second.role === 'user')
    return { role: 'user', content: [...first.content, ...second.content] }
  if (first.role === 'assistant' && second.role === 'assistant')
    return { role: 'assistant', content: [...first.content, ...second.content] }
  return undefined
}
