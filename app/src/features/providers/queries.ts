/** What the providers page reads beyond the providers themselves. */

import { useEffect, useState } from 'react'
import { usePage } from '../../worker/page-context.ts'
import { type CostByProvider, costsSince, monthStart } from './month-costs.ts'

/** What each provider's answers cost since the first of this month; empty until it is counted. */
export const useMonthCosts = (): CostByProvider => {
  const { database, env } = usePage()
  const [costs, setCosts] = useState<CostByProvider>(new Map())

  useEffect(() => {
    const reading = new AbortController()
    void costsSince(database, monthStart(env.clock.now()), reading.signal).then(
      counted => !reading.signal.aborted && setCosts(counted),
    )
    return () => reading.abort()
  }, [database, env])

  return costs
}
