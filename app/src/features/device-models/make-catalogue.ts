/**
 * `catalogue.json`, made from the records of the WebLLM that is installed. Runs at a desk (`scripts/`) and in a
 * test that holds the file equal to it, so that an upgrade of the library cannot pass unnoticed.
 */

import type { AppConfig, ModelRecord } from '@mlc-ai/web-llm'
import { type CatalogueFile, type CatalogueRow, usualLibrary, usualOverrides } from './catalogue-row.ts'

export const makeCatalogue = (config: AppConfig, toolIds: readonly string[]): CatalogueFile => ({
  weights: folderOf(config.model_list.map(record => record.model)),
  libraries: folderOf(config.model_list.map(record => record.model_lib)),
  tools: [...toolIds],
  rows: config.model_list.map(toRow),
})

/** The folder that all of the addresses lie in. Two of them would need a field of their own in each row. */
const folderOf = (addresses: readonly string[]): string => {
  const folders = new Set(addresses.map(address => address.slice(0, address.lastIndexOf('/') + 1)))
  const [folder, ...others] = folders
  if (folder === undefined || others.length > 0)
    throw new Error(`The records lie in ${folders.size} places: ${[...folders].join(', ')}`)
  return folder
}

const fileOf = (address: string): string => address.slice(address.lastIndexOf('/') + 1)

const toRow = (record: ModelRecord): CatalogueRow => {
  const {
    model: _,
    model_id: id,
    model_lib,
    vram_required_MB: memory,
    low_resource_required: low,
    overrides,
    required_features: features,
    model_type: type,
    buffer_size_required_bytes: buffer,
    ...more
  } = record
  if (memory === undefined) throw new Error(`${id} does not say how much memory it needs.`)
  const library = fileOf(model_lib)
  return {
    id,
    ...(library === usualLibrary(id) ? {} : { library }),
    memory,
    ...(low === undefined ? {} : { low }),
    ...(isUsual(overrides) ? {} : { overrides: overrides === undefined ? null : { ...overrides } }),
    ...(features === undefined ? {} : { features }),
    ...(type === undefined ? {} : { type }),
    ...(buffer === undefined ? {} : { buffer }),
    ...(Object.keys(more).length === 0 ? {} : { more }),
  }
}

const isUsual = (overrides: ModelRecord['overrides']): boolean =>
  JSON.stringify(overrides) === JSON.stringify(usualOverrides)
