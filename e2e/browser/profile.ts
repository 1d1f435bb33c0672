/**
 * A browser with a profile on disk that can be killed without warning and opened again, as a crash of the machine
 * would. It runs as a process of its own, since a killed browser must not take the test runner's with it.
 */
import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { chromium, type Browser, type BrowserContext, type Page } from '@playwright/test'
import { chromiumPath } from '../../scripts/chromium.ts'
import { browserArgs } from './launch.ts'

export interface Profile {
  readonly directory: string
  /** The first page of the running browser. */
  readonly page: () => Page
  readonly context: () => BrowserContext
  /** SIGKILL to the browser and all its processes: no unload handler runs, no buffer is flushed. */
  readonly kill: () => Promise<void>
  /** Closes the browser as a person does. */
  readonly quit: () => Promise<void>
  /** Starts a browser on the same profile. */
  readonly reopen: () => Promise<Page>
  /** Empties the HTTP cache, so that what comes back can only come from the service worker. */
  readonly clearHttpCache: () => Promise<void>
  readonly close: () => Promise<void>
}

export interface ProfileOptions {
  readonly egressPort: number
  /** Called with each context before any page of the test is opened. */
  readonly onContext: (context: BrowserContext) => Promise<void>
}

interface Running {
  readonly process: ChildProcess
  readonly browser: Browser
  readonly context: BrowserContext
  readonly page: Page
}

export const openProfile = async (options: ProfileOptions): Promise<Profile> => {
  const directory = await mkdtemp(join(tmpdir(), 'weft-profile-'))
  let running: Running | undefined = await startBrowser(directory, options)

  const current = (): Running => {
    if (running === undefined) throw new Error('The browser of this profile is not running')
    return running
  }

  const kill = async (): Promise<void> => {
    const { process: child, browser } = current()
    running = undefined
    const exited = once(child, 'exit')
    // The group: the browser and its renderers, network and storage processes die together.
    if (child.pid !== undefined) process.kill(-child.pid, 'SIGKILL')
    await exited
    await browser.close().catch(() => undefined)
  }

  const quit = async (): Promise<void> => {
    const { process: child, browser } = current()
    running = undefined
    const exited = once(child, 'exit')
    const session = await browser.newBrowserCDPSession()
    await session.send('Browser.close')
    await exited
  }

  return {
    directory,
    page: () => current().page,
    context: () => current().context,
    kill,
    quit,
    reopen: async () => {
      if (running !== undefined) throw new Error('The browser of this profile is still running')
      running = await startBrowser(directory, options)
      return running.page
    },
    clearHttpCache: async () => {
      const session = await current().context.newCDPSession(current().page)
      await session.send('Network.clearBrowserCache')
      await session.detach()
    },
    close: async () => {
      if (running !== undefined) await kill()
      await rm(directory, { recursive: true, force: true, maxRetries: 5 })
    },
  }
}

const startBrowser = async (directory: string, options: ProfileOptions): Promise<Running> => {
  const child = spawn(
    chromiumPath(),
    [
      ...browserArgs(options.egressPort),
      '--headless=new',
      '--remote-debugging-port=0',
      `--user-data-dir=${directory}`,
      '--no-default-browser-check',
      '--disable-session-crashed-bubble',
      '--disable-default-apps',
      '--disable-extensions',
      '--password-store=basic',
      '--lang=en-GB',
      '--window-size=1280,800',
      '--force-prefers-reduced-motion',
      'about:blank',
    ],
    { detached: true, stdio: ['ignore', 'ignore', 'pipe'] },
  )
  const browser = await chromium.connectOverCDP(await readAddress(child))
  const [context] = browser.contexts()
  if (context === undefined) throw new Error('The browser has no context')
  await options.onContext(context)
  const page = context.pages()[0] ?? (await context.newPage())
  return { process: child, browser, context, page }
}

/** Chromium prints the address of its debugger once it listens. */
const readAddress = (child: ChildProcess): Promise<string> =>
  new Promise((resolve, reject) => {
    let output = ''
    child.once('exit', code => reject(new Error(`The browser ended with ${code}\n${output}`)))
    child.stderr?.on('data', (data: Buffer) => {
      output += data.toString()
      const address = /DevTools listening on (ws:\/\/\S+)/.exec(output)?.[1]
      if (address !== undefined) resolve(address)
    })
  })
