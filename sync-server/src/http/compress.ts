/** Compresses each file once, when it is first asked for, and keeps the result beside the file. */

import { promisify } from 'node:util'
import { brotliCompress, constants, gzip } from 'node:zlib'
import type { AppFile } from './app-files.ts'

export type Encoding = 'br' | 'gzip'

export type Compress = (file: AppFile, encoding: Encoding) => Promise<Buffer>

/** Below this, headers cost more than compression saves. */
const smallest = 1024

const isText = (type: string): boolean => /^text\/|json|javascript|svg|wasm|font\/ttf/.test(type)

export const isCompressible = (file: AppFile): boolean => isText(file.type) && file.bytes.length >= smallest

const brotli = promisify(brotliCompress)
const zip = promisify(gzip)

/** Brotli's sixth level: 95 % of what the eleventh saves, in a hundredth of its time. */
const brotliOptions = { params: { [constants.BROTLI_PARAM_QUALITY]: 6 } }

/** The cache is as large as the build and no larger: its keys are files in memory, not addresses. */
export const createCompress = (): Compress => {
  const cache = { br: new WeakMap<AppFile, Promise<Buffer>>(), gzip: new WeakMap<AppFile, Promise<Buffer>>() }

  return (file, encoding) => {
    const known = cache[encoding].get(file)
    if (known !== undefined) return known
    const made = encoding === 'br' ? brotli(file.bytes, brotliOptions) : zip(file.bytes)
    cache[encoding].set(file, made)
    return made
  }
}
