/**
 * What the page must load before its first thread is readable: the static import closure of its entry, by the
 * bundler's manifest. Which packages are in it is read from the source maps, since a chunk's name does not say.
 */

import { readFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { readSourceMap } from './source-map.ts'

export interface FirstScreen {
  /** Paths of the chunks. */
  readonly files: readonly string[]
  readonly chunks: readonly ChunkSize[]
  /** Bytes of JavaScript after gzip, level 9. */
  readonly gzip: number
  /** Sources that must never be in it, each with its rule. */
  readonly intruders: readonly string[]
}

export interface ChunkSize {
  readonly file: string
  readonly raw: number
  readonly gzip: number
}

interface Entry {
  readonly file: string
  readonly isEntry: boolean
  readonly imports: readonly string[]
}

/** Each is large, and no thread needs it to be read. */
const neverFirst: Readonly<Record<string, RegExp>> = {
  WebLLM: /node_modules\/@mlc-ai\//,
  KaTeX: /node_modules\/katex\//,
  Mermaid: /node_modules\/mermaid\//,
  'a grammar of Shiki': /node_modules\/@shikijs\/langs/,
  'an importer': /features\/import\//,
  'the engine': /node_modules\/yjs\//,
  'a vendor SDK': /node_modules\/(?:openai|@anthropic-ai)\//,
}

/** Throws when there is no build, no entry or no source map: an unmeasured budget is not met. */
export const measureFirstScreen = (dist: string): FirstScreen => {
  const files = closureOf(readManifest(join(dist, '.vite/manifest.json')))
  const chunks = files.map(file => {
    const bytes = readFileSync(join(dist, file))
    return { file: basename(file), raw: bytes.length, gzip: gzipSync(bytes, { level: 9 }).length }
  })
  return {
    files: files.map(file => join(dist, file)),
    chunks: chunks.toSorted((a, b) => b.gzip - a.gzip),
    gzip: chunks.reduce((total, chunk) => total + chunk.gzip, 0),
    intruders: files.flatMap(file => intrudersOf(readSourceMap(join(dist, file)).sources)),
  }
}

/** The files that the entry imports, directly or not, without what is imported on demand. */
const closureOf = (entryByKey: ReadonlyMap<string, Entry>): readonly string[] => {
  const reached = new Set<string>()
  const visit = (key: string): void => {
    if (reached.has(key)) return
    reached.add(key)
    for (const imported of entryByKey.get(key)?.imports ?? []) visit(imported)
  }
  for (const [key, entry] of entryByKey) if (entry.isEntry) visit(key)
  if (reached.size === 0) throw new Error('The manifest has no entry')
  const files = [...reached].map(key => {
    const entry = entryByKey.get(key)
    if (entry === undefined) throw new Error(`The manifest does not have ${key}`)
    return entry.file
  })
  return [...new Set(files)].filter(file => file.endsWith('.js'))
}

const intrudersOf = (sources: readonly string[]): readonly string[] =>
  Object.entries(neverFirst).flatMap(([name, pattern]) =>
    sources.filter(source => pattern.test(source)).map(source => `${name}: ${source}`),
  )

const readManifest = (file: string): ReadonlyMap<string, Entry> => {
  const manifest = readJson(file)
  if (typeof manifest !== 'object' || manifest === null) throw new Error(`${file} is no manifest`)
  return new Map(Object.entries(manifest).map(([key, value]: [string, unknown]) => [key, toEntry(value)]))
}

const toEntry = (value: unknown): Entry => {
  const imports = fieldOf(value, 'imports')
  return {
    file: String(fieldOf(value, 'file')),
    isEntry: fieldOf(value, 'isEntry') === true,
    imports: Array.isArray(imports) ? imports.map(String) : [],
  }
}

const readJson = (file: string): unknown => JSON.parse(readFileSync(file, 'utf8'))

const fieldOf = (value: unknown, name: string): unknown =>
  typeof value === 'object' && value !== null ? Reflect.get(value, name) : undefined
