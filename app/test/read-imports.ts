/** The imports of every source file, read with the bundler's own parser and resolved to the files they name. */

import { readdirSync, readFileSync } from 'node:fs'
import { dirname, join, relative, resolve } from 'node:path'
import { parseSync } from 'vite'

export const root = resolve(import.meta.dirname, '../..')

export interface Import {
  /** `type` is erased, `value` runs at once, `lazy` when it is asked for; `address` is a file's URL or text (`?url`). */
  readonly kind: 'type' | 'value' | 'lazy' | 'address'
  /** A path from the project's folder, or the name of a package. */
  readonly target: string
}

/** Path from the project's folder → what it imports. */
export type ImportGraph = ReadonlyMap<string, readonly Import[]>

export const isTest = (path: string): boolean => /\.(?:test|spec|contract)\.tsx?$|\/testing\//.test(path)

export const readImportGraph = (folders: readonly string[]): ImportGraph =>
  new Map(folders.flatMap(sourcesBelow).map(path => [path, importsOf(path)]))

const sourcesBelow = (folder: string): readonly string[] =>
  readdirSync(join(root, folder), { recursive: true, withFileTypes: true })
    .filter(entry => entry.isFile() && /\.tsx?$/.test(entry.name) && !entry.name.endsWith('.d.ts'))
    .map(entry => relative(root, join(entry.parentPath, entry.name)))
    .filter(path => !path.includes('node_modules'))
    .toSorted()

export const importsOf = (path: string, text = readFileSync(join(root, path), 'utf8')): readonly Import[] => {
  const { module, errors } = parseSync(path, text)
  if (errors.length > 0)
    throw new Error(`${path} cannot be parsed: ${errors.map(error => error.message).join()}`)
  const toImport = (kind: 'type' | 'value' | 'lazy', specifier: string): Import => ({
    kind: specifier.includes('?') ? 'address' : kind,
    target: resolveImport(path, specifier),
  })
  // `import { type A }` without a value stays in the output as `import {}`, and runs: only these words erase all.
  const isErased = (start: number): boolean => /^(?:import|export) type\b/.test(text.slice(start, start + 12))

  const imports = module.staticImports.map(({ start, moduleRequest }) =>
    toImport(isErased(start) ? 'type' : 'value', moduleRequest.value),
  )
  const exports = module.staticExports.flatMap(({ start, entries }) =>
    entries
      .map(({ moduleRequest }) => moduleRequest?.value)
      .filter(specifier => specifier !== undefined)
      .map(specifier => toImport(isErased(start) ? 'type' : 'value', specifier)),
  )
  const lazy = module.dynamicImports.map(({ moduleRequest }) =>
    toImport('lazy', text.slice(moduleRequest.start + 1, moduleRequest.end - 1)),
  )
  return [...imports, ...exports, ...lazy]
}

const resolveImport = (from: string, specifier: string): string => {
  if (specifier.startsWith('@weft/shared/'))
    return join('shared/src', specifier.slice('@weft/shared/'.length))
  return specifier.startsWith('.')
    ? join(dirname(from), specifier.replace(/\?.*$/, ''))
    : packageName(specifier)
}

const packageName = (specifier: string): string =>
  specifier
    .split('/')
    .slice(0, specifier.startsWith('@') ? 2 : 1)
    .join('/')
