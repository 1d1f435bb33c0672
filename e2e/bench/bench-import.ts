/** `pnpm bench:import`: a history of ten years imported into the built app in a real browser. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { startStack } from '../stack/stack.ts'
import { openBrowser } from './browser.ts'
import { benchImport, chatgptExport } from './import.ts'
import { isMet, printFigure, writeResults } from './report.ts'

/** `pnpm bench:import 500` for a look. */
const size = { threads: Number(process.argv[2] ?? 5_000), messagesPerThread: 20 }

const profile = await mkdtemp(join(tmpdir(), 'weft-bench-'))
const file = join(profile, 'conversations.json')
await writeFile(file, chatgptExport(size))
await using stack = await startStack()
await using browser = await openBrowser(join(profile, 'browser'), {})
const { page } = browser
await page.goto(stack.app.url)
await page.getByRole('list', { name: 'Where answers come from' }).waitFor()
const figures = await benchImport(page, file, size)
for (const figure of figures) printFigure(figure)
process.stdout.write(`${writeResults('import', figures, { size })}\n`)
await browser[Symbol.asyncDispose]()
await rm(profile, { recursive: true, force: true, maxRetries: 5 })
process.exitCode = figures.every(isMet) ? 0 : 1
