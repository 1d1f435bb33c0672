/** Models on the device: how fast one comes here, and how soon it answers, with the page's main thread watched. */
import type { Page } from '@playwright/test'
import type { AppPage } from '../browser/app-page.ts'
import { createDeviceModelsPage } from '../browser/device-models-page.ts'
import type { ModelHost } from '../stack/model-host.ts'
import { createLanguageModel } from '../stack/tiny-model/language-model.ts'
import { median, watchLongTasks } from './browser.ts'
import type { Figure } from './report.ts'

const megabytes = 1024 * 1024
const modelSize = 256 * megabytes
const downloads = 3
/** All in one thread, which has to fit what the model can read. */
const answers = 5
const tokens = 120
const weights = (name: string): string => `tiny/${name}/onnx/model_quantized.onnx`

/** The same bytes fetched and put into a cache, with nothing checked and nothing to go on from. Milliseconds. */
const bareDownload = (page: Page, url: string): Promise<number> =>
  page.evaluate(async address => {
    const cache = await caches.open('bench')
    const begun = performance.now()
    await cache.put(address, await fetch(address, { cache: 'no-store' }))
    const taken = performance.now() - begun
    await caches.delete('bench')
    return taken
  }, url)

const timed = async (act: () => Promise<unknown>): Promise<number> => {
  const begun = performance.now()
  await act()
  return performance.now() - begun
}

/** From Enter to the first frame that shows a word of the answer, and to its end, milliseconds of the page's clock. */
const timeAnswer = async (
  { page, composer, stopButton }: AppPage,
  question: string,
): Promise<{ readonly first: number; readonly whole: number }> => {
  await composer.fill(question)
  await page.evaluate(() => {
    const lastAnswer = (): HTMLElement | undefined =>
      [...document.querySelectorAll<HTMLElement>('[role="log"] article[aria-label="Assistant"]')].at(-1)
    const before = lastAnswer()?.dataset['turn']
    const begun = performance.now()
    Reflect.set(window, 'benchFirst', 0)
    const look = (): void => {
      const answer = lastAnswer()
      const words = answer?.querySelector('p')?.textContent ?? ''
      if (answer?.dataset['turn'] !== before && /\w{2,}/.test(words))
        Reflect.set(window, 'benchFirst', performance.now() - begun)
      else requestAnimationFrame(look)
    }
    requestAnimationFrame(look)
  })
  const begun = performance.now()
  await page.keyboard.press('Enter')
  await page.waitForFunction(() => Number(Reflect.get(window, 'benchFirst')) > 0)
  const first = await page.evaluate(() => Number(Reflect.get(window, 'benchFirst')))
  await stopButton.waitFor({ state: 'hidden' })
  return { first, whole: performance.now() - begun }
}

export const benchDeviceModels = async (app: AppPage, host: ModelHost): Promise<readonly Figure[]> => {
  const { page } = app
  host.add('tiny/large', createLanguageModel({ weights: ['q8'], padding: modelSize }))
  host.add('tiny/quick', createLanguageModel({ weights: ['q8'], endsAfter: tokens }))
  const models = createDeviceModelsPage(page)
  await models.open()
  const tasks = await watchLongTasks(page)
  const longTasks: number[] = []

  const bare: number[] = []
  const whole: number[] = []
  for (let run = 0; run < downloads; run += 1) {
    bare.push(await bareDownload(page, `${host.url}/tiny/large/resolve/main/onnx/model_quantized.onnx`))
    await tasks.take()
    await models.add({ name: 'Large', weights: `${host.url}/tiny/large` })
    whole.push(
      await timed(async () => {
        await models.download('Large')
        await models.here('Large')
      }),
    )
    longTasks.push(...(await tasks.take()))
    await models.remove('Large')
  }

  await models.add({ name: 'Quick', weights: `${host.url}/tiny/quick` })
  await models.download('Quick')
  await models.here('Quick')
  await app.open()
  await app.chooseModel('Quick')
  const answerTasks = await watchLongTasks(page)
  const cold = await timeAnswer(app, 'How is linen woven?')
  const warm: { readonly first: number; readonly whole: number }[] = []
  for (let run = 0; run < answers; run += 1) warm.push(await timeAnswer(app, `And then, ${run}?`))
  longTasks.push(...(await answerTasks.take()))

  const ratios = whole.map((time, run) => time / (bare[run] ?? Number.NaN))
  const speeds = warm.map(({ first, whole: all }) => tokens / ((all - first) / 1_000))
  return [
    {
      what: 'a model of 256 MB to this device, checked and able to go on, against a bare fetch into a cache',
      measured: median(ratios),
      budget: 4,
      unit: 'times',
      values: ratios,
      note: `${whole.map(Math.round).join(', ')} ms against ${bare.map(Math.round).join(', ')} ms, sent ${Math.round(host.sent(weights('large')) / megabytes)} MB in all`,
    },
    {
      what: 'first word of a model that is on the disk: its runtime and weights are loaded first',
      measured: cold.first,
      budget: 5_000,
      unit: 'ms',
    },
    {
      what: 'first word of a model in memory, from Enter to the frame that shows it',
      measured: median(warm.map(({ first }) => first)),
      budget: 500,
      unit: 'ms',
      values: warm.map(({ first }) => first),
    },
    {
      what: 'tokens of the smallest model there can be, through worker, engine and page',
      measured: median(speeds),
      budget: 100,
      unit: 'tokens/s',
      atLeast: true,
      values: speeds,
    },
    {
      what: 'longest task of the page while a model comes, loads and answers',
      measured: Math.max(0, ...longTasks),
      budget: 50,
      unit: 'ms',
      values: longTasks,
    },
  ]
}
