/** `pnpm bundle`: prints what the first screen loads and fails when it is more than its budget. */

import { join } from 'node:path'
import { sharesOf } from './bundle/by-package.ts'
import { measureFirstScreen } from './bundle/first-screen.ts'
import { root } from './project.mjs'
import { say } from './say.mjs'

/** Bytes of JavaScript, gzip. */
const budget = 200_000

const kilobytes = (bytes: number): string => `${(bytes / 1000).toFixed(1)} KB`.padStart(10)

const dist = process.argv[2] ?? join(root, 'app/dist')
const { files, chunks, gzip, intruders } = measureFirstScreen(dist)

say(`${'JavaScript before the first thread'.padEnd(44)}${'raw'.padStart(10)}${'gzip'.padStart(10)}`)
for (const chunk of chunks) say(chunk.file.padEnd(44) + kilobytes(chunk.raw) + kilobytes(chunk.gzip))
const raw = chunks.reduce((total, chunk) => total + chunk.raw, 0)
say('together'.padEnd(44) + kilobytes(raw) + kilobytes(gzip))
say('budget'.padEnd(54) + kilobytes(budget))

say('\nThe largest in it')
for (const { name, raw: share } of sharesOf(files).slice(0, 12)) say(name.padEnd(44) + kilobytes(share))

for (const intruder of intruders) say(`Must not be in it: ${intruder}`)
if (gzip > budget) say(`It is ${kilobytes(gzip - budget).trim()} over its budget.`)
process.exitCode = gzip > budget || intruders.length > 0 ? 1 : 0
