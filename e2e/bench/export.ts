/** Exports everything as JSON as a person does: how long it takes, what it takes of memory, and of the page. */
import { readdir, readFile, stat } from 'node:fs/promises'
import { once } from 'node:events'
import { createReadStream } from 'node:fs'
import { createInterface } from 'node:readline'
import { openBrowser, watchLongTasks } from './browser.ts'
import type { Figure } from './report.ts'

/** Milliseconds between two looks at the memory. */
const lookEvery = 250

interface Process {
  readonly pid: string
  readonly parent: string
  readonly command: string
  readonly bytes: number
}

const readProcess = async (pid: string): Promise<Process | null> => {
  const read = (name: string): Promise<string> => readFile(`/proc/${pid}/${name}`, 'utf8').catch(() => '')
  const [command, status] = [await read('cmdline'), await read('status')]
  const parent = /^PPid:\s+(\d+)/m.exec(status)?.[1]
  if (parent === undefined) return null
  return { pid, parent, command, bytes: Number(/^VmRSS:\s+(\d+)/m.exec(status)?.[1] ?? 0) * 1024 }
}

/** Resident bytes of the browser that has this profile, with all that it has started. */
const residentBytes = async (profile: string): Promise<number> => {
  const names = (await readdir('/proc')).filter(name => /^\d+$/.test(name))
  const processes = (await Promise.all(names.map(readProcess))).filter(each => each !== null)
  const ours = new Set(processes.filter(({ command }) => command.includes(profile)).map(({ pid }) => pid))
  for (let before = 0; before !== ours.size; ) {
    before = ours.size
    for (const { pid, parent } of processes) if (ours.has(parent)) ours.add(pid)
  }
  return processes.reduce((sum, { pid, bytes }) => sum + (ours.has(pid) ? bytes : 0), 0)
}

/** Threads of an exported file, one on each line that begins so, without holding it. */
const countThreads = async (path: string): Promise<number> => {
  let threads = 0
  const lines = createInterface({ input: createReadStream(path), crlfDelay: Number.POSITIVE_INFINITY })
  lines.on('line', line => {
    if (line.startsWith('{"id":"thr_')) threads += 1
  })
  await once(lines, 'close')
  return threads
}

export const benchExport = async (
  profile: string,
  url: string,
  expected: { readonly threads: number },
): Promise<readonly Figure[]> => {
  await using browser = await openBrowser(profile)
  const { page } = browser
  // Playwright cannot answer the browser's question for a place: this is the way of every other browser.
  await page.addInitScript(() => void Reflect.deleteProperty(window, 'showSaveFilePicker'))
  await page.goto(`${url}/settings/data`)
  await page.getByRole('button', { name: 'Export' }).click()
  const dialog = page.getByRole('dialog')
  const act = dialog.getByRole('button', { name: 'Export' })
  await act.and(page.locator(':enabled')).waitFor({ timeout: 60_000 })
  // The text alone: one document, whose lines can be counted as they are read.
  const files = dialog.getByRole('checkbox', { name: 'Attachments' })
  if (await files.isVisible()) await files.uncheck()
  const before = await residentBytes(profile)
  let peak = before
  const looking = setInterval(() => {
    void residentBytes(profile).then(bytes => {
      peak = Math.max(peak, bytes)
    })
  }, lookEvery)
  const tasks = await watchLongTasks(page)
  const download = page.waitForEvent('download', { timeout: 600_000 })
  const begun = performance.now()
  await act.click()
  await dialog.getByRole('heading', { name: 'Exported' }).waitFor({ timeout: 600_000 })
  const seconds = (performance.now() - begun) / 1_000
  clearInterval(looking)
  const longest = await tasks.take()
  const path = await (await download).path()
  const { size } = await stat(path)
  const threads = await countThreads(path)
  if (threads !== expected.threads) throw new Error(`${threads} threads in the file of ${expected.threads}`)
  const facts = (await dialog.getByRole('status').innerText()).replace(/\s+/g, ' ').trim()
  return [
    {
      what: 'export of everything as JSON',
      measured: seconds,
      budget: 120,
      unit: 's',
      note: `${facts}; the file has ${threads} threads and ${(size / 1e6).toFixed(0)} MB`,
    },
    {
      what: 'memory that the export takes at its most, all processes of the browser',
      measured: (peak - before) / 1e6,
      budget: 300,
      unit: 'MB',
      note: `${(before / 1e6).toFixed(0)} MB before it`,
    },
    {
      what: 'longest task of the page while everything is exported',
      measured: Math.max(0, ...longest),
      budget: 50,
      unit: 'ms',
      values: longest,
    },
  ]
}
