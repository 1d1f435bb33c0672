/** `test` with what every spec needs: a stack per worker, a watched browser per test, the app as verbs. */
import { expect, test as base, type Page } from '@playwright/test'
import { chromiumPath } from '../../scripts/chromium.ts'
import { startEgress, type Egress } from '../stack/egress.ts'
import type { FaultProvider } from '../stack/fault-provider.ts'
import { startStack, type Stack } from '../stack/stack.ts'
import { createAppPage, type AppPage } from './app-page.ts'
import { browserArgs } from './launch.ts'
import { isTitleCall, noTitle } from './title-call.ts'
import { openProfile, type Profile } from './profile.ts'
import { createWatch, type Watch } from './watch.ts'

interface WorkerFixtures {
  readonly stack: Stack
  readonly egress: Egress
}

interface TestFixtures {
  readonly provider: FaultProvider
  readonly watch: Watch
  /** The app in a fresh browser, opened at its first page. */
  readonly app: AppPage
  /** The same, with a provider added and a model chosen. */
  readonly readyApp: AppPage
  /** Another tab of the same person. */
  readonly openTab: (path?: string) => Promise<AppPage>
  /** The app on a page of the test's own, say of a browser with a profile. */
  readonly appOn: (page: Page) => AppPage
  /** A browser with a profile on disk, to be killed and opened again. */
  readonly profile: Profile
}

export const test = base.extend<TestFixtures, WorkerFixtures>({
  egress: [
    // oxlint-disable-next-line no-empty-pattern -- Playwright reads from this pattern which fixtures are needed.
    async ({}, use) => {
      const egress = await startEgress()
      await use(egress)
      await egress.close()
    },
    { scope: 'worker' },
  ],

  stack: [
    // oxlint-disable-next-line no-empty-pattern -- Playwright reads from this pattern which fixtures are needed.
    async ({}, use) => {
      const stack = await startStack()
      await use(stack)
      await stack.close()
    },
    { scope: 'worker' },
  ],

  launchOptions: [
    async ({ egress }, use) => {
      await use({ executablePath: chromiumPath(), args: browserArgs(egress.port) })
    },
    { scope: 'worker' },
  ],

  provider: async ({ stack }, use) => {
    stack.provider.reset()
    // Without a title of the model a thread is called by its first words.
    stack.provider.aside(isTitleCall, noTitle)
    await use(stack.provider)
    stack.provider.reset()
  },

  watch: [
    async ({ egress }, use) => {
      egress.reset()
      const watch = createWatch()
      await use(watch)
      expect(watch.complaints(), 'consoles and policies stay quiet').toEqual([])
      expect(egress.attempts, 'nothing leaves this machine').toEqual([])
    },
    { auto: true },
  ],

  context: async ({ context, watch }, use) => {
    await watch.attach(context)
    await use(context)
  },

  appOn: async ({ stack }, use) => {
    await use(page => createAppPage(page, stack))
  },

  app: async ({ page, appOn, provider: _provider }, use) => {
    const app = appOn(page)
    await app.open()
    await use(app)
  },

  readyApp: async ({ page, appOn, provider: _provider }, use) => {
    const app = appOn(page)
    // Where the provider is added: most tests begin here, and a page less for each of them is minutes of the gate.
    await app.open('/settings/providers')
    await app.addProvider()
    await use(app)
  },

  openTab: async ({ context, appOn }, use) => {
    await use(async path => {
      const tab = appOn(await context.newPage())
      await tab.open(path)
      return tab
    })
  },

  profile: async ({ egress, watch, provider: _provider }, use) => {
    const profile = await openProfile({ egressPort: egress.port, onContext: watch.attach })
    await use(profile)
    await profile.close()
  },
})

export { expect }

/** Holds now, and still holds when the page has come back from what is stored. */
export const expectBeforeAndAfterReload = async (app: AppPage, check: () => Promise<void>): Promise<void> => {
  await test.step('before a reload', check)
  await app.reload()
  await test.step('after a reload', check)
}
