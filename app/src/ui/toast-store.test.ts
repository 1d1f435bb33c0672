import { testClock } from '@weft/shared/testing/env.ts'
import { describe, expect, test, vi } from 'vitest'
import { createToastStore, toastLasts } from './toast-store.ts'

const start = () => {
  const clock = testClock()
  return { clock, toasts: createToastStore(clock) }
}

describe('toasts', () => {
  test('stay six seconds', () => {
    const { clock, toasts } = start()
    toasts.show({ text: 'Saved' })
    clock.advance(toastLasts - 1)
    expect(toasts.get()?.text).toBe('Saved')
    clock.advance(1)
    expect(toasts.get()).toBeUndefined()
  })

  test('come one at a time; a new one has its own six seconds', () => {
    const { clock, toasts } = start()
    toasts.show({ text: 'One' })
    clock.advance(5000)
    toasts.show({ text: 'Two' })
    clock.advance(5000)
    expect(toasts.get()?.text).toBe('Two')
    clock.advance(1000)
    expect(toasts.get()).toBeUndefined()
  })

  test('wait while the person is with them, and then for what was left', () => {
    const { clock, toasts } = start()
    toasts.show({ text: 'Moved' })
    clock.advance(4000)
    toasts.pause()
    clock.advance(60_000)
    expect(toasts.get()?.text).toBe('Moved')
    toasts.resume()
    toasts.resume()
    clock.advance(1999)
    expect(toasts.get()?.text).toBe('Moved')
    clock.advance(1)
    expect(toasts.get()).toBeUndefined()
  })

  test('undo runs once and ends the toast', () => {
    const { clock, toasts } = start()
    const run = vi.fn()
    toasts.show({ text: 'Moved', act: { label: 'Undo', run } })
    toasts.act()
    toasts.act()
    clock.advance(toastLasts)
    expect(run).toHaveBeenCalledTimes(1)
    expect(toasts.get()).toBeUndefined()
  })

  test('an undo that shows a toast keeps it', () => {
    const { toasts } = start()
    toasts.show({ text: 'Moved', act: { label: 'Undo', run: () => toasts.show({ text: 'Put back' }) } })
    toasts.act()
    expect(toasts.get()?.text).toBe('Put back')
  })

  test('tell who listens, and each has a number of its own', () => {
    const { toasts } = start()
    const seen: (number | undefined)[] = []
    const stop = toasts.subscribe(() => seen.push(toasts.get()?.id))
    toasts.show({ text: 'One' })
    toasts.show({ text: 'One' })
    toasts.dismiss()
    toasts.dismiss()
    stop()
    toasts.show({ text: 'Two' })
    expect(seen).toEqual([1, 2, undefined])
  })

  test('of something under way stay until the next one, and are one toast while they say the same', () => {
    const { clock, toasts } = start()
    const stop = vi.fn()
    const at = (done: number) => ({
      text: 'Archiving threads',
      progress: { done: done / 10, figures: `${done} of 10` },
      act: { label: 'Cancel', run: stop },
    })
    toasts.show(at(1))
    const first = toasts.get()?.id
    clock.advance(60_000)
    toasts.resume()
    clock.advance(60_000)
    toasts.show(at(2))
    expect(toasts.get()).toMatchObject({ id: first, progress: { figures: '2 of 10' } })
    toasts.show({ text: '10 threads archived' })
    expect(toasts.get()?.id).not.toBe(first)
    clock.advance(toastLasts)
    expect(toasts.get()).toBeUndefined()
    toasts.show(at(1))
    toasts.act()
    expect(stop).toHaveBeenCalledOnce()
    expect(toasts.get()).toBeUndefined()
  })
})
