/**
 * `pnpm history`: a synthetic history, for trying Weft with ten years of it. `--profile <folder>` fills a Chromium
 * profile through the app itself; `--out <file>` writes a ChatGPT-shaped file that Import takes.
 */
import { createWriteStream } from 'node:fs'
import { resolve } from 'node:path'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { parseArgs } from 'node:util'
import { startAppServer } from '../../stack/app-server.ts'
import { openBrowser } from '../browser.ts'
import { fillProfile } from '../fill-profile.ts'
import { createHistory, type HistoryPlan, tenYears } from './history.ts'
import { historyToChatgpt } from './to-chatgpt.ts'

const usage = `pnpm history --profile <folder> | --out <file.json>
  --threads <n>    threads in all (${tenYears.threads})
  --messages <n>   messages in all (${tenYears.messages})
  --long <n>       of these, messages of one long thread; 0 for none (${tenYears.longThread})
  --folders <n>    folders (${tenYears.folders})
  --seed <n>       the same seed, the same history (${tenYears.seed})
  --url <address>  of a running Weft, for --profile; without it one is started on port 8787
`

const { values } = parseArgs({
  options: {
    profile: { type: 'string' },
    out: { type: 'string' },
    threads: { type: 'string' },
    messages: { type: 'string' },
    long: { type: 'string' },
    folders: { type: 'string' },
    seed: { type: 'string' },
    url: { type: 'string' },
  },
})

const whole = (text: string | undefined, usual: number): number => {
  const value = text === undefined ? usual : Number(text)
  if (Number.isInteger(value) && value >= 0) return value
  process.stderr.write(`${text} is not a number\n${usage}`)
  return process.exit(2)
}

const plan: HistoryPlan = {
  ...tenYears,
  now: Date.now(),
  seed: whole(values.seed, tenYears.seed),
  threads: whole(values.threads, tenYears.threads),
  messages: whole(values.messages, tenYears.messages),
  longThread: whole(values.long, tenYears.longThread),
  folders: whole(values.folders, tenYears.folders),
}

const say = (line: string): void => {
  process.stdout.write(`${line}\n`)
}

const fill = async (folder: string): Promise<void> => {
  await using server = values.url === undefined ? await startAppServer({ port: 8787 }) : undefined
  const url = values.url ?? server?.url ?? ''
  await using browser = await openBrowser(resolve(folder))
  say(`${plan.threads} threads are restored from a backup; of ten years this takes some minutes.`)
  const filled = await fillProfile(browser.page, url, plan)
  say(
    `${filled.threads} threads and ${filled.messages} messages written in ${filled.seconds.toFixed(0)} s. See them: npm start, then chromium --user-data-dir=${resolve(folder)} ${url}`,
  )
}

if (
  plan.messages - plan.longThread < plan.threads ||
  (values.profile === undefined) === (values.out === undefined)
) {
  process.stderr.write(usage)
  process.exit(2)
}
if (values.out !== undefined) {
  await pipeline(
    Readable.from(historyToChatgpt(createHistory(plan).threads())),
    createWriteStream(values.out),
  )
  say(`${plan.threads} threads and ${plan.messages} messages in ${values.out}`)
}
if (values.profile !== undefined) await fill(values.profile)
