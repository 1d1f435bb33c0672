/** The form of a provider as verbs. */
import { expect, type Locator, type Page } from '@playwright/test'
import { named } from './names.ts'

export interface ProviderInput {
  /** The label of the option of "Type": OpenAI, Anthropic, OpenAI-compatible or a preset. */
  readonly type: string
  readonly name: string
  readonly baseUrl: string
  readonly key: string
  readonly headers: readonly (readonly [name: string, value: string])[]
  /** The key is for the person's other devices too. */
  readonly synced: boolean
  /** The model to choose afterwards. */
  readonly model: string
}

export interface ProviderForm {
  readonly type: Locator
  readonly name: Locator
  readonly baseUrl: Locator
  readonly key: Locator
  readonly syncKey: Locator
  readonly test: Locator
  readonly save: Locator
  readonly chooseType: (label: string) => Promise<void>
  readonly openNew: () => Promise<void>
  readonly openEdit: (name: string) => Promise<void>
  readonly fill: (input: Partial<ProviderInput>) => Promise<void>
  /** Opens the form, fills it with an OpenAI-compatible server of the stack unless told otherwise, and saves. */
  readonly add: (input?: Partial<ProviderInput>) => Promise<void>
  /** The saved provider in the list. */
  readonly saved: (name: string) => Locator
}

export const testKey = 'sk-weft-9f3c7a51e8b24d06x09B'

export const createProviderForm = (page: Page, providerUrl: string): ProviderForm => {
  const type = page.getByRole('combobox', { name: named('Type') })
  const name = page.getByRole('textbox', { name: named('Name') })
  const baseUrl = page.getByRole('textbox', { name: named('Base URL') })
  const key = page.getByLabel(named('API key'))
  const syncKey = page.getByRole('checkbox', { name: named('Use this key on my other devices') })
  const test = page.getByRole('button', { name: named('Test connection') })
  const save = page.getByRole('button', { name: named('Save') })

  const chooseType = async (label: string): Promise<void> => {
    const value = await type
      .locator('option', { hasText: named(label) })
      .first()
      .getAttribute('value')
    await type.selectOption(value)
  }

  const fill = async (input: Partial<ProviderInput>): Promise<void> => {
    if (input.type !== undefined) await chooseType(input.type)
    if (input.name !== undefined) await name.fill(input.name)
    if (input.baseUrl !== undefined) await baseUrl.fill(input.baseUrl)
    if (input.key !== undefined) await key.fill(input.key)
    for (const [index, [headerName, headerValue]] of (input.headers ?? []).entries()) {
      await page.getByRole('button', { name: named('Add a header') }).click()
      await page.getByRole('textbox', { name: named(`Header ${index + 1}`) }).fill(headerName)
      await page.getByLabel(named(`Value ${index + 1}`)).fill(headerValue)
    }
    if (input.synced !== undefined) await syncKey.setChecked(input.synced)
  }

  const openNew = async (): Promise<void> => {
    await page.getByRole('button', { name: named('Add provider') }).click()
    await expect(type).toBeVisible()
  }

  /** The row of the list: its menu stands in it beside the other buttons. */
  const saved = (providerName: string): Locator =>
    page.getByRole('button', { name: named(`More for ${providerName}`) }).locator('xpath=../..')

  return {
    type,
    name,
    baseUrl,
    key,
    syncKey,
    test,
    save,
    chooseType,
    openNew,
    openEdit: async providerName => {
      await page.getByRole('button', { name: named(`More for ${providerName}`) }).click()
      await page.getByRole('menuitem', { name: named('Edit') }).click()
      await expect(type).toBeVisible()
    },
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
