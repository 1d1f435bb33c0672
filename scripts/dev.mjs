/** `pnpm dev`: the page with hot reload, and the server, which starts again when its sources change. */

import './require-node.mjs'
import { join } from 'node:path'
import { exitOf, forwardSignals, startNode } from './child.mjs'
import { ensureInstalled } from './install.mjs'
import { envFileArguments, root } from './project.mjs'

await ensureInstalled()

const server = startNode(
  ['--watch', ...envFileArguments(), 'sync-server/src/main.ts'],
  // The page comes from Vite; a build would only be out of date.
  { cwd: root, env: { APP_DIR: 'none' } },
)
const page = startNode([join(root, 'app/node_modules/vite/bin/vite.js')], { cwd: join(root, 'app') })
const children = [server, page]
forwardSignals(children)

// One without the other is no use: when either ends, both do.
const exits = children.map(exitOf)
await Promise.race(exits)
for (const child of children) child.kill('SIGTERM')
process.exitCode = Math.max(...(await Promise.all(exits)))
