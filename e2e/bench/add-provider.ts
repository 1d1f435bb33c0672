/** Sets up the provider as a person does, in settings. */
import type { Page } from '@playwright/test'

export const addProvider = async (page: Page, url: string, baseUrl: string): Promise<void> => {
  await page.goto(`${url}/settings/providers`)
  await page.getByRole('button', { name: 'Add provider' }).click()
  await page.getByLabel('Type').selectOption({ label: 'OpenAI-compatible' })
  await page.getByLabel('Name').first().fill('Bench')
  await page.getByLabel('Base URL').fill(baseUrl)
  await page.getByLabel('API key').first().fill('sk-bench-0123456789')
  await page.getByRole('button', { name: 'Save', exact: true }).click()
  await page.getByText('models are ready').waitFor()
}
