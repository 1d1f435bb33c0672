/**
 * A request as it crosses a worker port. Strict: a field that is not here (an address, a header, a key) refuses
 * the whole request, so nothing that a model or a page has made up can steer a call.
 */

import { OutputFormat, ReasoningEffort } from '@weft/shared/schema/provider.ts'
import * as z from 'zod/mini'
import type { ModelRequest } from './language-model.ts'

const bytes = z.instanceof(Uint8Array)

const Text = z.strictObject({ type: z.literal('text'), text: z.string() })

const UserContent = z.discriminatedUnion('type', [
  Text,
  z.strictObject({ type: z.literal('image'), mediaType: z.string(), bytes }),
  z.strictObject({ type: z.literal('file'), name: z.string(), mediaType: z.string(), bytes }),
])

const ToolCall = z.strictObject({
  type: z.literal('tool-call'),
  callId: z.string(),
  name: z.string(),
  input: z.string(),
  signature: z.exactOptional(z.string()),
})

const AssistantContent = z.discriminatedUnion('type', [
  Text,
  z.strictObject({
    type: z.literal('reasoning'),
    text: z.string(),
    signature: z.exactOptional(z.string()),
    redacted: z.exactOptional(z.boolean()),
  }),
  ToolCall,
])

const ToolResult = z.strictObject({
  type: z.literal('tool-result'),
  callId: z.string(),
  name: z.string(),
  output: z.string(),
  failed: z.boolean(),
})

const Message = z.discriminatedUnion('role', [
  z.strictObject({ role: z.literal('user'), content: z.array(UserContent) }),
  z.strictObject({ role: z.literal('assistant'), content: z.array(AssistantContent) }),
  z.strictObject({ role: z.literal('tool'), content: z.array(ToolResult) }),
])

export const ModelRequestSchema: z.ZodMiniType<ModelRequest> = z.strictObject({
  modelId: z.string(),
  instructions: z.string(),
  messages: z.array(Message),
  parameters: z.strictObject({
    temperature: z.optional(z.number()),
    maxOutputTokens: z.optional(z.number()),
    reasoningEffort: z.optional(ReasoningEffort),
    outputFormat: z.optional(OutputFormat),
  }),
  tools: z.exactOptional(
    z.array(
      z.strictObject({
        name: z.string(),
        description: z.string(),
        inputSchema: z.record(z.string(), z.unknown()),
      }),
    ),
  ),
})
