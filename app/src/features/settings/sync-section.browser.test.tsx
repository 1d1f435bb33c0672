// First: its stylesheets fix the order of the layers.
import { wipePage } from '../../ui/testing/draw.tsx'
import { afterEach, describe, expect, test } from 'vitest'
import { page } from 'vitest/browser'
import type { SyncStatus } from '../../core/sync/sync-status.ts'
import { type StatusMessage, syncStatusChannel } from '../../worker/sync-status-channel.ts'
import { deviceAccountName } from '../account/device-account.ts'
import { noticeWords, problemWords } from '../account/sync-words.ts'
import { SyncSection } from './sync-section.tsx'
import { drawPage } from './testing/draw-page.tsx'

afterEach(wipePage)

const patience = { timeout: 20_000 }
const channel = new BroadcastChannel(syncStatusChannel)

const quiet: SyncStatus = { state: { type: 'synced' }, waiting: 0, rejected: 0, unreadable: 0, notices: [] }

const open = async (rows: Readonly<Record<string, readonly object[]>> = {}, session = 'open') =>
  drawPage(<SyncSection />, {
    rows: () => ({ device: [{ name: deviceAccountName, value: { session } }], ...rows }),
  })

/** Says a status as the leader would, until the page has heard it. */
const tell = async (change: Partial<SyncStatus>, words: string): Promise<void> => {
  const message: StatusMessage = { type: 'status', status: { ...quiet, ...change } }
  await expect
    .poll(() => {
      channel.postMessage(message)
      return document.body.textContent
    }, patience)
    .toContain(words)
}

describe('how sync goes', () => {
  test('is not spoken of on a device that is signed out', async () => {
    const { database } = await open({}, 'signed-out')
    await database.device.count()
    expect(page.getByRole('heading').elements()).toEqual([])
  })

  test('is said in words, with what waits and how far a first sync is', async () => {
    const { ui } = await open()
    await tell({}, 'Synced')
    await tell({ state: { type: 'offline' }, waiting: 3 }, '3 changes wait to sync')
    const share = ui.languages.get().format.percent(0.4)
    await tell({ state: { type: 'syncing', progress: 0.4 } }, `${share} of your history has come`)
    await expect.element(page.getByRole('progressbar'), patience).toHaveAttribute('aria-valuenow', '40')
    await tell({ unreadable: 2 }, '2 values cannot be opened')
  })

  test('says of every problem and every notice what happened and what was kept', async () => {
    const { ui } = await open()
    const { t } = ui.languages.get()
    for (const [problem, { what, kept }] of Object.entries(problemWords)) {
      const state = { type: 'problem', problem: problem as keyof typeof problemWords } as const
      await tell({ state }, t(what))
      expect(document.body.textContent).toContain(t(kept))
    }
    for (const [type, { what, kept }] of Object.entries(noticeWords)) {
      const notice = { type: type as keyof typeof noticeWords, room: null }
      await tell({ notices: [notice] }, t(what))
      expect(document.body.textContent).toContain(t(kept))
    }
  })
})
