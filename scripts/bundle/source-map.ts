/** The source map beside a chunk (ECMA-426), of which two things are read: whose text it is made of, and where. */

import { readFileSync } from 'node:fs'
import { basename } from 'node:path'

export interface SourceMap {
  readonly sources: readonly string[]
  readonly mappings: string
}

/** Throws when there is none: what cannot be looked into is not taken for clean. */
export const readSourceMap = (chunk: string): SourceMap => {
  // The bundler's own runtime is a chunk without sources, and so without a map.
  if (basename(chunk).startsWith('rolldown-runtime-')) return { sources: [], mappings: '' }
  const map: unknown = JSON.parse(readFileSync(`${chunk}.map`, 'utf8'))
  if (typeof map !== 'object' || map === null || !('sources' in map) || !('mappings' in map)) {
    throw new Error(`${chunk}.map is no source map`)
  }
  return {
    sources: Array.isArray(map.sources) ? map.sources.map(String) : [],
    mappings: String(map.mappings),
  }
}
