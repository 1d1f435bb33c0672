/** `pnpm bench:device-models`: models on the device, measured on the built app in a real browser, without a graphics processor. */
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createAppPage } from '../browser/app-page.ts'
import { startModelHost } from '../stack/model-host.ts'
import { startStack } from '../stack/stack.ts'
import { openBrowser } from './browser.ts'
import { benchDeviceModels } from './device-models.ts'
import { isMet, printFigure, writeResults } from './report.ts'

const profile = await mkdtemp(join(tmpdir(), 'weft-bench-'))
await using stack = await startStack()
await using host = await startModelHost()
// The bare fetch must leave the page, which the app's policy forbids.
await using browser = await openBrowser(profile, { bypassCSP: true })
const app = createAppPage(browser.page, stack)
await app.open()

const figures = await benchDeviceModels(app, host)
for (const figure of figures) printFigure(figure)
process.stdout.write(`${writeResults('device-models', figures, {})}\n`)
const missed = figures.filter(figure => !isMet(figure))
process.stdout.write(`${figures.length - missed.length} budgets met, ${missed.length} missed\n`)
await browser[Symbol.asyncDispose]()
await rm(profile, { recursive: true, force: true, maxRetries: 5 })
