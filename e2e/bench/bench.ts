/**
 * `pnpm bench`: the budgets of the page, measured on the built app in a real browser with ten years of history.
 * `--only scroll,typing` takes some of them (`--list` names all), `--quick` a smaller history, for trying the bench
 * itself: such figures are printed and not kept. `--all` then runs every other `bench:…` of package.json as well.
 */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { parseArgs } from 'node:util'
import { startStack } from '../stack/stack.ts'
import { addProvider } from './add-provider.ts'
import { openBrowser } from './browser.ts'
import { entries, type World } from './entries.ts'
import { type Filled, fillProfile } from './fill-profile.ts'
import { type HistoryPlan, tenYears } from './history/history.ts'
import { type Figure, isMet, printFigure, printKept, writeResults } from './report.ts'

const { values } = parseArgs({
  options: {
    quick: { type: 'boolean', default: false },
    all: { type: 'boolean', default: false },
    list: { type: 'boolean', default: false },
    only: { type: 'string' },
  },
})

const wanted = values.only?.split(',')
const unknown = wanted?.filter(name => !entries.some(entry => entry.name === name)) ?? []
if (values.list || unknown.length > 0) {
  if (unknown.length > 0) process.stderr.write(`No such entry: ${unknown.join(', ')}\n`)
  for (const { name, budget } of entries) process.stdout.write(`${name.padEnd(14)} ${budget}\n`)
  process.exit(unknown.length > 0 ? 2 : 0)
}
const chosen = entries.filter(({ name }) => wanted?.includes(name) ?? true)

const plan: HistoryPlan = {
  ...tenYears,
  now: Date.now(),
  ...(values.quick ? { threads: 1_200, messages: 9_000, longThread: 1_000 } : {}),
}

const fill = async (world: Omit<World, 'history'>): Promise<Filled> => {
  await using browser = await openBrowser(world.profile)
  const { page } = browser
  await addProvider(page, world.app.url, `${world.provider.url}/v1`)
  const filled = await fillProfile(page, world.app.url, plan)
  // The second visit is the one that the service worker answers.
  await page.goto(`${world.app.url}/t/${filled.threadId}`)
  await page.getByRole('article').last().waitFor()
  await page.waitForFunction(() => navigator.serviceWorker.controller !== null)
  return filled
}

const measure = async (): Promise<{
  readonly figures: readonly Figure[]
  readonly history: Filled | undefined
}> => {
  const profile = await mkdtemp(join(tmpdir(), 'weft-bench-'))
  await using stack = await startStack()
  const world = { profile, app: stack.app, provider: stack.provider }
  const figures: Figure[] = []
  let history: Filled | undefined
  const filled = async (): Promise<Filled> => {
    if (history !== undefined) return history
    history = await fill(world)
    process.stdout.write(
      `${history.threads} threads, ${history.messages} messages in ${history.seconds.toFixed(0)} s\n`,
    )
    return history
  }
  for (const { run } of chosen) {
    for (const figure of await run({ ...world, history: filled })) {
      printFigure(figure)
      figures.push(figure)
    }
  }
  await rm(profile, { recursive: true, force: true, maxRetries: 5 })
  return { figures, history }
}

const { figures, history } = await measure()
if (!values.quick && wanted === undefined)
  process.stdout.write(`${writeResults('page', figures, { plan, history })}\n`)
const missed = figures.filter(figure => !isMet(figure))
process.stdout.write(`${figures.length - missed.length} budgets met, ${missed.length} missed\n`)

const root = resolve(import.meta.dirname, '../..')
const { scripts } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as {
  readonly scripts: Readonly<Record<string, string>>
}
const others = Object.keys(scripts).filter(name => name.startsWith('bench:'))
if (values.all) {
  for (const name of others) {
    process.stdout.write(`\n${name}\n`)
    await once(spawn('npm', ['run', '-s', name], { cwd: root, stdio: 'inherit' }), 'exit')
  }
} else if (wanted === undefined) {
  for (const name of others) printKept(name)
}
