/**
 * `npm test`: brings what the tests need and runs the whole gate. Its last line is always `N passed, N failed`, and
 * it exits with 1 when anything failed or nothing could be run.
 */

import './require-node.mjs'
import { exitOf, forwardSignals, startNode } from './child.mjs'
import { ensureInstalled } from './install.mjs'
import { root } from './project.mjs'
import { say } from './say.mjs'

/** Whatever ends this process before the gate has counted still leaves a count. */
let counted = false
process.on('exit', () => {
  if (!counted) say('0 passed, 1 failed')
})

/** @param {string} script */
const runScript = async script => {
  const child = startNode([script], { cwd: root })
  forwardSignals([child])
  return exitOf(child)
}

await ensureInstalled()
const browser = await runScript('scripts/ensure-chromium.ts')
if (browser === 0) {
  process.exitCode = await runScript('scripts/verify.ts')
  counted = true
} else {
  process.exitCode = 1
}
