/** An answer at 1,000 tokens a second, against the same tokens appended to plain text in the same browser. */
import type { Page } from '@playwright/test'
import { chatText } from '../stack/chat-answer.ts'
import type { FaultProvider } from '../stack/fault-provider.ts'
import { slowFirst, tokensPerSecond, withFault } from '../stack/faults.ts'
import { isTitleCall, titled } from '../browser/title-call.ts'
import { median, openBrowser, watchLongTasks, watchMainThread } from './browser.ts'
import type { Figure } from './report.ts'

const tokenCount = 2_000

const longAnswer = (): string => {
  const words =
    'loom warp weft shuttle heddle reed selvedge bobbin twill plain satin thread beam pick shed yarn'.split(
      ' ',
    )
  const sentence = (seed: number, length: number): string =>
    Array.from({ length }, (_, index) => words[(seed * 31 + index * 7) % words.length]).join(' ')
  const blocks: string[] = []
  for (let block = 0; blocks.join(' ').split(/\s+/).length < tokenCount; block += 1) {
    if (block % 6 === 1) blocks.push(`## ${sentence(block, 4)}`)
    else if (block % 6 === 3)
      blocks.push(`- ${sentence(block, 12)}\n- **${sentence(block + 1, 3)}** ${sentence(block + 2, 9)}`)
    else if (block % 6 === 5)
      blocks.push(
        `\`\`\`ts\nconst ${words[block % 16]} = ${block}\nreturn ${words[(block + 3) % 16]}\n\`\`\``,
      )
    else blocks.push(`${sentence(block, 60)}.`)
  }
  return blocks.join('\n\n')
}

/** Appends as many tokens to a text node, as they come, with one change a frame. Milliseconds of main thread. */
const plainText = async (page: Page, text: string, elapsed: () => Promise<number>): Promise<number> => {
  const before = await elapsed()
  await page.evaluate(
    async ({ content, perSecond }) => {
      const place = document.createElement('div')
      place.style.cssText =
        'white-space: pre-wrap; inline-size: 38rem; font: 16px/26px serif; block-size: 700px; overflow: auto'
      document.body.append(place)
      const node = document.createTextNode('')
      place.append(node)
      const tokens = content.match(/\s*\S+/g) ?? []
      const begun = performance.now()
      for (let sent = 0; sent < tokens.length; ) {
        const due = Math.min(tokens.length, Math.floor(((performance.now() - begun) / 1_000) * perSecond))
        if (due > sent) {
          node.appendData(tokens.slice(sent, due).join(''))
          place.scrollTop = place.scrollHeight
          sent = due
        }
        await new Promise(resolve => requestAnimationFrame(resolve))
      }
      place.remove()
    },
    { content: text, perSecond: 1_000 },
  )
  return (await elapsed()) - before
}

const ask = async (page: Page, words: string): Promise<void> => {
  await page.getByRole('textbox', { name: 'Message' }).fill(words)
  await page.keyboard.press('Enter')
}

/** Looks now and then: asked at every frame, the page would draw sixty frames a second only to be asked. */
const settled = (page: Page): Promise<unknown> =>
  page.waitForFunction(
    () =>
      document.querySelector('[aria-label="Stop"]') === null &&
      document.querySelectorAll('[aria-label="Regenerate"]').length > 0,
    undefined,
    { polling: 200 },
  )

/** When the first bytes of the last answer went onto the wire, by the wall clock that the page's is one of. */
const firstWordLeft = (provider: FaultProvider): number =>
  performance.timeOrigin + (provider.calls().at(-1)?.sent()[0]?.at ?? Number.NaN)

/** Milliseconds before the first token leaves: a model thinks, and what sending cost is over by then. */
const thinking = 250

/** Notes, on the wall clock, the first frame that shows `text` anywhere on the page. */
const watchFor = (page: Page, text: string): Promise<void> =>
  page.evaluate(wanted => {
    Reflect.set(window, 'benchFirst', 0)
    const look = (): void => {
      const places = [...document.querySelectorAll('[role="log"], [data-bench]')]
      if (places.some(place => place.textContent?.includes(wanted)))
        Reflect.set(window, 'benchFirst', performance.timeOrigin + performance.now())
      else requestAnimationFrame(look)
    }
    requestAnimationFrame(look)
  }, text)

