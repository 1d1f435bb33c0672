/** The sidebar as verbs. */
import { expect, type Locator, type Page } from '@playwright/test'
import { named } from './names.ts'

export interface ThreadList {
  readonly list: Locator
  readonly search: Locator
  readonly link: (title: string) => Locator
  readonly open: (title: string) => Promise<void>
  /** Opens the thread's menu and chooses from it. */
  readonly choose: (title: string, ...entries: readonly string[]) => Promise<void>
  readonly rename: (title: string, newTitle: string) => Promise<void>
  readonly trash: (title: string) => Promise<void>
  readonly titles: () => Promise<readonly string[]>
  /** The heading under which a thread lies. */
  readonly group: (name: string) => Locator
}

export const createThreadList = (page: Page): ThreadList => {
  const list = page.getByRole('navigation', { name: named('Threads') })
  const link = (title: string): Locator => list.getByRole('link', { name: title })

  const choose = async (title: string, ...entries: readonly string[]): Promise<void> => {
    await link(title).first().hover()
    await list.getByRole('button', { name: named(`More for ${title}`) }).click()
    for (const entry of entries) await page.getByRole('menuitem', { name: named(entry) }).click()
  }

  return {
    list,
    search: page.getByRole('searchbox', { name: named('Search') }),
    link,
    open: async title => {
      await link(title).first().click()
      await expect(link(title).first()).toHaveAttribute('aria-current', 'page')
    },
    choose,
    rename: async (title, newTitle) => {
      await choose(title, 'Rename')
      const field = page.getByRole('textbox', { name: named('Title of this thread') })
      await field.fill(newTitle)
      await field.press('Enter')
      await expect(link(newTitle)).toBeVisible()
    },
    trash: async title => {
      await choose(title, 'Move to Trash')
      await expect(link(title)).toBeHidden()
    },
    titles: async () => (await list.getByRole('link').allInnerTexts()).map(text => text.trim()),
    group: name => list.getByRole('group', { name }),
  }
}
