/**
 * Which built files the service worker stores when it is installed: what a cold start without a network needs.
 * The bundler's own manifest cannot say it, because every worker is a build of its own whose chunks are not in
 * it. So the graph of each build is recorded and walked here.
 *
 * Everything reachable is stored, lazy chunks too, unless a rule leaves it out: a lazy part that is forgotten
 * shows itself as a budget that is exceeded, not as a blank page in an aeroplane.
 */

/** One chunk of one build: as much of Rolldown's `OutputChunk` as the walk needs. */
export interface Chunk {
  readonly fileName: string
  readonly isEntry: boolean
  readonly imports: readonly string[]
  readonly dynamicImports: readonly string[]
  /** Paths of the modules inside. */
  readonly moduleIds: readonly string[]
  /** Stylesheets, fonts and other files that the chunk names. */
  readonly assets: readonly string[]
}

export interface PrecacheRules {
  /** Whether a lazily loaded chunk is needed without a network. What is loaded at once always is. */
  readonly isLazyChunkNeeded: (chunk: Chunk) => boolean
  readonly isAssetNeeded: (fileName: string) => boolean
  /** The name of the part on demand that a chunk belongs to, if it does. */
  readonly partOf: (chunk: Chunk) => string | undefined
}

/** The files to store for one build (the page, or one worker), entries first, each once. */
export const filesToPrecache = (chunks: readonly Chunk[], rules: PrecacheRules): readonly string[] => {
  const chunkByFile = new Map(chunks.map(chunk => [chunk.fileName, chunk]))
  const files = new Set<string>()

  const visit = (chunk: Chunk): void => {
    if (files.has(chunk.fileName)) return
    files.add(chunk.fileName)
    for (const asset of chunk.assets) if (rules.isAssetNeeded(asset)) files.add(asset)
    for (const fileName of chunk.imports) visitFile(fileName)
    for (const fileName of chunk.dynamicImports) visitFile(fileName, rules.isLazyChunkNeeded)
  }

  // A file that is not in the build is external: it cannot be stored, and a worker has no such import.
  const visitFile = (fileName: string, isNeeded?: (chunk: Chunk) => boolean): void => {
    const chunk = chunkByFile.get(fileName)
    if (chunk !== undefined && (isNeeded === undefined || isNeeded(chunk))) visit(chunk)
  }

  for (const chunk of chunks) if (chunk.isEntry) visit(chunk)
  return [...files]
}

/** The files of each part on demand: its chunks, with what only they need. */
export const filesOnDemand = (
  chunks: readonly Chunk[],
  rules: PrecacheRules,
): ReadonlyMap<string, ReadonlySet<string>> => {
  const stored = new Set(filesToPrecache(chunks, rules))
  const chunkByFile = new Map(chunks.map(chunk => [chunk.fileName, chunk]))
  const parts = new Map<string, Set<string>>()

  const visit = (chunk: Chunk, files: Set<string>): void => {
    if (stored.has(chunk.fileName) || files.has(chunk.fileName)) return
    files.add(chunk.fileName)
    for (const asset of chunk.assets) if (!stored.has(asset)) files.add(asset)
    for (const fileName of [...chunk.imports, ...chunk.dynamicImports]) {
      const next = chunkByFile.get(fileName)
      if (next) visit(next, files)
    }
  }

  for (const chunk of chunks) {
    const part = rules.partOf(chunk)
    if (part === undefined) continue
    const files = parts.get(part) ?? new Set()
    parts.set(part, files)
    visit(chunk, files)
  }
  return parts
}
