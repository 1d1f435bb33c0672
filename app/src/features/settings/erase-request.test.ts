import { expect, test, vi } from 'vitest'
import {
  clearEraseRequest,
  type EraseTab,
  readEraseRequest,
  requestErase,
  standAsideForErase,
} from './erase-request.ts'

/** Tabs of one browser: each has its own storage, all hear what one says on a channel other than the speaker's. */
const createBrowser = () => {
  const channels = new Set<EventTarget>()
  const openChannel = (): BroadcastChannel => {
    const channel = Object.assign(new EventTarget(), {
      postMessage: (data: unknown) => {
        for (const other of channels) {
          if (other !== channel) other.dispatchEvent(new MessageEvent('message', { data }))
        }
      },
      close: () => void channels.delete(channel),
    })
    channels.add(channel)
    // Only what is used of a channel.
    return channel as unknown as BroadcastChannel
  }
  const openTab = () => {
    const values = new Map<string, string>()
    const replace = vi.fn()
    const storage = {
      getItem: (key: string) => values.get(key) ?? null,
      setItem: (key: string, value: string) => void values.set(key, value),
      removeItem: (key: string) => void values.delete(key),
    }
    const tab: EraseTab = { storage, location: { replace }, openChannel }
    standAsideForErase(tab)
    return { ...tab, storage, replace }
  }
  return { openTab }
}

test('the tab that was asked erases, every other stands aside, and both start anew', () => {
  const { openTab } = createBrowser()
  const [asked, other] = [openTab(), openTab()]
  expect(readEraseRequest(asked.storage)).toBeNull()
  requestErase(asked)
  expect([readEraseRequest(asked.storage), readEraseRequest(other.storage)]).toEqual(['erase', 'stand-aside'])
  expect([asked.replace.mock.calls, other.replace.mock.calls]).toEqual([[['/']], [['/']]])
})

test('the request stands until it was carried out or the person starts anew', () => {
  const { openTab } = createBrowser()
  const tab = openTab()
  requestErase(tab)
  expect(readEraseRequest(tab.storage)).toBe('erase')
  clearEraseRequest(tab.storage)
  expect(readEraseRequest(tab.storage)).toBeNull()
})

test('a note of another kind asks for nothing', () => {
  const { openTab } = createBrowser()
  const tab = openTab()
  tab.storage.setItem('weft.erase', 'yes')
  expect(readEraseRequest(tab.storage)).toBeNull()
})
