/** What lies on an Ollama, as verbs. */
import type { Locator, Page } from '@playwright/test'
import { named } from './names.ts'

export interface OllamaPage {
  /** From the list of providers. */
  readonly open: (provider: string) => Promise<void>
  readonly pull: (model: string) => Promise<void>
  readonly cancel: (model: string) => Promise<void>
  readonly pullAgain: (model: string) => Promise<void>
  readonly unload: (model: string) => Promise<void>
  /** Through the question. */
  readonly remove: (model: string) => Promise<void>
  readonly progress: (model: string) => Locator
  /** There while the model lies on the server. */
  readonly removeButton: (model: string) => Locator
}

export const createOllamaPage = (page: Page): OllamaPage => {
  const button = (name: string): Locator => page.getByRole('button', { name: named(name) })
  return {
    open: async provider => {
      await button(`More for ${provider}`).click()
      await page.getByRole('menuitem', { name: named('Models') }).click()
      await button('Pull').waitFor()
    },
    pull: async model => {
      await page.getByRole('textbox', { name: named('Name of the model') }).fill(model)
      await button('Pull').click()
    },
    cancel: model => button(`Cancel pulling ${model}`).click(),
    pullAgain: model => button(`Pull again: ${model}`).click(),
    unload: model => button(`Unload ${model}`).click(),
    remove: async model => {
      await button(`Remove ${model}`).click()
      const question = page.getByRole('alertdialog', { name: named(`Remove ${model} from the server?`) })
      await question.getByRole('button', { name: named('Remove') }).click()
      await question.waitFor({ state: 'hidden' })
    },
    progress: model => page.getByRole('progressbar', { name: named(`Pulling ${model}`) }),
    removeButton: model => button(`Remove ${model}`),
  }
}
