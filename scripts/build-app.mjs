/**
 * Builds the page and its workers into app/dist, unless they were built from the same sources before. The build is
 * made beside it and takes its place when it is whole: a build that fails, or two at once, leave a whole one.
 */

import { mkdirSync, renameSync, rmSync } from 'node:fs'
import { join, relative } from 'node:path'
import { node24, root, toolEnvironment } from './project.mjs'
import { run } from './run.mjs'
import { fail, say } from './say.mjs'
import { hashFiles, isStamped, writeStamp } from './stamp.mjs'

const app = join(root, 'app')
const dist = join(app, 'dist')

/** In the build, so that it is gone when the build is; the server does not serve names with a dot. */
const stampName = '.built-from'
const inputs = ['app', 'shared', 'tsconfig.base.json', 'pnpm-lock.yaml', 'node_modules/nodejs/package.json']

/** @param {string} path */
const isSource = path => !/\.(test|spec)\.tsx?$|\.md$|\.tsbuildinfo$/.test(path)

/** @param {{ again?: boolean }} [options] `again` builds even when nothing has changed */
export const ensureBuilt = async ({ again = false } = {}) => {
  const hash = hashFiles(root, inputs, isSource)
  if (!again && isStamped(join(dist, stampName), hash)) return

  say('Building the app.')
  const made = join(root, `.cache/build-${process.pid}`)
  const vite = join(app, 'node_modules/vite/bin/vite.js')
  const args = [vite, 'build', '--outDir', relative(app, made), '--emptyOutDir']
  const built = await run(node24, args, { cwd: app, env: toolEnvironment() })
  if (built.code !== 0) {
    rmSync(made, { recursive: true, force: true })
    fail(
      built.output.trimEnd(),
      '',
      'The app could not be built; the lines above say why.',
      'Nothing of yours was changed, and an earlier build is still there. Correct the cause and run the command again.',
    )
  }
  writeStamp(join(made, stampName), hash)
  replace(made, dist)
}

/**
 * Directories cannot be exchanged in one step. Another start may put its build into the gap: then that one is taken away
 * in turn, and the last one stays.
 * @param {string} made @param {string} place
 */
const replace = (made, place) => {
  const old = `${made}-old`
  for (let isPlaced = false; !isPlaced; ) {
    mkdirSync(place, { recursive: true })
    renameSync(place, old)
    rmSync(old, { recursive: true })
    isPlaced = renamed(made, place)
  }
}

/** False when something is in the way. @param {string} from @param {string} to */
const renamed = (from, to) => {
  try {
    renameSync(from, to)
    return true
  } catch (cause) {
    if (cause instanceof Error && 'code' in cause && cause.code === 'ENOTEMPTY') return false
    throw cause
  }
}
