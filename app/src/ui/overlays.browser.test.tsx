// First: its stylesheets fix the order of the layers.
import { draw, wipePage } from './testing/draw.tsx'
import { CircleAlert, Copy } from 'lucide-react'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { page, userEvent } from 'vitest/browser'
import { Button } from './button.tsx'
import { Words } from './i18n/words.tsx'
import { IconButton } from './icon-button.tsx'
import { firstFocus } from './modal.tsx'
import { Notice } from './notice.tsx'
import { Popover } from './popover.tsx'
import { Progress } from './progress.tsx'
import { toastLasts } from './toast-store.ts'

vi.setConfig({ testTimeout: 15_000 })
beforeEach(() => page.viewport(1000, 700))
afterEach(wipePage)

describe('popover', () => {
  const view = (
    <>
      <Popover label="Model" trigger={props => <Button {...props}>Claude</Button>}>
        {close => (
          <>
            <Button>First</Button>
            <input aria-label="Find a model" {...firstFocus} />
            <Button onClick={close}>GPT-5</Button>
          </>
        )}
      </Popover>
      <Button>After</Button>
    </>
  )
  const trigger = page.getByRole('button', { name: 'Claude' })
  const dialog = page.getByRole('dialog', { name: 'Model' })

  test('opens with the focus where it belongs, and gives it back', async () => {
    await draw(view)
    await trigger.click()
    await expect.element(dialog).toBeVisible()
    await expect.element(trigger).toHaveAttribute('aria-controls', dialog.element().id)
    await expect.element(page.getByRole('textbox', { name: 'Find a model' })).toHaveFocus()
    await page.getByRole('button', { name: 'GPT-5' }).click()
    await expect.element(dialog).not.toBeInTheDocument()
    await expect.element(trigger).toHaveFocus()
  })

  test('Esc and going on with Tab close it', async () => {
    await draw(view)
    await trigger.click()
    await expect.element(page.getByRole('textbox', { name: 'Find a model' })).toHaveFocus()
    await userEvent.keyboard('{Escape}')
    await expect.element(dialog).not.toBeInTheDocument()
    await trigger.click()
    await expect.element(page.getByRole('textbox', { name: 'Find a model' })).toHaveFocus()
    await userEvent.tab()
    await userEvent.tab()
    await expect.element(dialog).not.toBeInTheDocument()
    await expect.element(page.getByRole('button', { name: 'After' })).toHaveFocus()
  })

  test('is a sheet on a phone', async () => {
    await page.viewport(375, 700)
    await draw(view)
    await trigger.click()
    await expect.element(dialog).toBeVisible()
    expect(dialog.element().matches('dialog:modal')).toBe(true)
    await page.getByRole('button', { name: 'GPT-5' }).click()
    await expect.element(trigger).toHaveFocus()
  })
})

describe('toasts', () => {
  test('are announced in a place that was there before, with Undo', async () => {
    const { ui } = await draw(<p>Page</p>)
    const place = page.getByRole('status').element()
    const run = vi.fn()
    ui.toasts.show({ text: 'Thread moved to Trash', act: { label: 'Undo', run } })
    await expect.element(page.getByRole('status')).toHaveTextContent('Thread moved to TrashUndo')
    expect(page.getByRole('status').element()).toBe(place)
    await page.getByRole('button', { name: 'Undo' }).click()
    expect(run).toHaveBeenCalledTimes(1)
    await expect.element(page.getByText('Thread moved to Trash')).not.toBeInTheDocument()
  })

  test('stay while the person points at them or has focus in them', async () => {
    const { ui, clock } = await draw(<p>Page</p>)
    ui.toasts.show({ text: 'Moved', act: { label: 'Undo', run: vi.fn() } })
    await page.getByText('Moved').hover()
    clock.advance(toastLasts * 3)
    await expect.element(page.getByText('Moved')).toBeVisible()
    await page.getByText('Page').hover({ position: { x: 1, y: 1 } })
    await userEvent.tab()
    await expect.element(page.getByRole('button', { name: 'Undo' })).toHaveFocus()
    clock.advance(toastLasts * 3)
    await expect.element(page.getByText('Moved')).toBeVisible()
    await userEvent.tab()
    clock.advance(toastLasts)
    await expect.element(page.getByText('Moved')).not.toBeInTheDocument()
  })
})

