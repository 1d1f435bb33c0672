/** The form of a provider as verbs. */
import { expect, type Locator, type Page } from '@playwright/test'

export interface ProviderInput {
  /** The label of the option of "Type": OpenAI, Anthropic, OpenAI-compatible or a preset. */
  readonly type: string
  readonly name: string
  readonly baseUrl: string
  readonly key: string
  readonly headers: readonly (readonly [name: string, value: string])[]
  /** The model to choose afterwards. */
  readonly model: string
}

export interface ProviderForm {
  readonly type: Locator
  readonly name: Locator
  readonly baseUrl: Locator
  readonly key: Locator
  readonly test: Locator
  readonly save: Locator
  readonly openNew: () => Promise<void>
  readonly fill: (input: Partial<ProviderInput>) => Promise<void>
  /** Opens the form, fills it with an OpenAI-compatible server of the stack unless told otherwise, and saves. */
  readonly add: (input?: Partial<ProviderInput>) => Promise<void>
  /** The saved provider in the list. */
  readonly saved: (name: string) => Locator
}

export const testKey = 'sk-weft-9f3c7a51e8b24d06x09B'

export const createProviderForm = (page: Page, providerUrl: string): ProviderForm => {
  const type = page.getByRole('combobox', { name: 'Type' })
  const name = page.getByRole('textbox', { name: 'Name', exact: true })
  const baseUrl = page.getByRole('textbox', { name: 'Base URL' })
  const key = page.getByLabel('API key', { exact: true })
  const test = page.getByRole('button', { name: 'Test connection', exact: true })
  const save = page.getByRole('button', { name: 'Save', exact: true })

  const fill = async (input: Partial<ProviderInput>): Promise<void> => {
    if (input.type !== undefined) await type.selectOption({ label: input.type })
    if (input.name !== undefined) await name.fill(input.name)
    if (input.baseUrl !== undefined) await baseUrl.fill(input.baseUrl)
    if (input.key !== undefined) await key.fill(input.key)
    for (const [index, [headerName, headerValue]] of (input.headers ?? []).entries()) {
      await page.getByRole('button', { name: 'Add a header' }).click()
      await page.getByRole('textbox', { name: 'Header', exact: true }).nth(index).fill(headerName)
      await page.getByLabel('Value', { exact: true }).nth(index).fill(headerValue)
    }
  }

  const openNew = async (): Promise<void> => {
    await page.getByRole('button', { name: 'Add provider' }).click()
    await expect(type).toBeVisible()
  }

  const saved = (providerName: string): Locator =>
    page.getByRole('listitem').filter({ hasText: providerName })

  return {
    type,
    name,
    baseUrl,
    key,
    test,
    save,
    openNew,
    fill,
    add: async input => {
      await openNew()
      await fill({
        type: 'OpenAI-compatible',
        name: 'Workshop',
        baseUrl: `${providerUrl}/v1`,
        key: testKey,
        ...input,
      })
      await save.click()
      await expect(saved(input?.name ?? 'Workshop')).toBeVisible()
    },
    saved,
  }
}
