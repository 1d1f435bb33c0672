/** Restores a backup file through the page of data, as a person does. */
import type { Page } from '@playwright/test'

/** Milliseconds in which a person's whole history may take: minutes. */
export const patience = 30 * 60_000

const restoreButton = (page: Page) => page.getByRole('button', { name: /^Restore [\d,]+ threads/ })

/** The page of data, ready to be used. */
export const openData = async (page: Page, url: string): Promise<void> => {
  await page.goto(`${url}/settings/data`)
  await page.getByRole('button', { name: 'Back up' }).waitFor()
}

/** On the page of data: the file is open, and its contents are shown. */
export const lookInside = async (page: Page, path: string, passphrase: string): Promise<void> => {
  await page.locator('input[accept=".weft-backup"]').setInputFiles(path)
  await page.getByLabel('Passphrase', { exact: true }).fill(passphrase)
  await page.getByRole('button', { name: 'Look inside' }).click()
  await restoreButton(page).waitFor()
}

export const beginRestore = (page: Page): Promise<void> => restoreButton(page).click()

/** Until a work on the page of data says that it is done. */
export const waitUntilDone = (page: Page, said: RegExp): Promise<void> =>
  page.getByRole('status').filter({ hasText: said }).first().waitFor({ timeout: patience })
