/** Builds the page and its workers into app/dist, unless they were built from the same sources before. */

import { join } from 'node:path'
import { node24, root, toolEnvironment } from './project.mjs'
import { run } from './run.mjs'
import { fail, say } from './say.mjs'
import { hashFiles, isStamped, removeStamp, writeStamp } from './stamp.mjs'

/** Beside the build, so that it is gone when the build is; the server does not serve names with a dot. */
const stampFile = join(root, 'app/dist/.built-from')
const inputs = ['app', 'shared', 'tsconfig.base.json', 'pnpm-lock.yaml', 'node_modules/nodejs/package.json']

/** @param {string} path */
const isSource = path => !/\.(test|spec)\.tsx?$|\.md$|\.tsbuildinfo$/.test(path)

/** @param {{ again?: boolean }} [options] `again` builds even when nothing has changed */
export const ensureBuilt = async ({ again = false } = {}) => {
  const hash = hashFiles(root, inputs, isSource)
  if (!again && isStamped(stampFile, hash)) return

  say('Building the app.')
  removeStamp(stampFile)
  const vite = join(root, 'app/node_modules/vite/bin/vite.js')
  const built = await run(node24, [vite, 'build'], { cwd: join(root, 'app'), env: toolEnvironment() })
  if (built.code !== 0) {
    fail(
      built.output.trimEnd(),
      '',
      'The app could not be built; the lines above say why.',
      'Nothing of yours was changed. Correct the cause and run the command again.',
    )
  }
  writeStamp(stampFile, hash)
}
