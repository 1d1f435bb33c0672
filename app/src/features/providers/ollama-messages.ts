/** What the engine worker and the provider worker say to each other of the models on an Ollama. */

import * as z from 'zod/mini'

/** What the provider worker is to do there. */
export const OllamaRequest = z.discriminatedUnion('type', [
  z.strictObject({ type: z.literal('list') }),
  z.strictObject({ type: z.enum(['pull', 'remove', 'unload']), model: z.string() }),
])

export type OllamaRequest = z.infer<typeof OllamaRequest>

export type OllamaChange = Exclude<OllamaRequest, { readonly type: 'list' }>

const bytes = z.exactOptional(z.number())
const text = z.exactOptional(z.string())

export const OllamaModelSchema = z.object({
  name: z.string(),
  size: bytes,
  parameters: text,
  quantization: text,
  loaded: z.exactOptional(z.object({ size: bytes, onCard: bytes, until: z.exactOptional(z.number()) })),
})

export const PullProgressSchema = z.object({
  status: z.string(),
  total: z.number(),
  completed: z.number(),
  arrived: z.number(),
})
