/** What the account answers to a question that a view asks when it appears, and again when it is told to. */

import type { Result } from '@weft/shared/result.ts'
import { useEffect, useState } from 'react'
import type { AccountError } from './account-error.ts'

export type Answer<T> =
  | { readonly state: 'asking' }
  | { readonly state: 'answered'; readonly value: T }
  | { readonly state: 'failed'; readonly error: AccountError }

/** `ask` is called again when `of` changes. */
export const useAnswer = <T>(
  ask: () => Promise<Result<T, AccountError>>,
  of: unknown,
): readonly [Answer<T>, () => void] => {
  const [answer, setAnswer] = useState<Answer<T>>({ state: 'asking' })
  const [times, setTimes] = useState(0)
  useEffect(() => {
    let wanted = true
    void ask().then(result => {
      if (!wanted) return
      setAnswer(
        result.ok ? { state: 'answered', value: result.value } : { state: 'failed', error: result.error },
      )
    })
    return () => {
      wanted = false
    }
    // oxlint-disable-next-line react/exhaustive-deps -- `ask` is a new function at every drawing; `of` and `times` say when to ask
  }, [of, times])
  return [answer, () => setTimes(times + 1)]
}
