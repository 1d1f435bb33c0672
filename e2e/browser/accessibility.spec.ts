/** Every screen, light and dark, wide and narrow, as assistive technology finds it; and by keyboard alone. */
import AxeBuilder from '@axe-core/playwright'
import { chatText } from '../stack/chat-answer.ts'
import { expect, test } from './fixtures.ts'
import { testKey } from './provider-form.ts'
import { firstScreens, screens } from './screens.ts'
import type { AppPage } from './app-page.ts'

/** Where a person gets to a screen; what is looked at has the width of the test. */
const desk = { width: 1280, height: 800 }

const expectNoViolations = async (app: AppPage, screen: string): Promise<void> => {
  const { violations } = await new AxeBuilder({ page: app.page })
    .withTags(['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'])
    // Experimental, and off by itself: "Model" is a name that people and tests rely on; the model stands in its description.
    .disableRules(['label-content-name-mismatch'])
    .analyze()
  const found = violations.map(
    violation => `${violation.id}: ${violation.nodes.map(node => node.target.join(' ')).join(' | ')}`,
  )
  expect.soft(found, screen).toEqual([])
}

for (const colorScheme of ['light', 'dark'] as const) {
  for (const width of [375, 1440]) {
    test(`axe finds nothing, ${colorScheme}, ${width} px`, async ({ app, provider, page }) => {
      test.setTimeout(300_000)
      await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' })
      for (const screen of firstScreens) {
        await screen.show(app, provider)
        await expectNoViolations(app, screen.name)
      }
      await app.addProvider()
      for (const screen of screens) {
        await test.step(screen.name, async () => {
          await page.setViewportSize(desk)
          await screen.show(app, provider)
          await page.setViewportSize({ width, height: 900 })
          await expectNoViolations(app, screen.name)
        })
      }
    })
  }
}

test('the main job by keyboard alone', async ({ app, provider, page }) => {
  provider.script([chatText('The first answer.'), chatText('The second answer.')])
  const focused = page.locator(':focus')
  const tabTo = async (name: string | RegExp, key: 'Tab' | 'Shift+Tab' = 'Tab'): Promise<void> => {
    for (let presses = 0; presses < 80; presses++) {
      await page.keyboard.press(key)
      const label = await focused.evaluate(element => {
        const labelled = element.getAttribute('aria-label')
        const labels =
          element instanceof HTMLInputElement || element instanceof HTMLSelectElement ? element.labels : null
        return labelled ?? labels?.[0]?.textContent ?? element.textContent ?? ''
      })
      if (
        typeof name === 'string' ? label.trim() === name || label.trim().startsWith(name) : name.test(label)
      )
        return
    }
    throw new Error(`Tab never came to ${String(name)}`)
  }

  await tabTo('Use a key you have')
  await page.keyboard.press('Enter')
  // The form that was asked for takes the focus when it has come.
  await expect(page.getByRole('combobox', { name: 'Type' })).toBeFocused()
  await page.keyboard.type('OpenAI-compatible')
  await tabTo('Name')
  await page.keyboard.type('Workshop')
  await tabTo('Base URL')
  await page.keyboard.type(`${provider.url}/v1`)
  await tabTo('API key')
  await page.keyboard.type(testKey)
  await tabTo('Save')
  await page.keyboard.press('Enter')
  // Who comes from the first run is brought to an empty thread once there is somebody to answer.
  await expect(app.composer).toBeVisible()
  await tabTo(/^Model/)
  await page.keyboard.press('Enter')
  await expect(focused, 'the search of the picker').toHaveAttribute('role', 'combobox')
  await page.keyboard.type('mini')
  await page.keyboard.press('Enter')
  await expect(app.modelButton).toContainText('gpt-5.1-mini')
  await expect(app.modelButton).toBeFocused()
  // Forward there is nothing more: Send is off until something is written.
  await tabTo('Message', 'Shift+Tab')
  await page.keyboard.type('Hello')
  await page.keyboard.press('Enter')
  await app.waitForAnswer('The first answer.')
  await expect(app.composer).toBeFocused()
  await app.runCommand('Regenerate the last answer')
  await app.waitForAnswer('The second answer.')
  await app.openPalette()
  await page.keyboard.press('Escape')
  await expect(app.composer, 'focus comes back').toBeFocused()
})

test('an answer is told to a screen reader when it is whole, not word by word', async ({
  readyApp: app,
  provider,
}) => {
  provider.script(chatText('Said once.'))
  await app.ask('Hello')
  await expect(app.conversation).toHaveAttribute('aria-live', /polite|off/)
})

test('every control on the main screen has a visible focus', async ({ readyApp: app, page }) => {
  await app.ask('Hello')
  const unseen: string[] = []
  for (let presses = 0; presses < 30; presses++) {
    await page.keyboard.press('Tab')
    // Past the last control the focus is in the browser's own bars.
    if ((await page.locator(':focus').count()) === 0) break
    const { name, visible } = await page.locator(':focus').evaluate(element => {
      const style = getComputedStyle(element)
      const outlined = style.outlineStyle !== 'none' && Number.parseFloat(style.outlineWidth) > 0
      return {
        name: element.getAttribute('aria-label') ?? element.textContent,
        visible: outlined || style.boxShadow !== 'none' || element.matches('[role=textbox], textarea, input'),
      }
    })
    if (!visible) unseen.push(name ?? '?')
  }
  expect(unseen).toEqual([])
})
