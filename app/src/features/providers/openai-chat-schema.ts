/** The events of Chat Completions, as loosely as its many servers write them. */

import * as z from 'zod/mini'
import { looseBoolean, looseList, loosely, looseNumber, looseText } from './loose.ts'

const unknownValue = z.optional(z.unknown())

/** Mistral writes content as a list of texts and thoughts. */
const ContentPart = loosely({ type: looseText, text: looseText, thinking: unknownValue })

const Content = z.catch(z.optional(z.union([z.string(), z.array(ContentPart)])), undefined)

const Called = loosely({ name: looseText, arguments: unknownValue })

const ToolCall = loosely({
  index: looseNumber,
  id: looseText,
  function: Called,
  /** Gemini's thought signature is in here, and must come back with the call. */
  extra_content: unknownValue,
})

const Delta = loosely({
  content: Content,
  reasoning_content: looseText,
  reasoning: looseText,
  reasoning_details: looseList(z.unknown()),
  refusal: looseText,
  tool_calls: looseList(ToolCall),
  function_call: Called,
  extra_content: loosely({ google: loosely({ thought: looseBoolean }) }),
})

const Choice = loosely({
  index: looseNumber,
  delta: Delta,
  /** In place of a delta, from a server that does not stream. */
  message: Delta,
  finish_reason: looseText,
  usage: unknownValue,
})

export const ChatChunk = z.looseObject({
  choices: z.catch(z.optional(z.array(Choice)), undefined),
  usage: unknownValue,
  x_groq: loosely({ usage: unknownValue }),
})

export type ChatDelta = NonNullable<z.infer<typeof Delta>>
export type ChatToolCall = NonNullable<z.infer<typeof ToolCall>>
export type ChatContentPart = z.infer<typeof ContentPart>
