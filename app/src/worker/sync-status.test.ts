import { testClock } from '@weft/shared/testing/env.ts'
import { expect, it } from 'vitest'
import { createStatusStream } from '../core/sync/sync-status.ts'
import { createSyncReport } from './sync-report.ts'
import { type StatusMessage, statusLastsFor, tellStatus } from './sync-status-channel.ts'

/** Every end hears what the others post. */
const createChannels = () => {
  const ends: EventTarget[] = []
  return (): Pick<BroadcastChannel, 'postMessage' | 'addEventListener'> => {
    const end = new EventTarget()
    ends.push(end)
    return {
      postMessage: (data: StatusMessage) => {
        for (const other of ends)
          if (other !== end) other.dispatchEvent(new MessageEvent('message', { data }))
      },
      addEventListener: end.addEventListener.bind(end),
    }
  }
}

it('P7: a page knows how sync goes, however late it came, and nothing that is old', () => {
  const clock = testClock()
  const channel = createChannels()
  const stream = createStatusStream()
  const life = new AbortController()
  const early = createSyncReport(channel(), clock)
  expect(early.get()).toBeNull()
  tellStatus({ stream, channel: channel(), clock, signal: life.signal })
  stream.report({ connection: 'open', upToDate: true })
  const late = createSyncReport(channel(), clock)
  for (const report of [early, late]) expect(report.get()?.state).toEqual({ type: 'synced' })

  let told = 0
  early.subscribe(() => {
    told += 1
  })
  clock.advance(10 * statusLastsFor)
  expect(early.get()?.state).toEqual({ type: 'synced' })
  expect(told).toBe(0)
  stream.report({ waiting: 2 })
  expect(early.get()).toMatchObject({ state: { type: 'waiting' }, waiting: 2 })

  life.abort()
  expect(early.get()).toBeNull()
  stream.report({ waiting: 0 })
  expect(early.get()).toBeNull()
})

it('P7: a leader that died without a word is not believed for ever', () => {
  const clock = testClock()
  const channel = createChannels()
  const post = channel()
  const report = createSyncReport(channel(), clock)
  const { status } = createStatusStream()
  post.postMessage({ type: 'status', status: status() } satisfies StatusMessage)
  expect(report.get()).not.toBeNull()
  clock.advance(statusLastsFor - 1)
  expect(report.get()).not.toBeNull()
  clock.advance(1)
  expect(report.get()).toBeNull()
})
