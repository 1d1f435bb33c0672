/** The models that run by WebLLM: its own records with what the vendors say of them. */

import * as z from 'zod/mini'
import file from './catalogue.json'
import { CatalogueFile, type CatalogueRow, rowToRecord, usualLibrary, weightsOf } from './catalogue-row.ts'
import type { DeviceModel } from './device-model.ts'
import { factsOf } from './model-facts.ts'
import { estimateDownload, readQuantisedName } from './quantisation.ts'

const catalogue = z.parse(CatalogueFile, file)

/** `ModelType` of WebLLM. */
const embedding = 1
const vision = 2

/** Embedding models have no window of their own in the records; theirs is in the library's name (`-ctx512_`). */
const embeddingWindow = 512

/**
 * `vram_required_MB` counts in 2^20: the unquantised models would otherwise need less than their weights and the
 * cache of their context take.
 */
const mebibyte = 2 ** 20

const contextOf = (row: CatalogueRow, record: Record<string, unknown>): number => {
  const overrides = z.safeParse(z.object({ context_window_size: z.number() }), record['overrides'])
  if (overrides.success) return overrides.data.context_window_size
  if (row.type === embedding) return embeddingWindow
  throw new Error(`${row.id} says nothing of its context window.`)
}

const toModel = (row: CatalogueRow): DeviceModel => {
  const repository = weightsOf(row.id)
  const name = readQuantisedName(repository)
  if (name === undefined) throw new Error(`${row.id} is quantised in a way that is not known.`)
  const { reasoning, languages, ...facts } = factsOf(name.model)
  const record = rowToRecord(row)
  return {
    ...facts,
    languages: [...languages],
    id: row.id,
    engine: 'webllm',
    task: row.type === embedding ? 'embedding' : 'chat',
    downloadBytes: estimateDownload(facts.parameters, name.quantisation),
    memoryBytes: Math.round(row.memory * mebibyte),
    contextWindow: contextOf(row, record),
    needsHalfFloats: name.quantisation.needsHalfFloats || row.features?.includes('shader-f16') === true,
    ...(row.buffer === undefined ? {} : { bufferBytes: row.buffer }),
    abilities: { tools: catalogue.tools.includes(row.id), vision: row.type === vision, reasoning },
    source: {
      type: 'webllm',
      weights: catalogue.weights + repository,
      library: catalogue.libraries + (row.library ?? usualLibrary(row.id)),
      record,
    },
  }
}

export const webllmModels: readonly DeviceModel[] = catalogue.rows.map(toModel)
