/** Settings as verbs. */
import { expect, type Locator, type Page } from '@playwright/test'
import { named } from './names.ts'

export type SettingsTab =
  | 'General'
  | 'Appearance'
  | 'Providers'
  | 'Models on this device'
  | 'Personalization'
  | 'Sync and devices'
  | 'Data'
  | 'Shortcuts'

export const settingsTabs: readonly SettingsTab[] = [
  'General',
  'Appearance',
  'Providers',
  'Models on this device',
  'Personalization',
  'Sync and devices',
  'Data',
  'Shortcuts',
]

export interface SettingsPage {
  readonly open: (tab: SettingsTab) => Promise<void>
  readonly close: () => Promise<void>
  readonly panel: (tab: SettingsTab) => Locator
  readonly setLanguage: (name: string) => Promise<void>
  readonly setTheme: (name: 'System' | 'Light' | 'Dark') => Promise<void>
}

export const createSettingsPage = (page: Page): SettingsPage => {
  const tab = (name: SettingsTab): Locator => page.getByRole('tab', { name: named(name) })
  const panel = (name: SettingsTab): Locator => page.getByRole('tabpanel', { name: named(name) })

  const open = async (name: SettingsTab): Promise<void> => {
    const link = page.getByRole('link', { name: named('Settings') })
    // The first run has no sidebar; its own ways lead elsewhere.
    if (page.url().endsWith('/welcome')) await page.goto(new URL('/settings', page.url()).href)
    // A phone shows the tabs and their page one at a time, and a window that was just widened takes a moment.
    await expect(tab(name).or(link).first()).toBeVisible()
    if (await tab(name).isHidden()) await link.click()
    await tab(name).click()
    await expect(panel(name)).toBeVisible()
  }

  return {
    open,
    panel,
    close: async () => {
      await page.getByRole('button', { name: named('Back to the threads') }).click()
      await expect(tab('General')).toBeHidden()
    },
    setLanguage: async name => {
      await open('General')
      const root = page.locator('html')
      const before = (await root.getAttribute('lang')) ?? ''
      await page.getByRole('combobox', { name: named('Language') }).selectOption({ label: name })
      // It is remembered once its words are loaded.
      await expect(root).not.toHaveAttribute('lang', before)
    },
    setTheme: async name => {
      await open('Appearance')
      await page.getByRole('radio', { name: named(name) }).click()
    },
  }
}
