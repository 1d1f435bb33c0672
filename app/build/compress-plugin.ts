/**
 * Writes `.br` and `.gz` next to every text file of the build, so that a server or a CDN sends them as they are.
 * Levels below the best: the last two percent would cost more time than the whole build.
 */

import { readdir, readFile, writeFile } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { promisify } from 'node:util'
import { brotliCompress, constants, gzip } from 'node:zlib'
import type { Plugin } from 'vite'

const brotli = promisify(brotliCompress)
const zip = promisify(gzip)

/** Below this, headers cost more than compression saves. */
const smallest = 1024

/** From here on a better level takes ten seconds for the last twentieth; only engines of models are so large. */
const large = 4_000_000

const isText = (path: string): boolean => /\.(?:js|css|html|json|svg|wasm|webmanifest)$/.test(path)

const compressFile = async (path: string): Promise<void> => {
  const bytes = await readFile(path)
  if (bytes.length < smallest) return
  const isLarge = bytes.length >= large
  const quality = {
    [constants.BROTLI_PARAM_QUALITY]: isLarge ? 5 : 9,
    [constants.BROTLI_PARAM_SIZE_HINT]: bytes.length,
  }
  await Promise.all([
    brotli(bytes, { params: quality }).then(compressed => writeFile(`${path}.br`, compressed)),
    zip(bytes, { level: isLarge ? 6 : 8 }).then(compressed => writeFile(`${path}.gz`, compressed)),
  ])
}

export const compressPlugin = (): Plugin => {
  let outDir = ''
  return {
    name: 'weft:compress',
    apply: 'build',
    enforce: 'post',
    configResolved: config => {
      outDir = resolve(config.root, config.build.outDir)
    },
    closeBundle: {
      order: 'post',
      // After vite-plugin-pwa has written the service worker.
      sequential: true,
      handler: async () => {
        const entries = await readdir(outDir, { recursive: true, withFileTypes: true })
        const paths = entries.filter(entry => entry.isFile() && isText(entry.name))
        await Promise.all(paths.map(entry => compressFile(join(entry.parentPath, entry.name))))
      },
    },
  }
}
