/**
 * `pnpm bench`: the budgets of the page, measured on the built app in a real browser. `--quick` uses a smaller
 * history, for trying the bench itself; its figures are printed and not kept.
 */
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { measureFirstScreen } from '../../scripts/bundle/first-screen.ts'
import { addProvider } from './add-provider.ts'
import { builtApp } from '../stack/app-server.ts'
import { startStack } from '../stack/stack.ts'
import { openBrowser } from './browser.ts'
import { benchColdStart } from './cold-start.ts'
import { seedProfile } from './engine-in-page.ts'
import { benchLongThread } from './long-thread.ts'
import { type Figure, isMet, printFigure, writeResults } from './report.ts'
import { benchStartAgain } from './start-again.ts'
import { benchStreaming } from './streaming.ts'

const quick = process.argv.includes('--quick')
const seed = quick
  ? { threads: 200, messagesPerThread: 20, longThread: 1_000 }
  : { threads: 4_999, messagesPerThread: 18, longThread: 10_000 }

const figures: Figure[] = []
const take = (...taken: readonly Figure[]): void => {
  for (const figure of taken) {
    printFigure(figure)
    figures.push(figure)
  }
}

const profile = await mkdtemp(join(tmpdir(), 'weft-bench-'))
await using stack = await startStack()
const { app, provider } = stack

take({
  what: 'JavaScript before the first thread is readable, gzip',
  measured: measureFirstScreen(builtApp).gzip / 1_000,
  budget: 200,
  unit: 'KB',
})
take(await benchStartAgain())

const seeded = await (async () => {
  await using browser = await openBrowser(profile, { bypassCSP: true })
  await browser.page.goto(app.url)
  await addProvider(browser.page, app.url, `${provider.url}/v1`)
  const result = await seedProfile(browser.page, seed)
  // The second visit is the one that the service worker answers.
  await browser.page.goto(`${app.url}/t/${result.threadId}`)
  await browser.page.getByRole('article').last().waitFor()
  await browser.page.waitForFunction(() => navigator.serviceWorker.controller !== null)
  return result
})()
process.stdout.write(`history written in ${seeded.seconds.toFixed(0)} s\n`)

take({
  what: 'sealed log against plain text',
  measured: seeded.sealedBytes / seeded.plainBytes,
  budget: 1.1,
  unit: 'times',
  note: 'with compression, which synthetic text flatters',
})
take(await benchColdStart(profile, app, seeded.threadId))
take(...(await benchLongThread(profile, app.url, seeded.threadId, seeded.longThreadId)))
take(...(await benchStreaming(profile, app.url, provider)))

await rm(profile, { recursive: true, force: true, maxRetries: 5 })
if (!quick)
  process.stdout.write(`${writeResults('page', figures, { seed, historySeconds: seeded.seconds })}\n`)
const missed = figures.filter(figure => !isMet(figure))
process.stdout.write(`${figures.length - missed.length} budgets met, ${missed.length} missed\n`)
