// First: its stylesheets fix the order of the layers.
import { draw, wipePage } from './testing/draw.tsx'
import { type ReactNode, useState } from 'react'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { page, userEvent } from 'vitest/browser'
import { Button } from './button.tsx'
import { ConfirmDialog, Dialog } from './dialog.tsx'
import { Menu } from './menu.tsx'
import { firstFocus, Modal, type ModalShape } from './modal.tsx'

beforeEach(() => page.viewport(1000, 700))
vi.setConfig({ testTimeout: 15_000 })
afterEach(wipePage)

const opener = page.getByRole('button', { name: 'Ask' })

const Confirming = ({ onAct }: { readonly onAct: () => void }): ReactNode => {
  const [open, setOpen] = useState(false)
  return (
    <>
      <Button onClick={() => setOpen(true)}>Ask</Button>
      <ConfirmDialog
        open={open}
        onClose={() => setOpen(false)}
        title="Delete 5 threads for good?"
        text="They cannot be brought back."
        safeLabel="Keep them"
        actLabel="Delete 5 threads"
        danger
        onAct={onAct}
      />
    </>
  )
}

describe('confirm', () => {
  test('asks with a name and a description, and the safe answer comes first', async () => {
    await draw(<Confirming onAct={vi.fn()} />)
    await opener.click()
    const dialog = page.getByRole('alertdialog', { name: 'Delete 5 threads for good?' })
    await expect.element(dialog).toBeVisible()
    await expect.element(dialog).toHaveAccessibleDescription('They cannot be brought back.')
    await expect.element(page.getByRole('button', { name: 'Keep them' })).toHaveFocus()
    const names = page
      .getByRole('alertdialog')
      .getByRole('button')
      .elements()
      .map(button => button.textContent)
    expect(names).toEqual(['Keep them', 'Delete 5 threads'])
  })

  test.each(['Escape', 'scrim', 'safe'])(
    '%s leaves things as they are and gives the focus back',
    async how => {
      const onAct = vi.fn()
      await draw(<Confirming onAct={onAct} />)
      await opener.click()
      await expect.element(page.getByRole('alertdialog')).toBeVisible()
      if (how === 'Escape') await userEvent.keyboard('{Escape}')
      if (how === 'scrim')
        await userEvent.click(page.getByRole('alertdialog'), { position: { x: -200, y: -100 }, force: true })
      if (how === 'safe') await page.getByRole('button', { name: 'Keep them' }).click()
      await expect.element(page.getByRole('alertdialog')).not.toBeInTheDocument()
      await expect.element(opener).toHaveFocus()
      expect(onAct).not.toHaveBeenCalled()
    },
  )

  test('a selection of text that ends on the scrim does not close it', async () => {
    await draw(<Confirming onAct={vi.fn()} />)
    await opener.click()
    const dialog = page.getByRole('alertdialog').element()
    const press = { bubbles: true, pointerType: 'mouse' }
    dialog.querySelector('h2')?.dispatchEvent(new PointerEvent('pointerdown', press))
    dialog.dispatchEvent(new MouseEvent('click', press))
    await expect.element(page.getByRole('alertdialog')).toBeVisible()
  })

  test('acts when the verb is pressed', async () => {
    const onAct = vi.fn()
    await draw(<Confirming onAct={onAct} />)
    await opener.click()
    await page.getByRole('button', { name: 'Delete 5 threads' }).click()
    expect(onAct).toHaveBeenCalledTimes(1)
  })

  test('is drawn no more once it has gone out', async () => {
    await draw(<Confirming onAct={vi.fn()} />)
    await opener.click()
    await userEvent.keyboard('{Escape}')
    await vi.waitFor(() => expect(document.querySelector('dialog')?.childElementCount).toBe(0))
  })
})

