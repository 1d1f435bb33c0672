/** An import of a large history, as a person does it: through the page, from a file in ChatGPT's shape. */
import type { Page } from '@playwright/test'
import type { Figure } from './report.ts'

export interface HistorySize {
  readonly threads: number
  readonly messagesPerThread: number
}

const words =
  'warp weft heddle shuttle reed treadle selvedge bobbin madder woad indigo linen wool silk'.split(' ')

const textOf = (seed: number): string =>
  Array.from(
    { length: 90 },
    (_, index) => words[(seed * 31 + index * index * 7 + index) % words.length],
  ).join(' ')

/** As ChatGPT writes it: an array of conversations, each a mapping of nodes. */
export const chatgptExport = ({ threads, messagesPerThread }: HistorySize): Buffer => {
  const start = Date.UTC(2016, 0, 1) / 1_000
  const parts: string[] = []
  for (let thread = 0; thread < threads; thread += 1) {
    const mapping: Record<string, unknown> = {
      root: { id: 'root', message: null, parent: null, children: ['m0'] },
    }
    for (let index = 0; index < messagesPerThread; index += 1) {
      const id = `m${index}`
      mapping[id] = {
        id,
        parent: index === 0 ? 'root' : `m${index - 1}`,
        children: index + 1 < messagesPerThread ? [`m${index + 1}`] : [],
        message: {
          id: `${thread}-${id}`,
          author: { role: index % 2 === 0 ? 'user' : 'assistant' },
          create_time: start + thread * 60_000 + index * 30,
          content: { content_type: 'text', parts: [`${thread}.${index} ${textOf(thread * 131 + index)}`] },
          status: 'finished_successfully',
          metadata: index % 2 === 0 ? {} : { model_slug: 'gpt-4o' },
        },
      }
    }
    const conversation = {
      conversation_id: `bench-${thread}`,
      title: `History ${thread}`,
      create_time: start + thread * 60_000,
      current_node: `m${messagesPerThread - 1}`,
      mapping,
    }
    parts.push(JSON.stringify(conversation))
  }
  return Buffer.from(`[${parts.join(',\n')}]`)
}

/** The page is opened anew: `file` lies on the disk, since a browser takes no more than 50 MB by wire. */
export const benchImport = async (
  page: Page,
  file: string,
  { threads, messagesPerThread }: HistorySize,
): Promise<readonly Figure[]> => {
  const messages = threads * messagesPerThread
  await page.goto(new URL('/settings/data/import', page.url()).href)
  await page.getByTestId('import-files').setInputFiles(file)
  const begin = page.getByRole('button', { name: /^Import [\d,]+ threads/ })
  await begin.waitFor({ timeout: 300_000 })
  await page.evaluate(() => {
    const tasks: number[] = []
    Object.assign(window, { longTasks: tasks })
    new PerformanceObserver(list => {
      for (const entry of list.getEntries()) tasks.push(entry.duration)
    }).observe({ type: 'longtask' })
  })
  const started = performance.now()
  await begin.click()
  await page.getByRole('button', { name: 'Undo import' }).waitFor({ timeout: 1_200_000 })
  const took = (performance.now() - started) / 1_000
  const longTasks = await page.evaluate(() => (window as unknown as { longTasks: number[] }).longTasks)
  return [
    {
      what: `import of ${messages} messages in ${threads} threads`,
      measured: (took / messages) * 100_000,
      budget: 120,
      unit: 's/100k',
      note: `${took.toFixed(1)} s in all`,
    },
    {
      what: 'longest task on the page meanwhile',
      measured: Math.max(0, ...longTasks),
      budget: 50,
      unit: 'ms',
      values: longTasks,
    },
  ]
}
