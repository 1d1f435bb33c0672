/**
 * The events of a Responses stream as parts. An item (message, reasoning, function call) is added, grows by
 * deltas and is done; what is done also says the whole, which is used where the deltas did not come. Reasoning
 * comes as summary parts; its encrypted content is valid only once the item is done.
 */

import * as z from 'zod/mini'
import { type AnswerReader, type Ending, finishAnswer, malformed } from './answer-reader.ts'
import { valueToErrorBody } from './error-body.ts'
import { ResponsesEvent, type ResponsesItem } from './openai-responses-schema.ts'
import { readResponsesUsage } from './openai-responses-usage.ts'
import { parseJson } from './parse-json.ts'
import type { PartWriter } from './part-writer.ts'
import type { SealedReasoning } from './prompt-to-openai-responses.ts'
import { namedErrorToEnding, readStreamError, streamErrorToEnding } from './stream-error.ts'
import { type SignatureOwner, wrapSignature } from './vendor-signature.ts'

export interface ResponsesReaderDeps {
  readonly writer: PartWriter
  readonly owner: SignatureOwner
}

export const createOpenAIResponsesReader = ({ writer, owner }: ResponsesReaderDeps): AnswerReader => {
  let hasRefused = false
  let lastData = ''

  /** Items are told apart by their place in the output: ids are left out or change from event to event elsewhere. */
  const keyOf = (event: ResponsesEvent): string =>
    `item-${event.output_index ?? event.item_id ?? event.item?.id ?? 0}`
  const textKeyOf = (event: ResponsesEvent): string => `${keyOf(event)}-${event.content_index ?? 0}`

  const addItem = (key: string, item: ResponsesItem): void => {
    if (item.type === 'function_call') writer.toolInput(key, item.call_id ?? item.id ?? key, item.name ?? '')
  }

  const endItem = (key: string, item: ResponsesItem): void => {
    switch (item.type) {
      case 'function_call':
        addItem(key, item)
        if (!writer.has(key)) writer.toolInputDelta(key, item.arguments ?? '')
        return writer.endToolInput(key)
      case 'reasoning':
        if (!writer.has(key)) writer.reasoning(key, item.summary.map(part => part?.text ?? '').join('\n\n'))
        return writer.endReasoning(key, sealOf(item))
      case 'message':
        item.content.forEach((content, index) => {
          const textKey = `${key}-${index}`
          if (content?.type === 'refusal') hasRefused = true
          if (!writer.has(textKey)) writer.text(textKey, content?.text ?? content?.refusal ?? '')
          writer.endText(textKey)
        })
        return
      default:
        return
    }
  }

  const sealOf = (item: ResponsesItem): string | undefined => {
    if (!item.encrypted_content || !item.id) return undefined
    const sealed: z.infer<typeof SealedReasoning> = { id: item.id, encrypted: item.encrypted_content }
    return wrapSignature(owner, sealed)
  }

  const finish = (event: ResponsesEvent): Ending => {
    const { response } = event
    const usage = readResponsesUsage(response?.usage)
    if (event.type === 'response.incomplete' || response?.status === 'incomplete') {
      const isFiltered = response?.incomplete_details?.reason === 'content_filter'
      return finishAnswer(writer, isFiltered ? 'refused' : 'length', usage)
    }
    return finishAnswer(writer, hasRefused ? 'refused' : 'complete', usage)
  }

  const failed = (event: ResponsesEvent): Ending =>
    streamErrorToEnding(valueToErrorBody({ error: event.response?.error }) ?? { message: '', tags: '' })

  const readEvent = (event: ResponsesEvent): Ending | undefined => {
    const key = keyOf(event)
    const delta = event.delta ?? ''
    switch (event.type) {
      case 'response.output_item.added':
        if (event.item) addItem(key, event.item)
        return undefined
      case 'response.output_item.done':
        if (event.item) endItem(key, event.item)
        return undefined
      case 'response.output_text.delta':
        writer.text(textKeyOf(event), delta)
        return undefined
      case 'response.refusal.delta':
        hasRefused = true
        writer.text(textKeyOf(event), delta)
        return undefined
      case 'response.output_text.done':
      case 'response.refusal.done':
        if (!writer.has(textKeyOf(event))) writer.text(textKeyOf(event), event.text ?? event.refusal ?? '')
        writer.endText(textKeyOf(event))
        return undefined
      case 'response.reasoning_summary_part.added':
      case 'response.reasoning_part.added':
        if (writer.has(key)) writer.reasoning(key, '\n\n')
        return undefined
      case 'response.reasoning_summary_text.delta':
      case 'response.reasoning_text.delta':
        writer.reasoning(key, delta)
        return undefined
      case 'response.function_call_arguments.delta':
        writer.toolInputDelta(key, delta)
        return undefined
      case 'response.function_call_arguments.done':
        if (!writer.has(key)) writer.toolInputDelta(key, event.arguments ?? '')
        return undefined
      case 'response.completed':
      case 'response.incomplete':
        return finish(event)
      case 'response.failed':
      case 'response.cancelled':
        return failed(event)
      default:
        // `keepalive`, progress of the vendor's own tools, and what does not exist yet.
        return undefined
    }
  }

  return {
    read: event => {
      if (event.data.trim() === '' || event.data.trim() === '[DONE]') return undefined
      // The same event twice in a row, number and all, is a proxy's doing.
      if (event.data === lastData && event.data.includes('"sequence_number"')) return undefined
      lastData = event.data
      const value = parseJson(event.data)
      const parsed = z.safeParse(ResponsesEvent, value)
      if (!parsed.success) return event.name === 'error' ? namedErrorToEnding(event) : malformed(event.data)
      if (event.name === 'error' || parsed.data.type === 'error' || parsed.data.type === undefined)
        return readStreamError(value) ?? (event.name === 'error' ? namedErrorToEnding(event) : undefined)
      return readEvent(parsed.data)
    },
    end: () => undefined,
  }
}
