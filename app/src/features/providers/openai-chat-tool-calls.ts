/**
 * Tool calls of a Chat Completions stream. The format says: pieces are joined by `index`, the first carries `id`
 * and `name`. Servers leave out the index or give every call the same, leave out the id, repeat the name, send
 * the arguments whole or as an object.
 */

import type { ChatToolCall } from './openai-chat-schema.ts'
import type { PartWriter } from './part-writer.ts'

export interface ToolCallReader {
  readonly read: (call: ChatToolCall) => void
  /** Ends all calls; what never got a name is shown without one. */
  readonly end: () => void
}

interface OpenCall {
  readonly key: string
  id: string
  name: string
  /** Arguments that came before the name did. */
  waiting: string
  isStarted: boolean
  extra: unknown
}

export interface ToolCallReaderDeps {
  readonly writer: PartWriter
  /** An id for a call that came without. */
  readonly createCallId: () => string
  readonly wrapExtra: (extra: unknown) => string
}

export const createToolCallReader = (deps: ToolCallReaderDeps): ToolCallReader => {
  const { writer } = deps
  const calls: OpenCall[] = []
  const latestByIndex = new Map<number, OpenCall>()
  const callById = new Map<string, OpenCall>()

  const begin = (call: ChatToolCall): OpenCall => {
    const opened: OpenCall = {
      key: `tool-${calls.length}`,
      id: call.id ?? '',
      name: '',
      waiting: '',
      isStarted: false,
      extra: undefined,
    }
    calls.push(opened)
    return opened
  }

  /** A new id together with a name begins another call even under an index that was used before. */
  const isAnother = (known: OpenCall, call: ChatToolCall): boolean =>
    Boolean(call.id) && known.id !== '' && call.id !== known.id && Boolean(call.function?.name)

  const find = (call: ChatToolCall): OpenCall => {
    const known = call.index === undefined ? findWithoutIndex(call) : latestByIndex.get(call.index)
    const found = known && !isAnother(known, call) ? known : begin(call)
    if (call.index !== undefined) latestByIndex.set(call.index, found)
    if (call.id) callById.set(call.id, found)
    return found
  }

  const findWithoutIndex = (call: ChatToolCall): OpenCall | undefined => {
    if (call.id) return callById.get(call.id)
    // Without an id either, a name begins a call and a piece without a name goes on with the last one.
    return call.function?.name ? undefined : calls.at(-1)
  }

  const start = (call: OpenCall): void => {
    if (call.isStarted) return
    call.isStarted = true
    writer.toolInput(call.key, call.id === '' ? deps.createCallId() : call.id, call.name)
    writer.toolInputDelta(call.key, call.waiting)
  }

  return {
    read: piece => {
      const call = find(piece)
      if (piece.id && call.id === '') call.id = piece.id
      if (piece.function?.name && call.name === '') call.name = piece.function.name
      if (piece.extra_content !== undefined && piece.extra_content !== null) call.extra = piece.extra_content
      const input = argumentsToText(piece.function?.arguments)
      if (call.isStarted) writer.toolInputDelta(call.key, input)
      else call.waiting += input
      if (call.name !== '') start(call)
    },
    end: () => {
      for (const call of calls) {
        start(call)
        writer.endToolInput(call.key, call.extra === undefined ? undefined : deps.wrapExtra(call.extra))
      }
    },
  }
}

const argumentsToText = (value: unknown): string => {
  if (typeof value === 'string') return value
  return typeof value === 'object' && value !== null ? JSON.stringify(value) : ''
}
