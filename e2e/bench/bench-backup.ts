/**
 * `pnpm bench:backup`: a backup of ten years restored into an empty profile, made again from it, and restored once more
 * over what is there, all through the page of data of the built app. `WEFT_BENCH_MESSAGES` makes it a smaller one.
 */
import { mkdtemp, rm, stat } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Page } from '@playwright/test'
import { createId } from '@weft/shared/ids.ts'
import { testRandom } from '@weft/shared/testing/env.ts'
import { startStack } from '../stack/stack.ts'
import { openBrowser, watchLongTasks } from './browser.ts'
import { type HistoryPlan, tenYears } from './history/history.ts'
import { type Figure, printFigure, writeResults } from './report.ts'
import { beginRestore, lookInside, openData, patience, waitUntilDone } from './restore-in-page.ts'
import { writeHistoryBackup } from './write-history-backup.ts'

const passphrase = 'seven looms under one roof'
const messages = Number(process.env['WEFT_BENCH_MESSAGES'] ?? tenYears.messages)
const share = messages / tenYears.messages
const plan: HistoryPlan = {
  ...tenYears,
  messages,
  threads: Math.round(tenYears.threads * share),
  longThread: Math.round(tenYears.longThread * share),
}

/** How the progress bar stood, now and again, in percent. */
const watchBar = (page: Page): Promise<void> =>
  page.evaluate(() => {
    const seen: { at: number; percent: number }[] = []
    Reflect.set(window, 'benchBar', seen)
    setInterval(() => {
      // Another one on the page is of the storage.
      const bar = document.querySelector('[role=progressbar]:not([aria-label=Storage])')
      const now = bar?.getAttribute('aria-valuenow')
      if (now) seen.push({ at: performance.now(), percent: Number(now) })
    }, 250)
  })

/** How far the bar ever was from the share of the time that had gone by, in points of a hundred. */
const barError = (page: Page, begun: number, ended: number): Promise<number> =>
  page.evaluate(
    ([from, to]) => {
      const seen = Reflect.get(window, 'benchBar') as { at: number; percent: number }[]
      return seen
        .filter(({ at }) => at >= from && at <= to)
        .reduce(
          (worst, { at, percent }) => Math.max(worst, Math.abs(percent - ((at - from) / (to - from)) * 100)),
          0,
        )
    },
    [begun, ended] as const,
  )

const clockOf = (page: Page): Promise<number> => page.evaluate(() => performance.now())

interface Timed {
  readonly seconds: number
  readonly bar: number
}

const timed = async (page: Page, begin: () => Promise<unknown>, ended: RegExp): Promise<Timed> => {
  await begin()
  const from = await clockOf(page)
  await waitUntilDone(page, ended)
  const to = await clockOf(page)
  return { seconds: (to - from) / 1_000, bar: await barError(page, from, to) }
}

const restore = async (page: Page, path: string): Promise<Timed> => {
  await lookInside(page, path, passphrase)
  return timed(page, () => beginRestore(page), /Restored/)
}

const folder = await mkdtemp(join(tmpdir(), 'weft-bench-'))
const file = join(folder, 'history.weft-backup')
// Of another device.
const workspaceId = createId(testRandom(plan.seed), 'wsp')
const written = await writeHistoryBackup(file, { workspaceId, plan, passphrase })
process.stdout.write(`${plan.messages} messages written in ${written.seconds.toFixed(1)} s\n`)
await using stack = await startStack()
await using browser = await openBrowser(join(folder, 'profile'))
const { page } = browser
await page.addInitScript(() => void Reflect.deleteProperty(window, 'showSaveFilePicker'))
await openData(page, stack.app.url)
await watchBar(page)
const longTasks = await watchLongTasks(page)

const first = await restore(page, file)
const tasksOfRestore = await longTasks.take()
const count = (table: string): Promise<number> =>
  page.evaluate(
    name =>
      new Promise<number>((resolve, reject) => {
        const opening = indexedDB.open('weft')
        opening.onerror = () => reject(opening.error)
        opening.onsuccess = () => {
          const asked = opening.result.transaction(name).objectStore(name).count()
          asked.onsuccess = () => {
            opening.result.close()
            resolve(asked.result)
          }
        }
      }),
    table,
  )
const came = { threads: await count('threads'), messages: await count('messages') }
if (came.threads !== plan.threads || came.messages !== plan.messages)
  throw new Error(`Of ${plan.threads} threads and ${plan.messages} messages came ${JSON.stringify(came)}`)

await page.getByRole('button', { name: 'Back up' }).click()
await page.getByLabel('Passphrase', { exact: true }).fill(passphrase)
await page.getByLabel('Passphrase again', { exact: true }).fill(passphrase)
await page.getByText('It is not among what guessing tries first.').waitFor()
const downloading = page.waitForEvent('download', { timeout: patience })
const made = await timed(
  page,
  () => page.getByRole('button', { name: 'Make the backup' }).click(),
  /Backed up/,
)
const download = await downloading
const own = join(folder, 'own.weft-backup')
await download.saveAs(own)
const madeBytes = (await stat(own)).size
const tasksOfBackup = await longTasks.take()
const again = await restore(page, own)

const note = (bar: number): string => `the bar was at most ${bar.toFixed(0)} points from the time gone by`
const thousands = `${plan.messages.toLocaleString('en')} messages`
const figures: readonly Figure[] = [
  {
    what: `restore ${thousands} into an empty profile`,
    measured: first.seconds,
    budget: 300,
    unit: 's',
    note: note(first.bar),
  },
  { what: `back up ${thousands}`, measured: made.seconds, budget: 120, unit: 's', note: note(made.bar) },
  {
    what: `restore ${thousands} where all are here`,
    measured: again.seconds,
    budget: 300,
    unit: 's',
    note: note(again.bar),
  },
  {
    what: 'longest task of the page while restoring',
    measured: Math.max(0, ...tasksOfRestore),
    budget: 100,
    unit: 'ms',
  },
  {
    what: 'longest task of the page while backing up',
    measured: Math.max(0, ...tasksOfBackup),
    budget: 100,
    unit: 'ms',
  },
  {
    what: 'bytes of the file for a byte of its records',
    measured: madeBytes / written.plainBytes,
    budget: 1,
    unit: '×',
  },
]
for (const figure of figures) printFigure(figure)
const facts = { plan: { ...plan, shares: undefined }, written, came, madeBytes }
process.stdout.write(`${writeResults('backup', figures, facts)}\n`)
await browser[Symbol.asyncDispose]()
await rm(folder, { recursive: true, force: true, maxRetries: 5 })
