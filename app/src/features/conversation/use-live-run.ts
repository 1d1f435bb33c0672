/** The answer that a run is making, in the view that shows it. */

import { useCallback, useSyncExternalStore } from 'react'
import { type Page, usePage } from '../../worker/page-context.ts'
import type { LiveAnswer } from '../runs/live-answer.ts'
import { liveChannelName } from '../runs/live-channel.ts'
import { createLiveRuns, type LiveRuns } from '../runs/live-run.ts'
import type { RunRow } from '../runs/tables.ts'

/** One store for a page, made when the first live answer is looked at. */
const liveRunsByPage = new WeakMap<Page, LiveRuns>()

const liveRunsOf = (page: Page): LiveRuns => {
  const known = liveRunsByPage.get(page)
  if (known) return known
  const made = createLiveRuns(new BroadcastChannel(liveChannelName))
  liveRunsByPage.set(page, made)
  return made
}

const noAnswer: LiveAnswer = { frame: 0, state: 'waiting', parts: [], ended: true }
const watchNothing = (): void => undefined

/**
 * The answer `run` is making, up to date with its frames; without a run, an ended one of no parts. The view
 * draws again for each frame (about twelve a second), so only the view that shows this answer should call it.
 */
export const useLiveRun = (run: RunRow | undefined): LiveAnswer => {
  const liveRuns = liveRunsOf(usePage())
  const messageId = run?.messageId
  const subscribe = useCallback(
    (listener: () => void) => (messageId ? liveRuns.subscribe(messageId, listener) : watchNothing),
    [liveRuns, messageId],
  )
  const live = useSyncExternalStore(subscribe, () => (messageId ? liveRuns.get(messageId) : undefined))
  if (!run) return noAnswer
  // The checkpoint counts until its maker speaks, and where frames were missed. It leaves out empty parts, so
  // deltas are never appended to it.
  return live && live.frame >= run.frame
    ? live
    : { frame: run.frame, state: run.state, parts: run.parts, ended: live?.ended ?? false }
}
