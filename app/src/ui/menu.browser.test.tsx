// First: its stylesheets fix the order of the layers.
import { draw, wipePage } from './testing/draw.tsx'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { page, userEvent } from 'vitest/browser'
import { Button } from './button.tsx'
import { ContextMenu, Menu } from './menu.tsx'
import type { MenuEntry } from './menu-entry.ts'

const onRename = vi.fn()
const onMove = vi.fn()
const onTrash = vi.fn()

const entries: readonly MenuEntry[] = [
  { kind: 'act', label: 'Pin', onSelect: vi.fn() },
  { kind: 'act', label: 'Rename', shortcut: 'f2', onSelect: onRename },
  { kind: 'act', label: 'Duplicate', disabled: true, onSelect: vi.fn() },
  {
    kind: 'more',
    label: 'Move to',
    entries: [
      { kind: 'choice', label: 'No folder', chosen: true, onSelect: vi.fn() },
      { kind: 'choice', label: 'Garden', chosen: false, onSelect: onMove },
    ],
  },
  { kind: 'line' },
  { kind: 'act', label: 'Move to Trash', onSelect: onTrash },
]

const view = (
  <>
    <Menu label="More for Letter" entries={entries} trigger={props => <Button {...props}>More</Button>} />
    <p>Elsewhere</p>
    <Button>Next</Button>
  </>
)

const trigger = page.getByRole('button', { name: 'More', exact: true })
const row = (name: string) => page.getByRole('menuitem', { name, exact: true })
const focused = (): string => document.activeElement?.textContent ?? ''

beforeEach(async () => {
  await page.viewport(1000, 700)
  vi.clearAllMocks()
})
vi.setConfig({ testTimeout: 15_000 })
afterEach(wipePage)

describe('menu', () => {
  test('is named, says what its button does, and takes the focus', async () => {
    await draw(view)
    await expect.element(trigger).toHaveAttribute('aria-haspopup', 'menu')
    await expect.element(trigger).toHaveAttribute('aria-expanded', 'false')
    await trigger.click()
    await expect.element(page.getByRole('menu', { name: 'More for Letter' })).toHaveFocus()
    await expect.element(trigger).toHaveAttribute('aria-expanded', 'true')
    await expect.element(row('Rename')).toHaveAttribute('aria-keyshortcuts', 'F2')
  })

  test('by keyboard: first row, arrows go round and pass what is disabled, letters find', async () => {
    await draw(view)
    await userEvent.tab()
    await userEvent.keyboard('{Enter}')
    await expect.element(row('Pin')).toHaveFocus()
    await userEvent.keyboard('{ArrowUp}')
    await expect.element(row('Move to Trash')).toHaveFocus()
    await userEvent.keyboard('{ArrowDown}{ArrowDown}{ArrowDown}')
    await expect.element(row('Move to')).toHaveFocus()
    await userEvent.keyboard('{Home}')
    await expect.element(row('Pin')).toHaveFocus()
    await userEvent.keyboard('move to t')
    await expect.element(row('Move to Trash')).toHaveFocus()
  })

  test('the same letter goes on to the next row that begins with it', async () => {
    const { clock } = await draw(view)
    await trigger.click()
    await userEvent.keyboard('m')
    expect(focused()).toBe('Move to')
    await userEvent.keyboard('m')
    expect(focused()).toBe('Move to Trash')
    clock.advance(1000)
    await userEvent.keyboard('r')
    expect(focused()).toContain('Rename')
  })

  test('a chosen row acts, closes the menu and gives the focus back', async () => {
    await draw(view)
    await trigger.click()
    await row('Rename').click()
    expect(onRename).toHaveBeenCalledTimes(1)
    await expect.element(page.getByRole('menu')).not.toBeInTheDocument()
    await expect.element(trigger).toHaveFocus()
  })

  test('Esc, Tab and a press elsewhere close it without acting', async () => {
    await draw(view)
    await trigger.click()
    await userEvent.keyboard('{Escape}')
    await expect.element(page.getByRole('menu')).not.toBeInTheDocument()
    await expect.element(trigger).toHaveFocus()

    await trigger.click()
    await userEvent.keyboard('{ArrowDown}{Tab}')
    await expect.element(page.getByRole('menu')).not.toBeInTheDocument()
    await expect.element(page.getByRole('button', { name: 'Next' })).toHaveFocus()

    await trigger.click()
    await page.getByText('Elsewhere').click()
    await expect.element(page.getByRole('menu')).not.toBeInTheDocument()
    await expect.element(trigger).toHaveFocus()
    expect(onRename).not.toHaveBeenCalled()
  })

  test('a press on its button while it is open closes it', async () => {
    await draw(view)
    await trigger.click()
    await expect.element(page.getByRole('menu')).toBeVisible()
    await trigger.click()
    await expect.element(page.getByRole('menu')).not.toBeInTheDocument()
    await trigger.click()
    await expect.element(page.getByRole('menu')).toBeVisible()
  })

  test('a submenu opens under the pointer and by arrow, and Esc closes only it', async () => {
    await draw(view)
    await trigger.click()
    await row('Move to').hover()
    await expect.element(page.getByRole('menuitemradio', { name: 'Garden' })).toBeVisible()
    await row('Move to').click()
    await expect.element(page.getByRole('menuitemradio', { name: 'Garden' })).toBeVisible()
    await row('Pin').hover()
    await expect.element(page.getByRole('menuitemradio', { name: 'Garden' })).not.toBeInTheDocument()

    await userEvent.keyboard('{ArrowDown}{ArrowDown}{ArrowRight}')
    await expect.element(page.getByRole('menuitemradio', { name: 'No folder' })).toHaveFocus()
    await expect
      .element(page.getByRole('menuitemradio', { name: 'No folder' }))
      .toHaveAttribute('aria-checked', 'true')
    await userEvent.keyboard('{Escape}')
    await expect.element(row('Move to')).toHaveFocus()
    await userEvent.keyboard('{ArrowRight}{ArrowDown}{Enter}')
    expect(onMove).toHaveBeenCalledTimes(1)
    await expect.element(page.getByRole('menu')).not.toBeInTheDocument()
    await expect.element(trigger).toHaveFocus()
  })

  test('from right to left the submenu opens to the left, by the left arrow', async () => {
    await draw(view, { language: 'ar' })
    await trigger.click()
    await row('Move to').click()
    await userEvent.keyboard('{ArrowRight}')
    await row('Move to').click()
    const parent = row('Move to').element().getBoundingClientRect()
    const child = page.getByRole('menu', { name: 'Move to' }).element().getBoundingClientRect()
    expect(child.right).toBeLessThanOrEqual(parent.left + 8)
    await userEvent.keyboard('{Escape}{Escape}')
    await trigger.click()
    await userEvent.keyboard('{ArrowDown}{ArrowDown}{ArrowDown}{ArrowRight}')
    await expect.element(page.getByRole('menuitemradio', { name: 'No folder' })).not.toBeInTheDocument()
    await userEvent.keyboard('{ArrowLeft}')
    await expect.element(page.getByRole('menuitemradio', { name: 'No folder' })).toHaveFocus()
    await userEvent.keyboard('{ArrowRight}')
    await expect.element(row('Move to')).toHaveFocus()
  })

  test('stays inside the window and scrolls in itself', async () => {
    await page.viewport(1000, 240)
    await draw(view)
    await trigger.click()
    const box = page.getByRole('menu').element().parentElement?.getBoundingClientRect()
    expect(box?.bottom).toBeLessThanOrEqual(240)
    await userEvent.keyboard('{End}')
    await expect.element(row('Move to Trash')).toBeVisible()
  })
})

