import { describe, expect, test } from 'vitest'
import { createUpdates } from './updates.ts'

/** A page whose saving ends when the test says so, and what it did. */
const page = () => {
  const did: string[] = []
  let saved = (): void => undefined
  const updates = createUpdates({
    saveAll: () => {
      did.push('save')
      return new Promise(resolve => {
        saved = () => resolve()
      })
    },
    reload: () => did.push('reload'),
    onFirstControl: () => did.push('first control'),
  })
  updates.heardWaiting(() => did.push('take over'))
  const settle = async (): Promise<void> => {
    saved()
    await Promise.resolve()
    await Promise.resolve()
  }
  return { updates, did, settle, typeNow: () => updates.state.get().type }
}

describe('a new version', () => {
  test('waits: nothing is taken over or reloaded unasked', () => {
    const { did, typeNow } = page()
    expect(typeNow()).toBe('ready')
    expect(did).toEqual([])
  })

  test('takes over only after what was written is saved', async () => {
    const { updates, did, settle } = page()
    updates.wish(false)
    expect(did).toEqual(['save'])
    await settle()
    expect(did).toEqual(['save', 'take over'])
  })

  test('waits for answers that are running, and can be put off meanwhile', async () => {
    const { updates, did, settle, typeNow } = page()
    updates.wish(true)
    expect(typeNow()).toBe('awaiting-answers')
    expect(did).toEqual([])
    updates.later()
    expect(typeNow()).toBe('none')
    updates.wish(true)
    updates.change()
    await settle()
    expect(did).toEqual(['save', 'take over'])
  })

  test('asked for twice, it takes over once', async () => {
    const { updates, did, settle } = page()
    updates.wish(false)
    updates.change()
    await settle()
    expect(did).toEqual(['save', 'take over'])
  })

  test('in a tab that did not ask: drafts are saved, then it is loaded anew', async () => {
    const { updates, did, settle, typeNow } = page()
    updates.heardControlling(false)
    expect(typeNow()).toBe('changing')
    expect(did).toEqual(['save'])
    await settle()
    expect(did).toEqual(['save', 'reload'])
  })

  test('the first service worker of a page reloads nothing', async () => {
    const { updates, did, settle } = page()
    updates.heardControlling(true)
    await settle()
    expect(did).toEqual(['first control'])
  })
})
