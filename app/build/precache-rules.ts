/**
 * What Weft leaves out of the precache, and why: grammars of rare programming languages (a code block without its
 * grammar is shown plain), and font formats that no browser we support asks for.
 */

import type { Chunk, PrecacheRules } from './precache.ts'

/** Grammars worth storing: what people talk about most with a model. Others are fetched when first met. */
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
  'typescript',
  'yaml',
]

/** A grammar itself, or the module of one line by which Shiki hands it on. */
const grammarPath = /[/\\](?:@shikijs[/\\]langs[/\\]dist|shiki[/\\]dist[/\\]langs)[/\\](?<name>[^/\\]+)\.mjs$/

const grammarOf = (moduleId: string): string | undefined => grammarPath.exec(moduleId)?.groups?.['name']

/** A chunk is a rare grammar when it holds grammars and none of them is worth storing. */
const isRareGrammar = (chunk: Chunk): boolean => {
  const names = chunk.moduleIds.map(grammarOf).filter(name => name !== undefined)
  return names.length > 0 && !names.some(name => grammars.includes(name))
}

export const precacheRules: PrecacheRules = {
  isLazyChunkNeeded: chunk => !isRareGrammar(chunk),
  isAssetNeeded: fileName => !/\.(?:ttf|woff|map)$/.test(fileName),
}
