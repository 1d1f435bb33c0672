/** Devices of one person: each a browser of its own, with nothing in common but the server. */
import type { Browser, BrowserContext } from '@playwright/test'
import { type AccountPage, createAccountPage, type Credentials } from './account-page.ts'
import type { AppPage } from './app-page.ts'

export interface Device {
  readonly app: AppPage
  readonly account: AccountPage
  readonly [Symbol.asyncDispose]: () => Promise<void>
}

export interface DeviceOptions {
  readonly appOn: (page: AppPage['page']) => AppPage
  /** Before any page of it is opened. */
  readonly prepare?: (context: BrowserContext) => Promise<unknown>
}

export const openDevice = async (
  browser: Browser,
  { appOn, prepare = async () => undefined }: DeviceOptions,
): Promise<Device> => {
  const context = await browser.newContext()
  await prepare(context)
  const page = await context.newPage()
  const app = appOn(page)
  await app.open('/settings/sync')
  return { app, account: createAccountPage(page), [Symbol.asyncDispose]: () => context.close() }
}

export const createAccount = async (app: AppPage, person: Credentials): Promise<void> => {
  const account = createAccountPage(app.page)
  await app.open('/settings/sync')
  await account.createAccount(person)
  await account.expectSignedIn(person.email)
}

/** Another device of an account, signed in by password, with its list of threads before it. */
export const openSignedIn = async (
  browser: Browser,
  options: DeviceOptions,
  person: Credentials,
): Promise<Device> => {
  const device = await openDevice(browser, options)
  await device.account.signIn(person)
  await device.account.expectSignedIn(person.email)
  await device.app.open('/')
  return device
}
