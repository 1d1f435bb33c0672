/**
 * A browser that has a model of its own: its Prompt API and Summarizer, played in the page before the app begins. The
 * Chromium that tests run in says `unavailable`, and the model of a browser that does not is no part of it.
 */
import type { BrowserContext, Page } from '@playwright/test'

export interface PlayedBrowserModel {
  /** Of the download under way; at 1 the model is there, also after a reload. */
  readonly download: (page: Page, loaded: number) => Promise<void>
  /** What the sessions were asked since the page began, in order. */
  readonly heard: (page: Page) => Promise<readonly string[]>
}

declare global {
  interface Window {
    playedModel: {
      download: (loaded: number) => void
      heard: string[]
    }
  }
}

export const playBrowserModel = async (context: BrowserContext): Promise<PlayedBrowserModel> => {
  await context.addInitScript(playInPage)
  return {
    download: async (page, loaded) => {
      await page.waitForFunction(() => window.playedModel.download !== undefined)
      await page.evaluate(share => window.playedModel.download(share), loaded)
    },
    heard: page => page.evaluate(() => window.playedModel.heard),
  }
}

/** Runs in the page. The browser keeps its model for all sites; here the page's storage remembers that it is there. */
const playInPage = (): void => {
  interface Message {
    readonly role: string
    readonly content: string | readonly { readonly type: string; readonly value: string }[]
  }
  interface CreateOptions {
    readonly initialPrompts?: readonly Message[]
    readonly monitor?: (monitor: EventTarget) => void
    readonly signal?: AbortSignal
  }

  const key = 'played browser model'
  const heard: string[] = []
  const monitors = new Set<EventTarget>()
  let arrived = Promise.withResolvers<void>()
  let isComing = false

  const isHere = (): boolean => localStorage.getItem(key) === 'here'

  const textOf = ({ content }: Message): string =>
    typeof content === 'string' ? content : content.map(({ value }) => value).join('')

  const createSession = (known: readonly Message[]): object => {
    const said = [...known]
    return Object.assign(new EventTarget(), {
      contextWindow: 4_096,
      contextUsage: 10,
      measureContextUsage: async () => 10,
      clone: async () => createSession(said),
      destroy: () => undefined,
      promptStreaming: (input: readonly Message[], { signal }: { readonly signal?: AbortSignal }) => {
        said.push(...input)
        const question = input.map(textOf).join('\n')
        heard.push(question)
        const turns = said.filter(({ role }) => role === 'user').length
        const words = `This browser heard ${turns} ${turns === 1 ? 'question' : 'questions'}, and answers: ${question}`
        return new ReadableStream<string>({
          start: controller => {
            signal?.addEventListener('abort', () => controller.error(signal.reason), { once: true })
            for (const word of words.split(/(?<= )/)) controller.enqueue(word)
            // A question that ends so is thought about until somebody stops it.
            if (!question.endsWith('…')) controller.close()
          },
        })
      },
    })
  }

  const define = (name: string, value: object): void =>
    void Object.defineProperty(globalThis, name, { value, configurable: true })

  define('LanguageModel', {
    availability: async ({ expectedInputs }: { readonly expectedInputs: readonly { type: string }[] }) => {
      if (expectedInputs.some(({ type }) => type !== 'text')) return 'unavailable'
      return isHere() ? 'available' : isComing ? 'downloading' : 'downloadable'
    },
    create: async ({ initialPrompts = [], monitor, signal }: CreateOptions) => {
      if (!isHere()) {
        if (!navigator.userActivation.isActive)
          throw new DOMException('A click is wanted.', 'NotAllowedError')
        isComing = true
        const events = new EventTarget()
        monitor?.(events)
        monitors.add(events)
        const stopped = new Promise<never>((_resolve, reject) =>
          signal?.addEventListener('abort', () => reject(signal.reason), { once: true }),
        )
        await Promise.race([arrived.promise, stopped])
      }
      return createSession(initialPrompts)
    },
  })

  define('Summarizer', {
    availability: async () => (isHere() ? 'available' : 'unavailable'),
    create: async () => ({
      summarize: async (text: string) => `Of ${text.length > 0 ? 'something' : 'nothing'} said`,
      destroy: () => undefined,
    }),
  })

  window.playedModel = {
    heard,
    download: loaded => {
      for (const monitor of monitors)
        monitor.dispatchEvent(
          new ProgressEvent('downloadprogress', { loaded, total: 1, lengthComputable: true }),
        )
      if (loaded < 1) return
      localStorage.setItem(key, 'here')
      isComing = false
      arrived.resolve()
      arrived = Promise.withResolvers()
      monitors.clear()
    },
  }
}
