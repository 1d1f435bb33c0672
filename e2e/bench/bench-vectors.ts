/** `pnpm bench:vectors`: the search by meaning, measured on the built app in a real browser. */
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { startStack } from '../stack/stack.ts'
import { openBrowser } from './browser.ts'
import { type Figure, isMet, printFigure, writeResults } from './report.ts'
import { benchVectors, type VectorSeed } from './vectors.ts'

const seeds: readonly VectorSeed[] = [
  { threads: 5_000, passagesPerThread: 20, dimension: 384 },
  // As many numbers as OpenAI's small model gives.
  { threads: 5_000, passagesPerThread: 20, dimension: 1_536 },
]

const profile = await mkdtemp(join(tmpdir(), 'weft-bench-'))
await using stack = await startStack()
await using browser = await openBrowser(profile, { bypassCSP: true })
const { page } = browser
await page.goto(stack.app.url)
// The engine has made its database.
await page.getByRole('list', { name: 'Where answers come from' }).waitFor()

const figures: Figure[] = []
for (const seed of seeds) {
  for (const figure of await benchVectors(page, seed)) {
    printFigure(figure)
    figures.push(figure)
  }
}
process.stdout.write(`${writeResults('vectors', figures, { seeds })}\n`)
const missed = figures.filter(figure => !isMet(figure))
process.stdout.write(`${figures.length - missed.length} budgets met, ${missed.length} missed\n`)
await browser[Symbol.asyncDispose]()
await rm(profile, { recursive: true, force: true, maxRetries: 5 })
