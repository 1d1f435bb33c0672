import { useEffect, useState } from 'react'
import { useUi } from '../ui.tsx'

export type CopyState = 'ready' | 'copied' | 'refused'

/** How long the answer to a press is shown, in milliseconds. */
const answerTime = 2_000

/** Copies text to the clipboard and says for a moment how it went; some browsers refuse without a reason. */
export const useCopy = (): { readonly state: CopyState; readonly copy: (text: string) => Promise<void> } => {
  const { clock } = useUi()
  const [state, setState] = useState<CopyState>('ready')

  useEffect(() => {
    if (state === 'ready') return
    return clock.after(answerTime, () => setState('ready'))
  }, [clock, state])

  return {
    state,
    copy: async text => {
      try {
        await navigator.clipboard.writeText(text)
        setState('copied')
      } catch {
        setState('refused')
      }
    },
  }
}
