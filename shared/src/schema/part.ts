/**
 * The pieces of a message. Every schema here is loose: fields a newer Weft has added stay where they are, and
 * a part of an unknown kind passes through whole (`UnknownPart`), so an older device never strips a newer one.
 */

import * as z from 'zod/mini'
import { AttachmentId } from '../ids.ts'

export const TextPart = /* @__PURE__ */ z.looseObject({ type: z.literal('text'), text: z.string() })

export const ReasoningPart = /* @__PURE__ */ z.looseObject({
  type: z.literal('reasoning'),
  text: z.string(),
  /** How long the model thought, in milliseconds. */
  duration: z.optional(z.number()),
  /** What the vendor wants back unchanged with the next request (Anthropic's signature, OpenAI's encrypted content). */
  signature: z.optional(z.string()),
  /** True when the vendor gave only an opaque `signature` and no text. */
  redacted: z.optional(z.boolean()),
})

export const ToolCallPart = /* @__PURE__ */ z.looseObject({
  type: z.literal('tool-call'),
  callId: z.string(),
  name: z.string(),
  /** The arguments as the model wrote them: JSON text, which may be broken. */
  input: z.string(),
})

export const ToolResultPart = /* @__PURE__ */ z.looseObject({
  type: z.literal('tool-result'),
  callId: z.string(),
  name: z.string(),
  output: z.string(),
  failed: z.boolean(),
})

export const AttachmentPart = /* @__PURE__ */ z.looseObject({
  type: z.literal('attachment'),
  /** Names a sealed blob of the workspace; equal bytes have equal ids. */
  attachmentId: AttachmentId,
  name: z.string(),
  mediaType: z.string(),
  /** Bytes of the plaintext. */
  size: z.number(),
})

/** Where something that an answer says was read. It is shown under the answer and never sent to a model. */
export const SourcePart = /* @__PURE__ */ z.looseObject({
  type: z.literal('source'),
  title: z.string(),
  /** Of a page; absent for a file or a passage of the person's own. */
  url: z.optional(z.string()),
  /** The words that were used. */
  quote: z.optional(z.string()),
})

/** What went wrong in an answer. `code` is a tag of `ProviderError` or `RunError`; the rest explains it. */
export const ErrorPart = /* @__PURE__ */ z.looseObject({
  type: z.literal('error'),
  code: z.string(),
  /** HTTP status, where there was one. */
  status: z.optional(z.number()),
  /** What the provider said, to be shown as inert text. */
  detail: z.optional(z.string()),
})

const knownPartTypes = new Set([
  'text',
  'reasoning',
  'tool-call',
  'tool-result',
  'attachment',
  'source',
  'error',
])

export const UnknownPart = /* @__PURE__ */ z.looseObject({
  type: z
    .string()
    .check(z.refine(type => !knownPartTypes.has(type), { error: 'a known part with wrong fields' })),
})

export const Part = /* @__PURE__ */ z.union([
  TextPart,
  ReasoningPart,
  ToolCallPart,
  ToolResultPart,
  AttachmentPart,
  SourcePart,
  ErrorPart,
  UnknownPart,
])

export type TextPart = z.infer<typeof TextPart>
export type ReasoningPart = z.infer<typeof ReasoningPart>
export type ToolCallPart = z.infer<typeof ToolCallPart>
export type ToolResultPart = z.infer<typeof ToolResultPart>
export type AttachmentPart = z.infer<typeof AttachmentPart>
export type SourcePart = z.infer<typeof SourcePart>
export type ErrorPart = z.infer<typeof ErrorPart>
export type UnknownPart = z.infer<typeof UnknownPart>
/** The kinds this Weft can show. Anything else is an `UnknownPart`: kept, named, not shown. */
export type KnownPart =
  | TextPart
  | ReasoningPart
  | ToolCallPart
  | ToolResultPart
  | AttachmentPart
  | SourcePart
  | ErrorPart
export type Part = KnownPart | UnknownPart

/** Narrows to the kinds this Weft can show, so that a switch over `type` is exhaustive. */
export const isKnownPart = (part: Part): part is KnownPart => knownPartTypes.has(part.type)

/** The visible text of a message: its text parts joined by a blank line. */
export const partsToText = (parts: readonly Part[]): string =>
  parts
    .filter((part): part is TextPart => part.type === 'text')
    .map(part => part.text)
    .join('\n\n')
