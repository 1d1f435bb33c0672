/** From the smallest phone to a wide desk: nothing is cut off, and a finger finds every control. */
import { expect, test } from './fixtures.ts'
import { firstScreens, screens } from './screens.ts'

test('at 320 px no screen scrolls sideways', async ({ app, provider, page }) => {
  test.setTimeout(120_000)
  const check = async (name: string): Promise<void> => {
    const width = page.viewportSize()?.width ?? 0
    await page.setViewportSize({ width: 320, height: 640 })
    const overflow = await page.evaluate(() => {
      const root = document.documentElement
      const wide = [...document.body.querySelectorAll('*')]
        .filter(
          element =>
            element.getBoundingClientRect().right > innerWidth + 1 &&
            element.closest('pre, table, [data-scrolls], [role=tablist]') === null,
        )
        .slice(0, 3)
        .map(
          element =>
            `${element.tagName.toLowerCase()} ${element.getAttribute('aria-label') ?? element.className}`,
        )
      return { scrolls: root.scrollWidth - root.clientWidth, wide }
    })
    expect.soft(overflow.scrolls, `${name}: ${overflow.wide.join(', ')}`).toBeLessThanOrEqual(0)
    await page.setViewportSize({ width, height: 800 })
  }
  for (const screen of firstScreens) {
    await screen.show(app, provider)
    await check(screen.name)
  }
  await app.addProvider()
  for (const screen of screens) {
    await screen.show(app, provider)
    await check(screen.name)
  }
})

for (const [width, height] of [
  [375, 812],
  [768, 1_024],
  [1_440, 900],
] as const) {
  test(`the main job at ${width} px`, async ({ readyApp: app, page }) => {
    await page.setViewportSize({ width, height })
    await app.reload()
    await app.ask('Hello')
    await expect(app.composer).toBeInViewport()
    await expect(app.lastAnswer).toContainText('You said')
    if (width < 768) {
      await page.getByRole('button', { name: 'Threads' }).click()
      await expect(app.threads.link('Hello')).toBeInViewport()
    } else {
      await expect(app.threads.link('Hello')).toBeInViewport()
    }
  })
}

test('on a phone every control is at least 44 px to the finger', async ({
  browser,
  stack,
  watch,
  appOn,
  provider: _provider,
}) => {
  const context = await browser.newContext({
    viewport: { width: 375, height: 812 },
    hasTouch: true,
    isMobile: true,
    reducedMotion: 'reduce',
  })
  await watch.attach(context)
  const page = await context.newPage()
  const app = appOn(page)
  await page.goto(stack.app.url)
  await app.page.getByText('Look around first').click()
  await expect(app.composer).toBeVisible()
  const small = await page.getByRole('button').evaluateAll(buttons =>
    buttons
      .filter(button => button.checkVisibility())
      .map(button => {
        const box = button.getBoundingClientRect()
        const reach = getComputedStyle(button, '::after')
        const grown = (size: number, inset: string): number =>
          size - 2 * Math.min(0, Number.parseFloat(inset) || 0)
        return {
          name: button.getAttribute('aria-label') ?? button.textContent,
          width: grown(box.width, reach.left),
          height: grown(box.height, reach.top),
        }
      })
      .filter(({ width, height }) => width < 44 || height < 44),
  )
  expect(small).toEqual([])
  await context.close()
})
