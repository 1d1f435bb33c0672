/** “Sync and devices” as verbs: what a person does with an account. */
import { expect, type Locator, type Page } from '@playwright/test'
import { named } from './names.ts'

export interface Credentials {
  readonly email: string
  readonly password: string
}

export interface AccountPage {
  readonly open: () => Promise<void>
  readonly createAccount: (person: Credentials) => Promise<void>
  readonly signIn: (person: Credentials) => Promise<void>
  readonly expectSignedIn: (email: string) => Promise<void>
  /** Makes a phrase and types back what is asked; gives its words. */
  readonly setPhrase: () => Promise<readonly string[]>
  /** The code that a device shows which is to be added. */
  readonly showCode: () => Promise<string>
  /** Adds the device that shows `code`; gives the digits that are to be typed there. */
  readonly readCode: (code: string) => Promise<string>
  /** The picture of a device that is to be added, as the squares that it is drawn of: true is dark. */
  readonly showPicture: () => Promise<readonly (readonly boolean[])[]>
  /** Adds the device whose picture this one's camera sees; gives the digits that are to be typed there. */
  readonly readPicture: () => Promise<string>
  readonly typeDigits: (digits: string) => Promise<void>
  readonly agree: () => Promise<void>
  readonly device: (name: string) => Locator
}

export const createAccountPage = (page: Page): AccountPage => {
  const button = (name: string): Locator => page.getByRole('button', { name: named(name) })
  const field = (name: string): Locator => page.getByLabel(named(name))

  const fill = async ({ email, password }: Credentials): Promise<void> => {
    await field('E-mail').fill(email)
    await field('Password').fill(password)
  }

  const readDigits = async (): Promise<string> => {
    const digits = page.getByText(/^\d{2}$/)
    await expect(digits).toBeVisible()
    return (await digits.textContent()) ?? ''
  }

  return {
    open: async () => {
      await page.goto(new URL('/settings/sync', page.url()).href)
    },
    createAccount: async person => {
      await fill(person)
      await button('Create account').click()
    },
    signIn: async person => {
      await fill(person)
      await button('Sign in').click()
    },
    expectSignedIn: async email => {
      await expect(button('Sign out')).toBeVisible()
      await expect(page.getByText(email, { exact: true })).toBeVisible()
    },
    setPhrase: async () => {
      await button('Make a phrase').click()
      const list = page.getByRole('list', { name: named('Recovery phrase') })
      await expect(list.getByRole('listitem')).toHaveCount(12)
      const words = await list.getByRole('listitem').allTextContents()
      await button('I wrote them down').click()
      for (const [index, word] of words.entries()) {
        const asked = field(`Word ${index + 1}`)
        if ((await asked.count()) > 0) await asked.fill(word)
      }
      await button('Set the phrase').click()
      await expect(button('Make a new one')).toBeVisible()
      return words
    },
    showCode: async () => {
      await button('Pair with another device').click()
      await button('Show a code instead').click()
      const code = page.getByText(/^(?:[0-9A-Z]{4}-){6}[0-9A-Z]{4}$/)
      await expect(code).toBeVisible()
      return (await code.textContent()) ?? ''
    },
    readCode: async code => {
      await button('Add a device').click()
      await page.getByRole('radio', { name: named('Type the code') }).check()
      await field('Code of the other device').fill(code)
      await button('Go on').click()
      return readDigits()
    },
    showPicture: async () => {
      await button('Pair with another device').click()
      const picture = page.getByRole('img', { name: named('Pairing picture') })
      const drawn = picture.locator('path')
      await expect(drawn).toHaveAttribute('d', /h1v1h-1z/)
      const size = Number((await picture.getAttribute('viewBox'))?.split(' ')[2])
      const dark = new Set((await drawn.getAttribute('d'))?.match(/\d+ \d+(?=h)/g))
      return Array.from({ length: size }, (_row, y) =>
        Array.from({ length: size }, (_square, x) => dark.has(`${x} ${y}`)),
      )
    },
    readPicture: async () => {
      await button('Add a device').click()
      return readDigits()
    },
    typeDigits: async digits => {
      await page.getByLabel(/Two digits from/).fill(digits)
      await button('Confirm').click()
    },
    agree: async () => {
      await expect(page.getByText(/the whole account\?/)).toBeVisible()
      await button('Add this device').click({ timeout: 15_000 })
    },
    device: name => page.getByText(name, { exact: true }),
  }
}
