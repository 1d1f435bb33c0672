/**
 * What `catalogue.json` keeps of each of WebLLM's own records, and how a record is made of it again. Only what
 * varies is in the file: it is loaded by a page that shows a list, and the library it comes from is 6 MB.
 */

import * as z from 'zod/mini'

const Overrides = /* @__PURE__ */ z.record(z.string(), z.unknown())

export const CatalogueRow = /* @__PURE__ */ z.object({
  /** WebLLM's id: the repository of the weights, and after it what sets apart two records of the same weights. */
  id: z.string(),
  /** File of the compiled model; absent where it is named after the weights. */
  library: z.optional(z.string()),
  /** `vram_required_MB`. */
  memory: z.number(),
  /** `low_resource_required`. */
  low: z.optional(z.boolean()),
  /** Absent where they are the usual ones, null where the record has none. */
  overrides: z.optional(z.nullable(Overrides)),
  features: z.optional(z.array(z.string())),
  type: z.optional(z.number()),
  buffer: z.optional(z.number()),
  /** Fields of a record that have no name here, as they are. */
  more: z.optional(z.record(z.string(), z.unknown())),
})

export const CatalogueFile = /* @__PURE__ */ z.object({
  /** Addresses that everything of a kind begins with. */
  weights: z.string(),
  libraries: z.string(),
  /** Ids that WebLLM calls tools with. */
  tools: z.array(z.string()),
  rows: z.array(CatalogueRow),
})

export type CatalogueRow = z.infer<typeof CatalogueRow>
export type CatalogueFile = z.infer<typeof CatalogueFile>

/** Nearly every record has these. */
export const usualOverrides = { context_window_size: 4096 }

/** The repository's name, of an id that may end in `-1k` (a small context) or `-b4` (texts at a time). */
export const weightsOf = (id: string): string => id.replace(/-(?:1k|b\d+)$/, '')

/** How the file of a compiled model is called, unless the record says otherwise. */
export const usualLibrary = (id: string): string => `${weightsOf(id).replace(/-MLC$/, '')}_cs1k-webgpu.wasm`

/** A record without the three fields that say who it is (`model`, `model_lib`, `model_id`). */
export const rowToRecord = (row: CatalogueRow): Record<string, unknown> => {
  const overrides = row.overrides === undefined ? usualOverrides : row.overrides
  return {
    ...row.more,
    vram_required_MB: row.memory,
    ...(row.low === undefined ? {} : { low_resource_required: row.low }),
    ...(overrides === null ? {} : { overrides }),
    ...(row.features === undefined ? {} : { required_features: row.features }),
    ...(row.type === undefined ? {} : { model_type: row.type }),
    ...(row.buffer === undefined ? {} : { buffer_size_required_bytes: row.buffer }),
  }
}
