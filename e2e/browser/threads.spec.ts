/** Threads: made, named, put in order, put away, and never lost by accident. */
import { chatText } from '../stack/chat-answer.ts'
import { when } from '../stack/fault-provider.ts'
import { expect, expectBeforeAndAfterReload, test } from './fixtures.ts'
import { isTitleCall, titled } from './title-call.ts'

test('a thread is made by its first message and listed under Today', async ({ readyApp: app }) => {
  await app.ask('Sample size for the survey')
  await expectBeforeAndAfterReload(app, async () => {
    await expect(app.threads.list.getByText('Today')).toBeVisible()
    await expect(app.threads.link('Sample size for the survey')).toHaveAttribute('aria-current', 'page')
  })
})

test('a person’s title stays, whatever the model would call it', async ({ readyApp: app, provider }) => {
  provider.script(when(isTitleCall, titled('A title by the model')))
  await app.ask('Sample size')
  await expect(app.threads.link('A title by the model')).toBeVisible()
  await app.threads.rename('A title by the model', 'My own title')
  provider.script(when(isTitleCall, titled('Another title by the model')))
  await app.ask('And more')
  await expectBeforeAndAfterReload(app, async () => {
    await expect(app.threads.link('My own title')).toBeVisible()
    await expect(app.threads.link('Another title by the model')).toHaveCount(0)
  })
})

test('a pinned thread is first', async ({ readyApp: app }) => {
  await app.ask('Oldest')
  await app.newThread()
  await app.ask('Newest')
  await app.threads.choose('Oldest', 'Pin')
  await expectBeforeAndAfterReload(app, async () => {
    await expect(app.threads.list.getByText('Pinned')).toBeVisible()
    expect((await app.threads.titles()).indexOf('Oldest')).toBeLessThan(
      (await app.threads.titles()).indexOf('Newest'),
    )
  })
})

test('an archived thread leaves the list and can be taken out again', async ({ readyApp: app }) => {
  await app.ask('To be archived')
  await app.threads.choose('To be archived', 'Archive')
  await expect(app.threads.link('To be archived')).toHaveCount(0)
  await app.undo()
  await expect(app.threads.link('To be archived')).toBeVisible()
})

test('a folder holds threads and gives them back when it is deleted', async ({ readyApp: app, page }) => {
  await app.ask('In a folder')
  await app.threads.choose('In a folder', 'Move to', 'New folder')
  await page.getByRole('textbox', { name: 'Name of the folder' }).fill('Transit study')
  await page.keyboard.press('Enter')
  await expectBeforeAndAfterReload(app, async () => {
    await expect(app.threads.list.getByText('Transit study')).toBeVisible()
  })
  await app.threads.choose('Transit study', 'Delete folder')
  await expect(app.threads.link('In a folder')).toBeVisible()
})

test('a duplicate is a thread of its own', async ({ readyApp: app, provider }) => {
  provider.script([chatText('The answer.'), chatText('Only in the copy.')])
  await app.ask('The question')
  await app.threads.choose('The question', 'Duplicate')
  await expect(app.threads.link('The question (copy)')).toBeVisible()
  await app.threads.open('The question (copy)')
  await expect(app.lastAnswer).toContainText('The answer.')
  await app.ask('More')
  await app.threads.list.getByRole('link', { name: 'The question', exact: true }).click()
  await expect(app.conversation).not.toContainText('Only in the copy.')
})

test('Trash can be undone at once, and put back later', async ({ readyApp: app, page }) => {
  await app.ask('Nearly lost')
  await app.threads.trash('Nearly lost')
  await app.undo()
  await expect(app.threads.link('Nearly lost')).toBeVisible()
  await app.threads.trash('Nearly lost')
  await app.reload()
  await expect(app.threads.link('Nearly lost')).toHaveCount(0)
  await app.runCommand('Open Trash')
  await page
    .getByRole('listitem')
    .filter({ hasText: 'Nearly lost' })
    .getByRole('button', { name: 'Put back' })
    .click()
  await expectBeforeAndAfterReload(app, async () => {
    await expect(app.threads.link('Nearly lost')).toBeVisible()
  })
})

test('deleting for good asks once and then it is gone', async ({ readyApp: app, page }) => {
  await app.ask('Truly gone')
  await app.threads.trash('Truly gone')
  await app.runCommand('Open Trash')
  const row = page.getByRole('listitem').filter({ hasText: 'Truly gone' })
  await row.getByRole('button', { name: 'Delete for good' }).click()
  const dialog = page.getByRole('alertdialog', { name: 'Delete 1 thread for good?' })
  await expect(dialog.getByRole('button', { name: 'Keep it' })).toBeFocused()
  await dialog.getByRole('button', { name: 'Delete 1 thread' }).click()
  await expectBeforeAndAfterReload(app, async () => {
    await expect(page.getByText('Truly gone')).toHaveCount(0)
  })
})

test('older threads move under their dates as days pass', async ({ page, appOn, readyApp: app }) => {
  await app.ask('Said today')
  await page.clock.install({ time: new Date(Date.now() + 24 * 3_600_000) })
  const tomorrow = appOn(page)
  await tomorrow.reload()
  await expect(tomorrow.threads.list.getByText('Yesterday')).toBeVisible()
  await page.clock.setSystemTime(new Date(Date.now() + 5 * 24 * 3_600_000))
  await tomorrow.reload()
  await expect(tomorrow.threads.list.getByText('Previous 7 days')).toBeVisible()
})

test('titles are found by what was typed, also with accents and another case', async ({ readyApp: app }) => {
  await app.ask('Über die Größe der Stichprobe')
  await app.newThread()
  await app.ask('Something else')
  await app.threads.search.fill('uber die')
  await expect(app.threads.link('Über die Größe der Stichprobe')).toBeVisible()
  await expect(app.threads.link('Something else')).toHaveCount(0)
})
