/**
 * Records the graphs of the page's build and of every worker's, and tells vite-plugin-pwa which files to store.
 * Fails the build when they are more than the budget: a person pays for them on the first visit.
 */

import type { Plugin, Rolldown } from 'vite'
import { type Chunk, filesOnDemand, filesToPrecache, type PrecacheRules } from './precache.ts'

/** A file that workbox found in the build's folder. */
interface Entry {
  readonly url: string
  readonly size: number
  readonly revision: string | null
}

export interface PrecacheOptions {
  readonly rules: PrecacheRules
  /** Files of `public/` that belong to the shell. */
  readonly publicFiles: readonly string[]
  /** Bytes before compression, as workbox counts them. */
  readonly budget: number
}

export interface Precache {
  /** For the page's build. */
  readonly page: () => Plugin[]
  /** For each worker's build. */
  readonly worker: () => Plugin
  /** For vite-plugin-pwa: keeps only what is to be stored. */
  readonly transform: <Found extends Entry>(entries: Found[]) => { manifest: Found[]; warnings: string[] }
}

const toChunk = (chunk: Rolldown.OutputChunk): Chunk => ({
  fileName: chunk.fileName,
  isEntry: chunk.isEntry,
  imports: chunk.imports,
  dynamicImports: chunk.dynamicImports,
  moduleIds: chunk.moduleIds,
  assets: [...(chunk.viteMetadata?.importedCss ?? []), ...(chunk.viteMetadata?.importedAssets ?? [])],
})

/** Where the app finds which files a part on demand is made of; it is stored itself. */
const listName = 'on-demand.json'

const kilobytes = (bytes: number): string => `${Math.round(bytes / 1000)} kB`

export const createPrecache = ({ rules, publicFiles, budget }: PrecacheOptions): Precache => {
  const files = new Set(publicFiles)
  const onDemand: Record<string, readonly string[]> = {}

  let say = (_line: string): void => undefined

  const recorder = (name: string): Plugin => ({
    name,
    configResolved: config => {
      say = line => config.logger.info(line)
    },
    // After Vite's own plugins, which note there which stylesheets a chunk needs.
    generateBundle: { order: 'post', handler: (_options, bundle) => record(Object.values(bundle)) },
  })

  const record = (bundle: readonly (Rolldown.OutputChunk | Rolldown.OutputAsset)[]): void => {
    const chunks = bundle.filter(file => file.type === 'chunk').map(toChunk)
    // Manual chunks can swallow an entry; the walk would find nothing, and a cold start without a network too.
    if (!chunks.some(chunk => chunk.isEntry)) throw new Error('A build without an entry cannot be stored')
    for (const file of filesToPrecache(chunks, rules)) files.add(file)
    for (const [part, named] of filesOnDemand(chunks, rules))
      onDemand[part] = [...new Set([...(onDemand[part] ?? []), ...[...named].map(file => `/${file}`)])]
  }

  /** After the builds of the workers, which are a part of the page's. */
  const lister: Plugin = {
    name: 'weft:on-demand',
    generateBundle: {
      order: 'post',
      handler() {
        files.add(listName)
        this.emitFile({ type: 'asset', fileName: listName, source: JSON.stringify(onDemand) })
      },
    },
  }

  return {
    page: () => [recorder('weft:precache-page'), lister],
    worker: () => recorder('weft:precache-worker'),
    transform: entries => {
      const manifest = entries.filter(entry => files.has(entry.url))
      const stored = new Set(manifest.map(entry => entry.url))
      const missing = [...files].filter(file => !stored.has(file))
      if (missing.length > 0)
        throw new Error(`Not among the built files, so not stored: ${missing.join(', ')}`)

      const size = manifest.reduce((sum, entry) => sum + entry.size, 0)
      say(
        `precache: ${manifest.length} of ${entries.length} files, ${kilobytes(size)} of ${kilobytes(budget)}`,
      )
      if (size > budget) {
        const largest = manifest.toSorted((a, b) => b.size - a.size).slice(0, 10)
        throw new Error(
          `The precache has ${kilobytes(size)}, above its budget of ${kilobytes(budget)}. Largest: ` +
            largest.map(entry => `${entry.url} ${kilobytes(entry.size)}`).join(', '),
        )
      }
      return { manifest, warnings: [] }
    },
  }
}
