/** The events of Anthropic's Messages, loosely: new kinds of blocks and deltas may come at any time. */

import * as z from 'zod/mini'
import { loosely, looseNumber, looseText } from './loose.ts'

const unknownValue = z.optional(z.unknown())

const Block = loosely({
  type: looseText,
  id: looseText,
  name: looseText,
  text: looseText,
  thinking: looseText,
  signature: looseText,
  data: looseText,
  input: unknownValue,
})

const Delta = loosely({
  type: looseText,
  text: looseText,
  thinking: looseText,
  signature: looseText,
  partial_json: looseText,
  stop_reason: looseText,
  stop_details: loosely({ explanation: looseText, category: looseText }),
})

export const AnthropicEvent = z.looseObject({
  type: looseText,
  index: looseNumber,
  content_block: Block,
  delta: Delta,
  message: loosely({ usage: unknownValue }),
  usage: unknownValue,
})

export type AnthropicEvent = z.infer<typeof AnthropicEvent>
export type AnthropicBlock = NonNullable<z.infer<typeof Block>>
export type AnthropicDelta = NonNullable<z.infer<typeof Delta>>
