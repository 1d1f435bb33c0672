/** The events of OpenAI's Responses, loosely: servers that imitate it leave fields out. */

import * as z from 'zod/mini'
import { looseList, loosely, looseNumber, looseText } from './loose.ts'

const Content = loosely({ type: looseText, text: looseText, refusal: looseText })

const Item = loosely({
  id: looseText,
  type: looseText,
  call_id: looseText,
  name: looseText,
  arguments: looseText,
  encrypted_content: looseText,
  summary: looseList(Content),
  content: looseList(Content),
})

const Response = loosely({
  status: looseText,
  error: z.optional(z.unknown()),
  incomplete_details: loosely({ reason: looseText }),
  usage: z.optional(z.unknown()),
})

export const ResponsesEvent = z.looseObject({
  type: looseText,
  sequence_number: looseNumber,
  item_id: looseText,
  output_index: looseNumber,
  content_index: looseNumber,
  summary_index: looseNumber,
  delta: looseText,
  text: looseText,
  refusal: looseText,
  arguments: looseText,
  item: Item,
  response: Response,
})

export type ResponsesEvent = z.infer<typeof ResponsesEvent>
export type ResponsesItem = NonNullable<z.infer<typeof Item>>
