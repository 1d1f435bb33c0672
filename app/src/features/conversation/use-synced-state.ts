import { useSyncExternalStore } from 'react'
import { usePage, type Page } from '../../worker/page-context.ts'
import { createWaitingPlaces, type SyncedState, type WaitingPlaces } from '../threads/waiting-places.ts'
import type { Turn } from './turns.ts'

/** The last thread that was asked about: its turns share one reading. */
const sharedByPage = new WeakMap<Page, { readonly threadId: string; readonly places: WaitingPlaces }>()

const nothing: WaitingPlaces = { stateOf: () => null, subscribe: () => () => undefined }

const placesOf = (page: Page, turn: Turn): WaitingPlaces => {
  const [first] = turn.messages
  if (!first) return nothing
  const shared = sharedByPage.get(page)
  if (shared?.threadId === first.roomId) return shared.places
  const places = createWaitingPlaces(page.database, first)
  sharedByPage.set(page, { threadId: first.roomId, places })
  return places
}

/** Whether the server has a turn; null without one. */
export const useSyncedState = (turn: Turn): SyncedState | null => {
  const places = placesOf(usePage(), turn)
  return useSyncExternalStore(places.subscribe, () => places.stateOf(turn.messages))
}
