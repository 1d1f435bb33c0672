/** Backups as verbs, on the page of data. */
import { readFile } from 'node:fs/promises'
import { expect, type Locator, type Page } from '@playwright/test'
import type { AppPage } from './app-page.ts'
import { named } from './names.ts'

export interface BackupPage {
  readonly section: Locator
  /** Makes one and gives its bytes. */
  readonly make: (passphrase: string, options?: { readonly withKeys?: boolean }) => Promise<Buffer>
  readonly choose: (file: Buffer) => Promise<void>
  readonly look: (passphrase: string) => Promise<void>
  /** What is told of an opened backup before anything is brought. */
  readonly found: Locator
  readonly restore: (options?: { readonly withKeys?: boolean }) => Promise<void>
}

const createBackupPage = (page: Page): BackupPage => {
  const section = page.getByRole('tabpanel', { name: named('Data') })
  const passphraseField = section.getByLabel('Passphrase', { exact: true })
  const form = section.getByRole('form', { name: named('Restore a backup') })

  return {
    section,
    found: form.getByRole('status'),
    make: async (passphrase, { withKeys = false } = {}) => {
      await section.getByRole('button', { name: named('Back up') }).click()
      await passphraseField.fill(passphrase)
      await section.getByLabel('Passphrase again', { exact: true }).fill(passphrase)
      if (withKeys) await section.getByRole('checkbox', { name: named('With the keys of providers') }).check()
      await expect(section.getByText('It is not among what guessing tries first.')).toBeVisible()
      const download = page.waitForEvent('download')
      await section.getByRole('button', { name: named('Make the backup') }).click()
      const file = await download
      expect(file.suggestedFilename()).toMatch(/^weft-\d{4}-\d{2}-\d{2}-\d{4}\.weft-backup$/)
      await expect(section.getByText(/Backed up/)).toBeVisible()
      return readFile(await file.path())
    },
    choose: async file => {
      await section.locator('input[accept=".weft-backup"]').setInputFiles({
        name: 'mine.weft-backup',
        mimeType: 'application/octet-stream',
        buffer: file,
      })
    },
    look: async passphrase => {
      await passphraseField.fill(passphrase)
      await form.getByRole('button', { name: named('Look inside') }).click()
    },
    restore: async ({ withKeys = false } = {}) => {
      if (withKeys)
        await form.getByRole('checkbox', { name: named('Take the keys of providers too') }).check()
      await form.getByRole('button', { name: /^Restore \d+ thread/ }).click()
    },
  }
}

/** The page of data of this browser, which has no question for a place: Playwright could not answer it. */
export const openBackups = async (app: AppPage): Promise<BackupPage> => {
  await app.page.addInitScript(() => void Reflect.deleteProperty(window, 'showSaveFilePicker'))
  await app.open('/settings/data')
  return createBackupPage(app.page)
}
