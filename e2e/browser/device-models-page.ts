/** Models on this device as verbs. */
import { expect, type Locator, type Page } from '@playwright/test'
import { named } from './names.ts'
import { createSettingsPage } from './settings-page.ts'

export interface OwnModel {
  readonly name: string
  /** Address of the repository. */
  readonly weights: string
  /** Address of the compiled model; with it the model runs on WebLLM. */
  readonly library?: string
  readonly kind?: 'q8' | 'q4f16' | 'fp32'
  readonly task?: 'Answers' | 'Search by meaning'
}

export interface DeviceModelsPage {
  readonly panel: Locator
  readonly open: () => Promise<void>
  /** Adds a model by its address; it is in the list then, and not fetched. */
  readonly add: (model: OwnModel) => Promise<void>
  readonly download: (name: string) => Promise<void>
  readonly pause: (name: string) => Promise<void>
  readonly resume: (name: string) => Promise<void>
  /** Removes it, saying yes to what is asked. */
  readonly remove: (name: string) => Promise<void>
  readonly progress: (name: string) => Locator
  /** Waits until all of it is here. */
  readonly here: (name: string) => Promise<void>
}

export const createDeviceModelsPage = (page: Page): DeviceModelsPage => {
  const settings = createSettingsPage(page)
  const panel = settings.panel('Models on this device')
  const button = (act: string, name: string): Locator =>
    panel.getByRole('button', { name: named(`${act} ${name}`) })

  return {
    panel,
    open: () => settings.open('Models on this device'),
    add: async ({ name, weights, library, kind = 'q8', task = 'Answers' }) => {
      await panel.getByRole('button', { name: named('Add') }).click()
      const form = panel.getByRole('form', { name: named('Add a model by its address') })
      const engine = library === undefined ? 'ONNX Runtime, on any device' : 'WebLLM, on graphics processors'
      await form.getByRole('combobox', { name: named('Runs on') }).selectOption({ label: engine })
      await form.getByRole('combobox', { name: named('Good for') }).selectOption({ label: task })
      await form.getByRole('textbox', { name: named('Address of the model') }).fill(weights)
      if (library === undefined)
        await form.getByRole('combobox', { name: named('Weights') }).selectOption({ label: kind })
      else await form.getByRole('textbox', { name: named('Address of its library') }).fill(library)
      await form.getByRole('textbox', { name: named('Name') }).fill(name)
      await form.getByRole('button', { name: named('Add') }).click()
      await expect(form).toBeHidden()
    },
    download: name => button('Download', name).click(),
    pause: name => button('Pause', name).click(),
    resume: name => button('Resume', name).click(),
    remove: async name => {
      await button('Remove', name).click()
      await page
        .getByRole('alertdialog')
        .or(page.getByRole('dialog'))
        .getByRole('button', { name: named('Remove') })
        .click()
      await expect(button('Remove', name)).toBeHidden()
    },
    progress: name => panel.getByRole('progressbar', { name: named(`Download of ${name}`) }),
    here: async name => {
      await expect(button('Remove', name)).toBeVisible({ timeout: 30_000 })
    },
  }
}
