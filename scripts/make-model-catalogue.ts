/** `node scripts/make-model-catalogue.ts`: writes the list of WebLLM's models anew, after an upgrade of WebLLM. */

import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { makeInstalledCatalogue } from '../app/src/features/device-models/testing/installed-records.ts'
import { root } from './project.mjs'
import { say } from './say.mjs'

const { rows, ...shared } = makeInstalledCatalogue()

/** A record a line, so that a change can be read. */
const lines = rows.map(row => `    ${JSON.stringify(row)}`).join(',\n')
const head = JSON.stringify(shared, undefined, 2).replace(/\n\}$/, '')

const path = 'app/src/features/device-models/catalogue.json'
writeFileSync(join(root, path), `${head},\n  "rows": [\n${lines}\n  ]\n}\n`)
say(`${rows.length} models written to ${path}. \`pnpm format\` is next.`)