describe('dialog', () => {
  const Holding = ({ closable }: { readonly closable: boolean }): ReactNode => {
    const [open, setOpen] = useState(true)
    return (
      <Dialog open={open} onClose={() => setOpen(false)} title="Unsaved words" closable={closable}>
        <textarea aria-label="Words" {...firstFocus} />
      </Dialog>
    )
  }

  test('holds the focus inside', async () => {
    await draw(
      <>
        <Button>Outside</Button>
        <Holding closable />
      </>,
    )
    await expect.element(page.getByRole('textbox', { name: 'Words' })).toHaveFocus()
    await userEvent.tab()
    await userEvent.tab()
    expect(
      document.activeElement?.closest('dialog') !== null || document.activeElement === document.body,
    ).toBe(true)
    await expect.element(page.getByRole('button', { name: 'Outside' })).not.toHaveFocus()
  })

  test('that would lose something stays, however often Esc is pressed', async () => {
    await draw(<Holding closable={false} />)
    await userEvent.keyboard('{Escape}{Escape}{Escape}')
    await expect.element(page.getByRole('dialog', { name: 'Unsaved words' })).toBeVisible()
    await userEvent.fill(page.getByRole('textbox', { name: 'Words' }), 'still here')
    await expect.element(page.getByRole('textbox', { name: 'Words' })).toHaveValue('still here')
  })

  test('taken out while open gives the focus back', async () => {
    const view = (asked: boolean): ReactNode => (
      <>
        <Button>Ask</Button>
        {asked && (
          <Dialog open onClose={vi.fn()} title="Name">
            <input aria-label="Name" />
          </Dialog>
        )}
      </>
    )
    const { redraw } = await draw(view(false))
    await opener.click()
    redraw(view(true))
    await expect.element(page.getByRole('textbox', { name: 'Name' })).toHaveFocus()
    redraw(view(false))
    await expect.element(opener).toHaveFocus()
  })

  test('a menu inside it can be used, and Esc closes the menu before the dialog', async () => {
    const onClose = vi.fn()
    const onSelect = vi.fn()
    await draw(
      <Dialog open onClose={onClose} title="Prompt">
        <Menu
          label="Kind"
          entries={[{ kind: 'act', label: 'System', onSelect }]}
          trigger={props => <Button {...props}>Kind</Button>}
        />
      </Dialog>,
    )
    await page.getByRole('button', { name: 'Kind' }).click()
    await page.getByRole('menuitem', { name: 'System' }).click()
    expect(onSelect).toHaveBeenCalledTimes(1)
    await page.getByRole('button', { name: 'Kind' }).click()
    await userEvent.keyboard('{Escape}')
    await expect.element(page.getByRole('menu')).not.toBeInTheDocument()
    expect(onClose).not.toHaveBeenCalled()
    await userEvent.keyboard('{Escape}')
    await vi.waitFor(() => expect(onClose).toHaveBeenCalledTimes(1))
  })
})

describe('modal shapes stand where they should', () => {
  const shown = async (shape: ModalShape, language: 'en' | 'ar' = 'en'): Promise<DOMRect> => {
    await draw(
      <Modal open onClose={vi.fn()} label="Place" shape={shape}>
        <p style={{ blockSize: '10rem' }}>Words</p>
      </Modal>,
      { language },
    )
    const dialog = page.getByRole('dialog', { name: 'Place' }).element()
    await Promise.all(dialog.getAnimations().map(animation => animation.finished))
    return dialog.getBoundingClientRect()
  }

  test('a dialog in the middle', async () => {
    const box = await shown('dialog')
    expect(box.left + box.width / 2).toBeCloseTo(500, 0)
    expect(box.top + box.height / 2).toBeCloseTo(350, 0)
  })

  test('a sheet on the floor', async () => {
    await page.viewport(375, 700)
    expect(await shown('sheet')).toMatchObject({ left: 0, bottom: 700, width: 375 })
  })

  test('a side panel at the side where text begins', async () => {
    expect(await shown('side')).toMatchObject({ left: 0, top: 0, height: 700 })
    expect(await shown('side', 'ar')).toMatchObject({ right: 1000, top: 0, height: 700 })
  })

  test('a palette near the top', async () => {
    expect((await shown('palette')).top).toBeCloseTo(98, 0)
  })
})

describe('a sheet is drawn down by its handle', () => {
  afterEach(() => vi.restoreAllMocks())

  /** Pulls by `pixels` in `milliseconds`, with events whose times are given. */
  const pull = async (pixels: number, milliseconds: number): Promise<{ readonly closed: number }> => {
    await page.viewport(375, 700)
    vi.spyOn(HTMLElement.prototype, 'setPointerCapture').mockReturnValue(undefined)
    const onClose = vi.fn()
    await draw(
      <Modal open onClose={onClose} label="Model" shape="sheet">
        <p style={{ blockSize: '20rem' }}>Words</p>
      </Modal>,
    )
    const dialog = page.getByRole('dialog', { name: 'Model' }).element()
    await Promise.all(dialog.getAnimations().map(animation => animation.finished))
    const { top } = dialog.getBoundingClientRect()
    expect(dialog.firstElementChild?.getBoundingClientRect()).toMatchObject({
      top: top + 1,
      width: 375,
      height: 20,
    })
    const send = (type: string, down: number, at: number): void => {
      const event = new PointerEvent(type, {
        bubbles: true,
        isPrimary: true,
        clientX: 180,
        clientY: top + 5 + down,
      })
      Object.defineProperty(event, 'timeStamp', { value: at })
      dialog.firstElementChild?.dispatchEvent(event)
    }
    send('pointerdown', 0, 1000)
    send('pointermove', pixels, 1000 + milliseconds)
    expect(dialog.getBoundingClientRect().top).toBeCloseTo(top + Math.max(0, pixels), 0)
    send('pointerup', pixels, 1001 + milliseconds)
    if (onClose.mock.calls.length === 0) {
      await Promise.all(dialog.getAnimations().map(animation => animation.finished))
      expect(dialog.getBoundingClientRect().top).toBeCloseTo(top, 0)
    }
    return { closed: onClose.mock.calls.length }
  }

  test('far, it goes', async () => {
    expect(await pull(150, 1000)).toEqual({ closed: 1 })
  })

  test('fast, it goes', async () => {
    expect(await pull(40, 30)).toEqual({ closed: 1 })
  })

  test('a little, it comes back; upward it does not move', async () => {
    expect(await pull(60, 1000)).toEqual({ closed: 0 })
    expect(await pull(-80, 50)).toEqual({ closed: 0 })
  })
})
