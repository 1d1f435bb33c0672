/** How much a choice of threads is: looked at once, since what an answer adds meanwhile changes no digit of it. */

import type { ThreadId } from '@weft/shared/ids.ts'
import { useEffect, useState } from 'react'
import { usePage } from '../../worker/page-context.ts'
import { type Weight, weigh } from './estimate-size.ts'

/** Undefined until it is known. */
export const useWeight = (threads: readonly ThreadId[] | 'everything'): Weight | undefined => {
  const { database } = usePage()
  const [weight, setWeight] = useState<Weight>()
  useEffect(() => {
    let isWanted = true
    void weigh(database, threads).then(found => isWanted && setWeight(found))
    return () => {
      isWanted = false
    }
  }, [database, threads])
  return weight
}
