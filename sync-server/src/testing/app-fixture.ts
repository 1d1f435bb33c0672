/** A built app as the bundler would leave it: one file of each kind that the server treats differently. */

import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { brotliCompressSync, gzipSync } from 'node:zlib'
import { onTestFinished } from 'vitest'

export const shell = '<!doctype html><html lang="en"><title>Weft</title></html>\n'

/** Every byte of it tells where it stands. */
export const script = Array.from({ length: 400 }, (_, line) => `export const line${line} = ${line}\n`).join(
  '',
)

const contentByPath: Readonly<Record<string, string | Buffer>> = {
  'index.html': shell,
  'sw.js': 'self.addEventListener("fetch", () => {})\n',
  'manifest.webmanifest': '{"name":"Weft"}\n',
  'favicon.svg': '<svg xmlns="http://www.w3.org/2000/svg"/>\n',
  'icon-192.png': 'png',
  'assets/index-Ab3dE6gH.js': script,
  'assets/index-Ab3dE6gH.js.br': brotliCompressSync(script),
  'assets/index-Ab3dE6gH.js.gz': gzipSync(script),
  'assets/archive.gz': 'a file of its own',
  'assets/index-Zz3dE6gH.css': 'body{margin:0}',
  'assets/main.worker-Ab3-E_gH.js': 'export {}\n',
  'assets/provider.worker-Ab3dE6gH.js': 'export {}\n',
  'assets/highlight.worker-Ab3dE6gH.js': 'export {}\n',
  'assets/provider.worker-extra-Ab3dE6gH.js': 'export {}\n',
  'assets/inter-Ab3dE6gH.woff2': 'woff2',
  'assets/index-Ab3dE6gH.js.map': '{}',
  '.vite/manifest.json': '{}',
}

/** The directory is removed when the test ends. */
export const appFixture = async (): Promise<string> => {
  const directory = await mkdtemp(join(tmpdir(), 'weft-app-'))
  onTestFinished(() => rm(directory, { recursive: true }))
  for (const [path, content] of Object.entries(contentByPath)) {
    await mkdir(dirname(join(directory, path)), { recursive: true })
    await writeFile(join(directory, path), content)
  }
  return directory
}