describe('tooltips', () => {
  const tip = (): Element | null => document.querySelector('[data-tip-layer]:popover-open')
  const view = (
    <>
      <p>Elsewhere</p>
      <IconButton label="Copy" icon={Copy} shortcut="mod+shift+c" />
      <IconButton label="Edit" icon={Copy} />
      <p
        data-tip="A long title"
        data-tip-cut
        style={{ inlineSize: '3rem', overflow: 'hidden', whiteSpace: 'nowrap' }}
      >
        A long title
      </p>
      <p data-tip="Short" data-tip-cut>
        Short
      </p>
    </>
  )

  test('come after half a second, the next one at once, and go on Esc', async () => {
    const { clock } = await draw(view)
    await page.getByRole('button', { name: 'Copy' }).hover()
    clock.advance(499)
    expect(tip()).toBeNull()
    clock.advance(1)
    await vi.waitFor(() => expect(tip()?.textContent).toBe('CopyCtrl+Shift+C'))
    await page.getByRole('button', { name: 'Edit' }).hover()
    await vi.waitFor(() => expect(tip()?.textContent).toBe('Edit'))
    await userEvent.keyboard('{Escape}')
    await vi.waitFor(() => expect(tip()).toBeNull())
  })

  test('come with the focus of the keyboard, not with a press', async () => {
    const { clock } = await draw(view)
    await page.getByRole('button', { name: 'Copy' }).click()
    clock.advance(1000)
    expect(tip()).toBeNull()
    await userEvent.tab()
    clock.advance(1000)
    await vi.waitFor(() => expect(tip()?.textContent).toBe('Edit'))
  })

  test('keep away from what their element has opened', async () => {
    const { clock } = await draw(view)
    const copy = page.getByRole('button', { name: 'Copy' })
    await copy.hover()
    copy.element().ariaExpanded = 'true'
    clock.advance(1000)
    await page.getByText('Elsewhere').hover()
    await copy.hover()
    clock.advance(1000)
    expect(tip()).toBeNull()
  })

  test('stay while the pointer is on them, and go when it has left', async () => {
    const { clock } = await draw(view)
    await page.getByRole('button', { name: 'Copy' }).hover()
    clock.advance(500)
    await vi.waitFor(() => expect(tip()).not.toBeNull())
    await userEvent.hover(tip() ?? document.body)
    clock.advance(5000)
    expect(tip()?.textContent).toBe('CopyCtrl+Shift+C')
    await page.getByText('Elsewhere').hover()
    clock.advance(200)
    await vi.waitFor(() => expect(tip()).toBeNull())
  })

  test('of a text that is cut off show it, and of one that is whole do not', async () => {
    const { clock } = await draw(view)
    await page.getByText('Short').hover()
    clock.advance(500)
    expect(tip()).toBeNull()
    await page.getByText('A long title').hover()
    clock.advance(500)
    await vi.waitFor(() => expect(tip()?.textContent).toBe('A long title'))
  })
})

test('a notice of a failure is an alert named by what happened', async () => {
  await draw(
    <Notice
      icon={CircleAlert}
      tone="danger"
      what="OpenAI refused the key"
      kept="Your message is kept."
      acts={<Button size="small">Replace key</Button>}
    />,
  )
  await expect
    .element(page.getByRole('alert', { name: 'OpenAI refused the key' }))
    .toHaveTextContent('OpenAI refused the keyYour message is kept.Replace key')
})

test('progress says its figures', async () => {
  await draw(<Progress label="Phi 4 mini" done={0.34} figures="34%, 40 s left" />)
  const bar = page.getByRole('progressbar', { name: 'Phi 4 mini' })
  await expect.element(bar).toHaveAttribute('aria-valuenow', '34')
  await expect.element(bar).toHaveAttribute('aria-valuetext', '34%, 40 s left')
})

test('a sentence takes elements at its places, wherever the language puts them', async () => {
  const view = (
    <Words of="errors.forbiddenWhat" values={{ provider: 'OpenAI' }} parts={{ model: <b>GPT-5</b> }} />
  )
  await draw(<p>{view}</p>)
  expect(document.querySelector('p')?.innerHTML).toBe('OpenAI does not allow this key to use <b>GPT-5</b>')
  await draw(<p>{view}</p>, { language: 'bn' })
  expect(document.querySelector('p')?.innerHTML).toBe('OpenAI এই কী দিয়ে <b>GPT-5</b> ব্যবহার করতে দেয় না')
})
