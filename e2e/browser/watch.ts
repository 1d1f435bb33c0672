/**
 * Fails a test on what a person would not see: an error in a console, a violation of the content security
 * policy, a page error. A test that provokes one says so with `expect`, and then it must come.
 */
import type { BrowserContext, ConsoleMessage, Page } from '@playwright/test'

export interface Watch {
  readonly attach: (context: BrowserContext) => Promise<void>
  /** Complaints that match are the test's own doing. */
  readonly allow: (pattern: RegExp) => void
  /** Everything seen that was not allowed. */
  readonly complaints: () => readonly string[]
}

/** Failed requests are written to the console by the browser itself: what the app makes of them is the test. */
const browsersOwn = /^Failed to load resource: /

export const createWatch = (): Watch => {
  const seen: string[] = []
  const allowed: RegExp[] = []

  const onConsole = (message: ConsoleMessage): void => {
    if (message.type() !== 'error' && !isViolation(message.text())) return
    if (browsersOwn.test(message.text())) return
    seen.push(`console ${message.type()}: ${message.text()} (${message.location().url})`)
  }

  const onPage = (page: Page): void => {
    page.on('pageerror', error => seen.push(`page error: ${error.stack ?? error.message}`))
    page.on('crash', () => seen.push(`page crashed: ${page.url()}`))
  }

  return {
    attach: async context => {
      context.on('console', onConsole)
      context.on('page', onPage)
      for (const page of context.pages()) onPage(page)
      await context.exposeFunction('weftReportViolation', (text: string) => {
        seen.push(`policy violation: ${text}`)
      })
      await context.addInitScript(() => {
        addEventListener('securitypolicyviolation', event => {
          const report: unknown = Reflect.get(globalThis, 'weftReportViolation')
          if (typeof report === 'function') {
            report(`${event.effectiveDirective} refused ${event.blockedURI} ${event.sample}`)
          }
        })
      })
    },
    allow: pattern => {
      allowed.push(pattern)
    },
    complaints: () => seen.filter(text => !allowed.some(pattern => pattern.test(text))),
  }
}

const isViolation = (text: string): boolean =>
  /violates the following Content Security Policy|requires 'Trusted/.test(text)
