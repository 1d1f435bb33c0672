/**
 * Brings the dependencies, Node 24 among them, with nothing but Node 20 and npm on the machine. When nothing that
 * they depend on has changed, neither npx nor the network is touched.
 */

import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { hasNode24, root } from './project.mjs'
import { run } from './run.mjs'
import { fail, say } from './say.mjs'
import { hashFiles, isStamped, removeStamp, writeStamp } from './stamp.mjs'

const stampFile = join(root, 'node_modules/.weft/installed')
const folders = ['', 'app', 'sync-server', 'shared', 'e2e']

/** @param {string} folder */
const readPackage = folder => JSON.parse(readFileSync(join(root, folder, 'package.json'), 'utf8'))

/** What an installation depends on; a change of a script is none. */
const installHash = () => {
  const wanted = folders.map(folder => {
    const { packageManager, dependencies, devDependencies } = readPackage(folder)
    return [folder, packageManager, dependencies, devDependencies]
  })
  return createHash('sha256')
    .update(JSON.stringify([wanted, process.platform, process.arch]))
    .update(hashFiles(root, ['pnpm-lock.yaml', 'pnpm-workspace.yaml']))
    .digest('hex')
}

const noNetwork =
  /ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ECONNRESET|ENETUNREACH|ETIMEDOUT|ERR_SOCKET_TIMEOUT|ERR_PNPM_META_FETCH_FAIL|error sending request/

export const ensureInstalled = async () => {
  const hash = installHash()
  if (isStamped(stampFile, hash) && hasNode24()) return

  say('Installing what Weft is made of. The first time this takes a minute or two and needs the network.')
  removeStamp(stampFile)
  const args = [
    '--yes',
    String(readPackage('').packageManager),
    'install',
    '--frozen-lockfile',
    '--config.confirmModulesPurge=false',
  ]
  const installed = await run('npx', args, {
    cwd: root,
    onLine: line => {
      if (line.startsWith('Progress:')) say(`  ${line}`)
    },
  })
  if (installed.code !== 0) failInstall(installed.output)
  if (!hasNode24()) failInstall(`${installed.output}\nNode 24 is not among what was installed.`)
  writeStamp(stampFile, hash)
}

/** @param {string} output @returns {never} */
const failInstall = output =>
  noNetwork.test(output)
    ? fail(
        output.trimEnd(),
        '',
        'Weft could not be installed, because the package registry cannot be reached from here.',
        'What was fetched so far is kept. Connect to the network and run the command again; once installed, Weft starts without one.',
      )
    : fail(
        output.trimEnd(),
        '',
        'Weft could not be installed; the lines above say why.',
        'Nothing of yours was changed. Correct the cause and run the command again.',
      )
