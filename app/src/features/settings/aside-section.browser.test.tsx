// First: its stylesheets fix the order of the layers.
import { wipePage } from '../../ui/testing/draw.tsx'
import { createId } from '@weft/shared/ids.ts'
import { err, ok } from '@weft/shared/result.ts'
import { testRandom } from '@weft/shared/testing/env.ts'
import { afterEach, describe, expect, test, vi } from 'vitest'
import { page, userEvent } from 'vitest/browser'
import type { RoomRef } from '../../core/room-ref.ts'
import type { WorkerApi } from '../../worker/api.ts'
import { AsideSection } from './aside-section.tsx'
import { type DrawnPage, drawPage } from './testing/draw-page.tsx'

afterEach(wipePage)

const patience = { timeout: 20_000 }
const random = testRandom(4)
const place = { workspaceId: createId(random, 'wsp'), roomId: createId(random, 'thr') }
const settings = { ...place, roomId: createId(random, 'wdc') }
const row = { ...place, bytes: new Uint8Array(1), touched: [] }

const rows = {
  threads: [{ ...place, shelf: 'active', lastAt: 1, title: 'Bus survey' }],
  updates: [
    { ...row, number: 1, aside: 'update-too-large' },
    { ...row, number: 2, aside: 'written-again' },
    { ...row, number: 3 },
    { ...row, number: 4, aside: 'clock-jump' },
    { ...row, number: 5, aside: 'not-known-here-yet' },
    { ...row, ...settings, number: 1, aside: 'damaged' },
  ],
}

const button = (name: string) => page.getByRole('button', { name, exact: true })

let drawn: DrawnPage | undefined

const open = async (engine: Partial<WorkerApi> = {}): Promise<DrawnPage> => {
  drawn = await drawPage(<AsideSection />, { rows: () => rows, engine })
  await expect.element(page.getByText('Bus survey'), patience).toBeVisible()
  return drawn
}

/** What an engine leaves in the database when these rows are settled. */
const settle = async ({ workspaceId, roomId }: RoomRef, numbers: readonly number[]): Promise<void> =>
  drawn?.database.updates.bulkDelete(numbers.map(number => [workspaceId, roomId, number]))

describe('what is set aside', () => {
  test('is not spoken of where there is nothing', async () => {
    const { database } = await drawPage(<AsideSection />, {})
    await database.updates.count()
    expect(page.getByRole('heading').elements()).toEqual([])
  })

  test('is listed by thread, with how much it is and why, also by a reason of a newer Weft', async () => {
    await open()
    await expect.element(page.getByText('4 changes were set aside')).toBeVisible()
    await expect
      .element(page.getByText(/3 changes.*not sound.*refused by the server.*too large/))
      .toBeVisible()
    await expect.element(page.getByText('Settings and folders', { exact: true })).toBeVisible()
    await expect.element(page.getByText(/1 change.*damaged on this device/)).toBeVisible()
  })

  test('is tried again: what is taken back goes from the list, and the focus stays where it is said', async () => {
    const { calls } = await open({
      takeBackAside: async room => {
        await settle(room, [1, 4, 5])
        return ok({ back: 3, left: 0 })
      },
    })
    button('Try again: Bus survey').element().focus()
    await userEvent.keyboard('{Enter}')
    const status = page.getByRole('status').filter({ hasText: '3 changes are back in their place.' })
    await expect.element(status, patience).toBeVisible()
    await expect.element(status).toHaveFocus()
    await expect.element(page.getByText('Bus survey')).not.toBeInTheDocument()
    expect(calls).toEqual([{ name: 'takeBackAside', args: [place] }])
  })

  test('says of what still cannot be taken that it stays, and of an engine that fails what was kept', async () => {
    let fails = false
    await open({
      takeBackAside: async () => (fails ? err({ type: 'storage-full' }) : ok({ back: 1, left: 2 })),
    })
    await button('Try again: Bus survey').click()
    const told = page.getByText(/1 change is back .* 2 changes still cannot be taken/)
    await expect.element(told, patience).toBeVisible()
    await expect.element(button('Try again: Bus survey')).toHaveFocus()
    fails = true
    await button('Try again: Bus survey').click()
    await expect.element(page.getByRole('alert').getByText('The disk is full'), patience).toBeVisible()
    await button('Close').click()
    await expect.element(page.getByRole('alert')).not.toBeInTheDocument()
  })

  test('is saved as a file that has what the engine gave, and its name is said', async () => {
    const files: { readonly name: string; readonly blob: Blob }[] = []
    const address = vi.spyOn(URL, 'createObjectURL').mockImplementation(blob => {
      if (blob instanceof Blob) files.push({ name: '', blob })
      return '#saved'
    })
    const click = vi.spyOn(HTMLAnchorElement.prototype, 'click').mockImplementation(function (
      this: HTMLAnchorElement,
    ) {
      const [last] = files.splice(-1)
      if (last) files.push({ ...last, name: this.download })
    })
    await open({ copyAside: async () => ok('{"said":"ঠিক"}') })
    await button('Save a copy: Bus survey').click()
    await expect.element(page.getByText(/^Saved as weft-set-aside-thr_.*\.json\.$/), patience).toBeVisible()
    expect(files).toHaveLength(1)
    expect(files[0]?.name).toContain(place.roomId)
    expect(await files[0]?.blob.text()).toBe('{"said":"ঠিক"}')
    address.mockRestore()
    click.mockRestore()
  })

  test('is removed only after a question that offers the copy, and only what was shown', async () => {
    const { calls } = await open({
      letGoAside: async (room, numbers) => {
        await settle(room, numbers)
        return ok(undefined)
      },
    })
    await button('Remove: Bus survey').click()
    const question = page.getByRole('dialog', { name: 'Remove 3 changes?' })
    await expect.element(question, patience).toBeVisible()
    await expect.element(button('Keep')).toHaveFocus()
    await expect.element(question.getByRole('button', { name: 'Save a copy' })).toBeVisible()
    await button('Keep').click()
    await expect.element(question).not.toBeInTheDocument()
    expect(calls).toEqual([])
    await button('Remove: Bus survey').click()
    await question.getByRole('button', { name: 'Remove' }).click()
    await expect.element(page.getByText('3 changes were removed.'), patience).toBeVisible()
    await expect.element(page.getByText('Bus survey')).not.toBeInTheDocument()
    expect(calls).toEqual([{ name: 'letGoAside', args: [place, [1, 4, 5]] }])
  })

  test('has room for its buttons on the narrowest phone', async () => {
    await page.viewport(320, 640)
    await open()
    expect(document.documentElement.scrollWidth).toBeLessThanOrEqual(320)
    for (const each of page.getByRole('button').elements())
      expect(each.getBoundingClientRect().right).toBeLessThanOrEqual(320)
  })
})
