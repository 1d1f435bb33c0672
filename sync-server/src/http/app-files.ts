/**
 * The built app, read once into memory. A request therefore never names a file of the disk (there is no path to
 * escape from), and a build that is made while the server runs cannot be served half old and half new.
 */

import { createHash } from 'node:crypto'
import { readdir, readFile } from 'node:fs/promises'
import { extname, join, relative, sep } from 'node:path'
import { err, ok, type Result } from '@weft/shared/result.ts'

export interface AppFile {
  /** As in an address: `/assets/index-Ab3dE6gH.js`. */
  readonly path: string
  readonly type: string
  readonly bytes: Buffer
  /** Names the content; the validators of its encodings are made of it. */
  readonly hash: string
  /** What the build wrote beside the file: `.br` and `.gz`, for texts long enough to gain by it. */
  readonly encoded: Readonly<Partial<Record<Encoding, Buffer>>>
}

export type Encoding = 'br' | 'gzip'

export interface AppFiles {
  readonly index: AppFile
  readonly find: (path: string) => AppFile | undefined
}

export interface AppNotBuilt {
  readonly type: 'app-not-built'
  readonly directory: string
}

const typeByExtension: Readonly<Record<string, string>> = {
  '.css': 'text/css; charset=utf-8',
  '.html': 'text/html; charset=utf-8',
  '.ico': 'image/x-icon',
  '.jpg': 'image/jpeg',
  '.js': 'text/javascript; charset=utf-8',
  '.json': 'application/json; charset=utf-8',
  '.mjs': 'text/javascript; charset=utf-8',
  '.png': 'image/png',
  '.svg': 'image/svg+xml',
  '.ttf': 'font/ttf',
  '.txt': 'text/plain; charset=utf-8',
  '.wasm': 'application/wasm',
  '.webmanifest': 'application/manifest+json',
  '.webp': 'image/webp',
  '.woff': 'font/woff',
  '.woff2': 'font/woff2',
}

/** Files for tools, not for browsers: the bundler's manifest, our stamps, and source maps. */
const isHidden = (path: string): boolean =>
  path.split('/').some(part => part.startsWith('.')) || path.endsWith('.map')

const suffixes = { br: '.br', gzip: '.gz' } as const

/** Path below `directory` → bytes. */
const readAll = async (directory: string): Promise<ReadonlyMap<string, Buffer>> => {
  const entries = await readdir(directory, { recursive: true, withFileTypes: true }).catch(() => [])
  const paths = entries
    .filter(entry => entry.isFile())
    .map(entry => `/${relative(directory, join(entry.parentPath, entry.name)).split(sep).join('/')}`)
    .filter(path => !isHidden(path))
  return new Map(
    await Promise.all(paths.map(async path => [path, await readFile(join(directory, path))] as const)),
  )
}

const toFile = (path: string, bytes: Buffer, bytesByPath: ReadonlyMap<string, Buffer>): AppFile => {
  const br = bytesByPath.get(path + suffixes.br)
  const gzip = bytesByPath.get(path + suffixes.gzip)
  return {
    path,
    type: typeByExtension[extname(path)] ?? 'application/octet-stream',
    bytes,
    hash: createHash('sha256').update(bytes).digest('base64url').slice(0, 22),
    encoded: { ...(br && { br }), ...(gzip && { gzip }) },
  }
}

export const readAppFiles = async (directory: string): Promise<Result<AppFiles, AppNotBuilt>> => {
  const bytesByPath = await readAll(directory)
  const isEncoding = (path: string): boolean =>
    Object.values(suffixes).some(
      suffix => path.endsWith(suffix) && bytesByPath.has(path.slice(0, -suffix.length)),
    )

  const fileByPath = new Map<string, AppFile>()
  for (const [path, bytes] of bytesByPath) {
    if (!isEncoding(path)) fileByPath.set(path, toFile(path, bytes, bytesByPath))
  }
  const index = fileByPath.get('/index.html')
  return index === undefined
    ? err({ type: 'app-not-built', directory })
    : ok({ index, find: path => fileByPath.get(path) })
}