describe('context menu', () => {
  test('opens at the pointer and closes when told', async () => {
    const onClose = vi.fn()
    await draw(<ContextMenu label="Letter" entries={entries} at={{ x: 300, y: 120 }} onClose={onClose} />)
    const floating = page.getByRole('menu', { name: 'Letter' }).element().parentElement
    await Promise.all(floating?.getAnimations().map(animation => animation.finished) ?? [])
    const box = floating?.getBoundingClientRect()
    expect([box?.left, box?.top]).toEqual([300, 120])
    await userEvent.keyboard('{Escape}')
    await vi.waitFor(() => expect(onClose).toHaveBeenCalled())
  })
})

describe('on a phone', () => {
  beforeEach(() => page.viewport(375, 700))

  test('it is a sheet, and goes into a submenu in its place', async () => {
    await draw(view)
    await trigger.click()
    await expect.element(page.getByRole('dialog', { name: 'More for Letter' })).toBeVisible()
    // No row looks chosen before a finger chose one.
    await expect.element(page.getByRole('menu', { name: 'More for Letter' })).toHaveFocus()
    await row('Move to').click()
    await expect.element(page.getByRole('menuitemradio', { name: 'Garden' })).toBeVisible()
    await expect.element(row('Pin')).not.toBeInTheDocument()
    await row('Move to').click()
    await expect.element(row('Pin')).toBeVisible()
    await row('Move to Trash').click()
    expect(onTrash).toHaveBeenCalledTimes(1)
    await expect.element(page.getByRole('dialog')).not.toBeInTheDocument()
    await expect.element(trigger).toHaveFocus()
  })

  test('every row is high enough for a finger', async () => {
    await draw(view)
    await trigger.click()
    for (const element of page.getByRole('menuitem').elements()) {
      expect(element.getBoundingClientRect().height).toBeGreaterThanOrEqual(44)
    }
  })
})
