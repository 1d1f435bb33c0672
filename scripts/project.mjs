/** Where things are, for the scripts. */

import { existsSync } from 'node:fs'
import { delimiter, dirname, join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'

export const root = resolve(dirname(fileURLToPath(import.meta.url)), '..')

const isWindows = process.platform === 'win32'

/** The Node 24 that came with the dependencies. */
export const node24 = join(root, 'node_modules/nodejs/bin', isWindows ? 'node.exe' : 'node')

export const hasNode24 = () => existsSync(node24)

/** The environment in which a tool's own `node` is Node 24 too. */
export const toolEnvironment = () => ({
  ...process.env,
  PATH: [join(root, 'node_modules/.bin'), dirname(node24), process.env['PATH'] ?? ''].join(delimiter),
})

/** Arguments by which Node reads the person's `.env`; without one, Node would remark on it. */
export const envFileArguments = () => {
  const file = join(root, '.env')
  return existsSync(file) ? [`--env-file=${file}`] : []
}
