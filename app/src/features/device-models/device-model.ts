/**
 * A model that runs on this device: what it is, what it needs, and where its files come from. The same shape for the
 * catalogue and for what a person adds; it says nothing of whether the files are here (`tables.ts`).
 */

import * as z from 'zod/mini'

/** `webllm` computes on the graphics processor only, `onnx` also without one; `browser` is the browser's own affair. */
export const DeviceEngine = /* @__PURE__ */ z.enum(['webllm', 'onnx', 'browser'])

/** Which weights of an ONNX model: the ending of its file's name, as `onnx/model_q4f16.onnx`. */
export const OnnxWeights = /* @__PURE__ */ z.enum(['fp32', 'fp16', 'q8', 'q4', 'q4f16'])

/** Addresses are those of a repository as Hugging Face serves it: a file is at `<address>/resolve/main/<path>`. */
const ModelSource = /* @__PURE__ */ z.discriminatedUnion('type', [
  z.object({
    type: z.literal('webllm'),
    weights: z.string(),
    /** The compiled model, a WebAssembly module. */
    library: z.string(),
    /** What WebLLM's own record says beyond that, handed to it unchanged (`overrides`, `required_features`…). */
    record: z.record(z.string(), z.unknown()),
  }),
  z.object({
    type: z.literal('onnx'),
    weights: z.string(),
    dtype: OnnxWeights,
  }),
  /** The browser brings it, keeps it and runs it. */
  z.object({ type: z.literal('browser') }),
])

export const DeviceModel = /* @__PURE__ */ z.object({
  /** Stands in `ModelRef.modelId`, so it never changes: WebLLM's own id, or the repository and the weights. */
  id: z.string(),
  engine: DeviceEngine,
  task: z.enum(['chat', 'embedding']),
  name: z.string(),
  /** Who made it, as people say it: “Llama 3.2”, “Qwen 3”. */
  family: z.string(),
  /** How many numbers it is made of; absent where nobody says. */
  parameters: z.optional(z.number()),
  /** Bytes of all its files: an estimate until the list of files has been read. */
  downloadBytes: z.number(),
  /** Bytes of memory while it is loaded: of the graphics processor where it runs there. */
  memoryBytes: z.number(),
  /** Tokens a request and its answer may have together; 0 while nobody has said. */
  contextWindow: z.number(),
  /** BCP 47 codes of what it was made to speak; empty where nobody says. */
  languages: z.array(z.string()),
  licence: z.object({ name: z.string(), url: z.optional(z.string()) }),
  /** 16-bit floats in shaders (`shader-f16`), which not every processor has. */
  needsHalfFloats: z.boolean(),
  /** Bytes that one storage buffer must be able to hold; absent where the usual 128 MiB do. */
  bufferBytes: z.optional(z.number()),
  abilities: z.object({
    tools: z.boolean(),
    /** Looks at pictures. */
    vision: z.boolean(),
    /** Thinks aloud before it answers. */
    reasoning: z.boolean(),
  }),
  source: ModelSource,
  isCustom: z.optional(z.boolean()),
})

export type DeviceEngine = z.infer<typeof DeviceEngine>
export type OnnxWeights = z.infer<typeof OnnxWeights>
type ModelSource = z.infer<typeof ModelSource>

export type DeviceModel = z.infer<typeof DeviceModel>

/** A model whose files Weft brings. */
export type FetchedModel = DeviceModel & {
  readonly engine: Exclude<DeviceEngine, 'browser'>
  readonly source: Exclude<ModelSource, { type: 'browser' }>
}
