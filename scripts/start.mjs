/**
 * `npm start`: from a fresh checkout on a machine with Node 20 and npm to a running Weft. What is installed and built
 * already is not touched, so that the next start needs no network and no patience.
 */

import './require-node.mjs'
import { ensureBuilt } from './build-app.mjs'
import { exitOf, forwardSignals, startNode } from './child.mjs'
import { ensureInstalled } from './install.mjs'
import { envFileArguments, root } from './project.mjs'
import { serverArguments, serverEnvironment } from './server-arguments.mjs'

await ensureInstalled()
await ensureBuilt()

const server = startNode([...serverArguments, ...envFileArguments(), 'sync-server/src/main.ts'], {
  cwd: root,
  env: serverEnvironment,
})
forwardSignals([server])
process.exitCode = await exitOf(server)
