import type { MessageId } from '@weft/shared/ids.ts'
import { useEffect, useEffectEvent, useRef } from 'react'
import type { ThreadPath } from '../threads/thread-path.ts'

export interface ArrivalDeps {
  /** The message a link or a search hit asks for. */
  readonly at: MessageId | undefined
  readonly path: ThreadPath
  readonly goTo: (index: number) => void
  /** Reads the branch that a message stands in. */
  readonly show: (id: MessageId) => void
}

/** Goes to the message that was asked for, once for each asking; first to its branch when it is on another. */
export const useArrival = ({ at, path, goTo, show }: ArrivalDeps): void => {
  const sought = useRef<MessageId>(undefined)
  const reached = useRef<MessageId>(undefined)
  const arrive = useEffectEvent((id: MessageId): void => {
    const index = path.steps.findIndex(step => step.id === id)
    if (index >= 0) {
      reached.current = id
      goTo(index)
    } else if (sought.current !== id && path.keyOf(id)) {
      sought.current = id
      show(id)
    }
  })
  useEffect(() => {
    if (at !== undefined && at !== reached.current) arrive(at)
  }, [at, path])
}
