/** A call of the engine that goes on for a while: how far it is, what came of it, and stopping it. */

import type { Result } from '@weft/shared/result.ts'
import { useRef, useState } from 'react'
import { transferPort } from '../../worker/client.ts'

export type Work<Progress, Done, Failure> =
  | { readonly state: 'idle' }
  | { readonly state: 'running'; readonly progress?: Progress }
  | { readonly state: 'done'; readonly value: Done }
  | { readonly state: 'failed'; readonly error: Failure }

export interface UsedWork<Progress, Done, Failure> {
  readonly work: Work<Progress, Done, Failure>
  readonly start: (action: (port: MessagePort) => Promise<Result<Done, Failure>>) => Promise<void>
  readonly stop: () => void
  readonly clear: () => void
}

export const useWork = <Progress, Done, Failure>(): UsedWork<Progress, Done, Failure> => {
  const [work, setWork] = useState<Work<Progress, Done, Failure>>({ state: 'idle' })
  const port = useRef<MessagePort>(null)
  return {
    work,
    start: async action => {
      const { port1: here, port2: there } = new MessageChannel()
      here.addEventListener('message', ({ data }: MessageEvent<Progress>) =>
        setWork({ state: 'running', progress: data }),
      )
      here.start()
      port.current = here
      setWork({ state: 'running' })
      const result = await action(transferPort(there))
      here.close()
      setWork(result.ok ? { state: 'done', value: result.value } : { state: 'failed', error: result.error })
    },
    stop: () => port.current?.postMessage('stop'),
    clear: () => setWork({ state: 'idle' }),
  }
}
