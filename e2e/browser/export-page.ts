/** The export as verbs: what a person presses, and the file that comes of it. */
import { readFile } from 'node:fs/promises'
import { expect, type Download, type Locator, type Page } from '@playwright/test'
import { strFromU8, unzipSync } from 'fflate'
import { named } from './names.ts'

export interface ExportedFile {
  readonly name: string
  readonly bytes: Uint8Array
  readonly text: string
}

export interface ExportPage {
  readonly dialog: Locator
  readonly chooseFormat: (name: string) => Promise<void>
  /** Presses *Export*, waits for the end, closes. */
  readonly save: () => Promise<ExportedFile>
  readonly close: () => Promise<void>
}

const read = async (download: Download): Promise<ExportedFile> => {
  const bytes = new Uint8Array(await readFile(await download.path()))
  return { name: download.suggestedFilename(), bytes, text: strFromU8(bytes) }
}

/** Texts of an archive by their names. */
export const entriesOf = ({ bytes }: ExportedFile): ReadonlyMap<string, string> =>
  new Map(Object.entries(unzipSync(bytes)).map(([name, content]) => [name, strFromU8(content)]))

/** Playwright cannot answer the browser's own question for a place, so this browser has none to ask. */
export const withoutPicker = async (page: Page): Promise<void> => {
  await page.addInitScript(() => void Reflect.deleteProperty(window, 'showSaveFilePicker'))
}

export const createExportPage = (page: Page): ExportPage => {
  const dialog = page.getByRole('dialog')
  return {
    dialog,
    chooseFormat: async name => {
      await dialog.getByRole('radio', { name: new RegExp(`^${name}`) }).check()
    },
    save: async () => {
      const download = page.waitForEvent('download')
      await dialog.getByRole('button', { name: named('Export') }).click()
      const file = await read(await download)
      await expect(dialog.getByRole('heading', { name: named('Exported') })).toBeVisible()
      return file
    },
    close: async () => {
      await dialog.getByRole('button', { name: named('Close') }).click()
      await expect(dialog).toBeHidden()
    },
  }
}
