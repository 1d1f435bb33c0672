import { describe, expect, test } from 'vitest'
import { watchForLostChunks } from './lost-chunk.ts'

const tab = (canLoad = true) => {
  const window = new EventTarget()
  const stored = new Map<string, string>()
  const did: string[] = []
  let now = 1_000_000
  watchForLostChunks({
    window,
    storage: {
      getItem: key => stored.get(key) ?? null,
      setItem: (key, value) => void stored.set(key, value),
    },
    now: () => now,
    canLoad: async () => canLoad,
    saveAll: async () => void did.push('save'),
    reload: () => did.push('reload'),
  })
  const lose = async (): Promise<void> => {
    window.dispatchEvent(new Event('vite:preloadError'))
    await new Promise(resolve => setImmediate(resolve))
  }
  return { did, lose, wait: (milliseconds: number) => (now += milliseconds) }
}

describe('a chunk that is gone', () => {
  test('loads the page anew, after drafts are saved', async () => {
    const { did, lose } = tab()
    await lose()
    expect(did).toEqual(['save', 'reload'])
  })

  test('loads the page anew once for pieces that are lost together', async () => {
    const { did, lose } = tab()
    await Promise.all([lose(), lose()])
    expect(did).toEqual(['save', 'reload'])
  })

  test('leaves a page alone that nothing could load again', async () => {
    const { did, lose } = tab(false)
    await lose()
    expect(did).toEqual([])
  })

  test('does not reload for ever when that does not help', async () => {
    const { did, lose, wait } = tab()
    await lose()
    wait(5_000)
    await lose()
    expect(did).toEqual(['save', 'reload'])
    wait(120_000)
    await lose()
    expect(did).toEqual(['save', 'reload', 'save', 'reload'])
  })
})
