/** Bad inputs of the group Config: what is typed is put right where it is clear, and refused where it is not. */
import { expect, test } from './fixtures.ts'
import { testKey } from './provider-form.ts'

test.beforeEach(async ({ app }) => {
  await app.settings.open('Providers')
  await app.providerForm.openNew()
  await app.providerForm.fill({ type: 'OpenAI-compatible', name: 'Workshop', key: testKey })
})

const repaired: readonly (readonly [typed: string, path: string])[] = [
  ['HOST', '/v1'],
  ['HOST/', '/v1'],
  ['HOST/v1/', '/v1'],
  ['  HOST/v1  ', '/v1'],
  ['HOST/v1/v1', '/v1'],
  ['HOST/v1/chat/completions', '/v1'],
]

test('an address that is clear is put right, and reaches its list of models', async ({ app, provider }) => {
  for (const [typed, path] of repaired) {
    await test.step(`“${typed}”`, async () => {
      const before = provider.requests.length
      await app.providerForm.baseUrl.fill(typed.replace('HOST', provider.url))
      // What the form said of the address before goes with it.
      await expect(app.page.getByText('Works.')).toBeHidden()
      await app.providerForm.test.click()
      await expect(app.page.getByText('Works.'), typed).toBeVisible()
      const paths = provider.requests.slice(before).map(request => request.path)
      expect(paths, typed).toContain(`${path}/models`)
    })
  }
})

const refused = [
  'file:///etc/passwd',
  'javascript:alert(1)',
  'data:text/plain,hello',
  'ftp://example.org/v1',
  'https://user:secret@example.org/v1',
  'https://exa mple.org',
  'not an address',
  '',
]

test('an address that is none is refused, and what was typed stays', async ({ app, provider }) => {
  for (const typed of refused) {
    await test.step(`“${typed}”`, async () => {
      await app.providerForm.baseUrl.fill(`${provider.url}/v1`)
      await expect(app.providerForm.baseUrl).not.toHaveAttribute('aria-invalid', 'true')
      await app.providerForm.baseUrl.fill(typed)
      await app.providerForm.baseUrl.blur()
      if (await app.providerForm.save.isEnabled()) await app.providerForm.save.click()
      await expect(app.providerForm.baseUrl, typed).toHaveAttribute('aria-invalid', 'true')
      await expect(app.providerForm.baseUrl, typed).toHaveValue(typed)
      await expect(app.providerForm.key, typed).toHaveValue(testKey)
      await expect(app.providerForm.saved('Workshop'), typed).toHaveCount(0)
      expect(provider.requests, typed).toHaveLength(0)
    })
  }
})

test('a host in other letters is shown as what it really is', async ({ app }) => {
  await app.providerForm.baseUrl.fill('https://аpi.openai.com/v1')
  await app.providerForm.baseUrl.blur()
  await expect(app.page.getByText(/xn--pi-6kc\.openai\.com/)).toBeVisible()
})

const keys: readonly (readonly [name: string, typed: string])[] = [
  ['a line end', `${testKey}\n`],
  ['spaces', `  ${testKey} `],
  ['quotes', `"${testKey}"`],
  ['the word Bearer', `Bearer ${testKey}`],
]

for (const [name, typed] of keys) {
  test(`a key with ${name} is put right, and the person is told`, async ({ app, provider }) => {
    await app.providerForm.baseUrl.fill(`${provider.url}/v1`)
    await app.providerForm.key.fill('')
    await app.providerForm.key.evaluate((field, value) => {
      const transfer = new DataTransfer()
      transfer.setData('text/plain', value)
      field.focus()
      const paste = new ClipboardEvent('paste', { clipboardData: transfer, bubbles: true, cancelable: true })
      if (field.dispatchEvent(paste)) document.execCommand('insertText', false, value)
    }, typed)
    await app.providerForm.key.blur()
    await app.providerForm.test.click()
    await expect(app.page.getByText('Works.')).toBeVisible()
    expect(provider.requests.at(-1)?.headers.authorization).toBe(`Bearer ${testKey}`)
  })
}
