/**
 * What Weft leaves out of the precache, and why: grammars of rare programming languages (a code block without its
 * grammar is shown plain), what could be downloaded, font formats that no browser we support asks for, and what is
 * stored on demand.
 */

import type { OnDemandPart } from '../src/worker/on-demand-names.ts'
import type { Chunk, PrecacheRules } from './precache.ts'

/** Grammars worth storing: what people talk about most with a model. Others are fetched when first met; that of JavaScript stands in for TypeScript's. */
const grammars = [
  'bash',
  'c',
  'css',
  'diff',
  'go',
  'html',
  'java',
  'javascript',
  'json',
  'python',
  'rust',
  'shellscript',
  'sql',
  'yaml',
]

/** A grammar itself, or the module of one line by which Shiki hands it on. */
const grammarPath = /[/\\](?:@shikijs[/\\]langs[/\\]dist|shiki[/\\]dist[/\\]langs)[/\\](?<name>[^/\\]+)\.mjs$/

const grammarOf = (moduleId: string): string | undefined => grammarPath.exec(moduleId)?.groups?.['name']

/** Parts that come with the first model or provider that needs them, and are stored then (`worker/keep-on-demand.ts`). */
const parts: readonly (readonly [OnDemandPart, RegExp])[] = [
  ['anthropic', /[/\\]@anthropic-ai[/\\]sdk[/\\]/],
  ['webllm', /[/\\]@mlc-ai[/\\]web-llm[/\\]/],
  ['onnx', /[/\\]@huggingface[/\\]transformers[/\\]/],
]

const partOf = (chunk: Chunk): string | undefined =>
  parts.find(([, pattern]) => chunk.moduleIds.some(id => pattern.test(id)))?.[0]

/** A chunk is a rare grammar when it holds grammars and none of them is worth storing. */
const isRareGrammar = (chunk: Chunk): boolean => {
  const names = chunk.moduleIds.map(grammarOf).filter(name => name !== undefined)
  return names.length > 0 && !names.some(name => grammars.includes(name))
}

/** What is suggested is to be fetched, so it is suggested only where there is a network. */
const isSuggestion = (chunk: Chunk): boolean =>
  chunk.moduleIds.some(id => /[/\\]composer[/\\]suggest-downloads\.ts$/.test(id))

export const precacheRules: PrecacheRules = {
  isLazyChunkNeeded: chunk => !isRareGrammar(chunk) && !isSuggestion(chunk) && partOf(chunk) === undefined,
  isAssetNeeded: fileName => !/\.(?:ttf|woff|map|wasm)$/.test(fileName),
  partOf,
}