const seenAt = async (page: Page): Promise<number> => {
  await page.waitForFunction(() => Number(Reflect.get(window, 'benchFirst')) > 0)
  return page.evaluate(() => Number(Reflect.get(window, 'benchFirst')))
}

/** From the moment the first token leaves the server to the frame that shows it, milliseconds of one clock. */
const firstToken = async (page: Page, provider: FaultProvider, marker: string): Promise<number> => {
  await watchFor(page, marker)
  provider.script(withFault(chatText(`${marker} is the first word of a short answer.`), slowFirst(thinking)))
  await ask(page, `Say ${marker.toLowerCase()}`)
  const shown = await seenAt(page)
  const left = firstWordLeft(provider)
  await settled(page)
  return shown - left
}

/** The same for a bare fetch that puts what comes into a text node: what the browser, the wire and a frame cost. */
const bareToken = async (page: Page, provider: FaultProvider, marker: string): Promise<number> => {
  await watchFor(page, marker)
  provider.script(withFault(chatText(`${marker} is the first word of a short answer.`), slowFirst(thinking)))
  await page.evaluate(async url => {
    const place = document.createElement('div')
    place.dataset['bench'] = ''
    document.body.append(place)
    const response = await fetch(`${url}/v1/chat/completions`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ model: 'm', stream: true, messages: [{ role: 'user', content: 'bare' }] }),
    })
    const reader = response.body?.pipeThrough(new TextDecoderStream()).getReader()
    for (;;) {
      const next = await reader?.read()
      if (!next || next.done) break
      place.append(next.value)
    }
  }, provider.url)
  const shown = await seenAt(page)
  await page.evaluate(() => document.querySelector('[data-bench]')?.remove())
  return shown - firstWordLeft(provider)
}

export const benchStreaming = async (
  profile: string,
  url: string,
  provider: FaultProvider,
): Promise<readonly Figure[]> => {
  provider.aside(isTitleCall, titled('Bench'))
  // The bare fetch must leave the page, which the app's policy forbids.
  await using browser = await openBrowser(profile, { bypassCSP: true })
  const { page } = browser
  await page.goto(`${url}/`)
  await page.getByRole('textbox', { name: 'Message' }).waitFor()
  const added: number[] = []
  const bare: number[] = []
  for (let run = 0; run < 15; run += 1) {
    bare.push(await bareToken(page, provider, `Bare${run}word`))
    added.push(await firstToken(page, provider, `Marker${run}word`))
  }
  const text = longAnswer()
  const tasks = await watchLongTasks(page)
  const { elapsed } = await watchMainThread(page)
  const streamed: number[] = []
  const plain: number[] = []
  const streamTasks: number[] = []
  for (let run = 0; run < 5; run += 1) {
    plain.push(await plainText(page, text, elapsed))
    await tasks.take()
    provider.script(withFault(chatText(text), tokensPerSecond(1_000)))
    const before = await elapsed()
    await ask(page, `Tell me about looms, part ${run}`)
    await page.getByRole('button', { name: 'Stop' }).waitFor()
    await settled(page)
    streamed.push((await elapsed()) - before)
    streamTasks.push(...(await tasks.take()))
  }
  return [
    {
      what: 'stream 2,000 tokens at 1,000/s: main thread against appending plain text',
      measured: median(streamed) / median(plain),
      budget: 1.4,
      unit: 'times',
      values: streamed.map((value, run) => value / (plain[run] ?? Number.NaN)),
      note: `medians of 5: ${streamed.map(Math.round).join(', ')} ms against ${plain.map(Math.round).join(', ')} ms`,
    },
    {
      what: 'longest task while streaming at 1,000/s',
      measured: Math.max(0, ...streamTasks),
      budget: 50,
      unit: 'ms',
      values: streamTasks,
    },
    {
      what: 'added to the first token, from the wire to the frame that shows it, above a bare fetch into a text node',
      measured: median(added) - median(bare),
      budget: 5,
      unit: 'ms',
      values: added,
      note: `medians of 15: ${median(added).toFixed(1)} ms against ${median(bare).toFixed(1)} ms; both wait for a frame`,
    },
  ]
}
