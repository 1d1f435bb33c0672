/** `pnpm build`: builds the app afresh and leaves the stamp by which `npm start` knows it. */

import './require-node.mjs'
import { ensureBuilt } from './build-app.mjs'
import { ensureInstalled } from './install.mjs'

await ensureInstalled()
await ensureBuilt({ again: true })
