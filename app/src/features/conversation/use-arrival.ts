import type { MessageId } from '@weft/shared/ids.ts'
import { useEffect, useEffectEvent, useRef } from 'react'
import type { ThreadPath } from '../threads/thread-path.ts'

/** A message that a link, a search hit or the search within the thread asks for: each asking is an object of its own. */
export interface Sought {
  readonly id: MessageId
  /** What was searched for, as it was typed: its words are marked in the message. */
  readonly words?: string | undefined
  /** The focus stays where it is: she is still typing what she looks for. */
  readonly keepsFocus?: true
}

export interface ArrivalDeps {
  readonly at: Sought | undefined
  readonly path: ThreadPath
  readonly goTo: (index: number, sought: Sought) => void
  /** Reads the branch that a message stands in. */
  readonly show: (id: MessageId) => void
}

/** Goes to the message that was asked for, once for each asking; first to its branch when it is on another. */
export const useArrival = ({ at, path, goTo, show }: ArrivalDeps): void => {
  const shown = useRef<Sought>(undefined)
  const reached = useRef(new WeakSet<Sought>())
  const arrive = useEffectEvent((sought: Sought): void => {
    const index = path.steps.findIndex(step => step.id === sought.id)
    if (index >= 0) {
      reached.current.add(sought)
      goTo(index, sought)
    } else if (shown.current !== sought && path.keyOf(sought.id)) {
      shown.current = sought
      show(sought.id)
    }
  })
  useEffect(() => {
    if (at !== undefined && !reached.current.has(at)) arrive(at)
  }, [at, path])
}
