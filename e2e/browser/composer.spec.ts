/** The field one writes in: what sends, what does not, and that nothing typed is lost. */
import { expect, expectBeforeAndAfterReload, test } from './fixtures.ts'

test('Enter sends, Shift and Enter makes a line', async ({ readyApp: app, provider }) => {
  await app.composer.click()
  await app.page.keyboard.type('one')
  await app.page.keyboard.press('Shift+Enter')
  await app.page.keyboard.type('two')
  expect(provider.calls()).toHaveLength(0)
  await app.page.keyboard.press('Enter')
  await app.waitForAnswer()
  expect(provider.calls()[0]?.prompt).toBe('one\ntwo')
})

test('Enter that ends a composition does not send', async ({ readyApp: app, provider, context }) => {
  await app.composer.click()
  const session = await context.newCDPSession(app.page)
  await session.send('Input.imeSetComposition', { text: 'にほん', selectionStart: 3, selectionEnd: 3 })
  await session.send('Input.dispatchKeyEvent', {
    type: 'rawKeyDown',
    key: 'Enter',
    code: 'Enter',
    windowsVirtualKeyCode: 229,
  })
  await expect(app.said).toHaveCount(0)
  await session.send('Input.insertText', { text: '日本' })
  await expect(app.composer).toHaveValue('日本')
  // Safari ends a composition first and reports the same Enter afterwards with the key code of one under way.
  await app.composer.evaluate(field => {
    field.dispatchEvent(
      new KeyboardEvent('keydown', { key: 'Enter', keyCode: 229, bubbles: true, cancelable: true }),
    )
  })
  await expect(app.said).toHaveCount(0)
  expect(provider.calls()).toHaveLength(0)
  await app.page.keyboard.press('Enter')
  await app.waitForAnswer()
  expect(provider.calls()[0]?.prompt).toBe('日本')
})

test('ArrowUp in an empty field edits the last message', async ({ readyApp: app }) => {
  await app.ask('Say something')
  await app.composer.click()
  await app.page.keyboard.press('ArrowUp')
  const field = app.page.getByRole('textbox', { name: 'Edit message' })
  await expect(field).toBeFocused()
  await expect(field).toHaveValue('Say something')
})

test('ArrowUp in a field with text moves the caret and nothing else', async ({ readyApp: app }) => {
  await app.ask('Say something')
  await app.type('half a thought')
  await app.page.keyboard.press('ArrowUp')
  await expect(app.composer).toHaveValue('half a thought')
  await expect(app.composer).toBeFocused()
})

test('a large paste becomes an attachment and is sent whole', async ({ readyApp: app, provider }) => {
  const long = Array.from({ length: 3_000 }, (_, index) => `line ${index} of a long text`).join('\n')
  await app.paste(long)
  await expect(app.page.getByText('Pasted text')).toBeVisible()
  await expect(app.composer).toHaveValue('')
  await app.send('Summarise this')
  await app.waitForAnswer()
  const body = provider.calls()[0]?.rawBody ?? ''
  expect(body).toContain('line 0 of a long text')
  expect(body).toContain('line 2999 of a long text')
})

test('a small paste is text', async ({ readyApp: app }) => {
  await app.paste('just a line')
  await expect(app.composer).toHaveValue('just a line')
})

test('each thread has its own draft, and drafts outlive a reload', async ({ readyApp: app }) => {
  await app.ask('Thread one')
  await app.type('draft in one')
  await app.newThread()
  await expect(app.composer).toHaveValue('')
  await app.type('draft in a new one')
  await app.threads.open('Thread one')
  await expectBeforeAndAfterReload(app, async () => {
    await expect(app.composer).toHaveValue('draft in one')
  })
  await app.newThread()
  await expect(app.composer).toHaveValue('draft in a new one')
})

test('Send is off without text, and a message of spaces is none', async ({ readyApp: app, provider }) => {
  await expect(app.sendButton).toBeDisabled()
  await app.type('   ')
  await app.page.keyboard.press('Enter')
  await expect(app.said).toHaveCount(0)
  expect(provider.calls()).toHaveLength(0)
})
