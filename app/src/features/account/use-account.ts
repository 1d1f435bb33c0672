/** One thing asked of the account: whether it is under way, and why it failed. */

import { useState } from 'react'
import { err, type Result } from '@weft/shared/result.ts'
import type { AccountError } from './account-error.ts'

export interface Asking {
  readonly busy: boolean
  readonly failure: AccountError | null
  readonly clear: () => void
  /** Whether it was done; `failure` says why not. A second one is not begun while one is under way. */
  readonly run: (call: () => Promise<Result<unknown, AccountError>>) => Promise<boolean>
}

export const useAsking = (): Asking => {
  const [busy, setBusy] = useState(false)
  const [failure, setFailure] = useState<AccountError | null>(null)
  return {
    busy,
    failure,
    clear: () => setFailure(null),
    run: async call => {
      if (busy) return false
      setBusy(true)
      setFailure(null)
      // The code of the account is fetched when it is first needed, and may not come.
      const result = await call().catch(() => err<AccountError>({ type: 'server-unreachable' }))
      setBusy(false)
      if (!result.ok) setFailure(result.error)
      return result.ok
    },
  }
}
