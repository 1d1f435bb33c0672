import { useEffect, useState } from 'react'
import { useLocation, useSearch } from 'wouter'
import { usePage } from '../../worker/page-context.ts'
import { parseSearchAddress, searchAddress, type SearchOrder } from './search-address.ts'

export interface Asked {
  readonly text: string
  readonly order: SearchOrder
  /** Another whenever the address was changed by somebody else: what is kept of a place is that of another entry. */
  readonly entry: number
  readonly setText: (text: string) => void
  readonly setOrder: (order: SearchOrder) => void
  /** Writes it into the address now: the page is left. */
  readonly settle: () => void
}

/** Milliseconds after the last key: browsers let a page change its address a few times a second. */
const settlesAfter = 300

type Question = Pick<Asked, 'text' | 'order'>

const isSame = (a: Question, b: Question): boolean => a.text === b.text && a.order === b.order

/** What the search page is asked: the address says it, and follows what is typed when the typing rests. */
export const useAsked = (): Asked => {
  const { env } = usePage()
  const [, navigate] = useLocation()
  const addressed = parseSearchAddress(useSearch())
  const [asked, setAsked] = useState<Question>(addressed)
  /** What the address said when it was last looked at. */
  const [known, setKnown] = useState(addressed)
  const [entry, setEntry] = useState(0)

  if (!isSame(addressed, known)) {
    setKnown(addressed)
    // Somebody else changed it: a link in the sidebar, or Back.
    if (!isSame(addressed, asked)) {
      setAsked(addressed)
      setEntry(entry + 1)
    }
  }

  const isSettled = isSame(asked, known)
  const settle = (): void => {
    if (isSettled) return
    // What is kept of the place in the results belongs to other results.
    navigate(searchAddress(asked.text, asked.order), { replace: true })
  }

  useEffect(() => {
    if (isSettled) return undefined
    return env.clock.after(settlesAfter, settle)
  })

  return {
    ...asked,
    entry,
    setText: text => setAsked({ ...asked, text }),
    setOrder: order => setAsked({ ...asked, order }),
    settle,
  }
}
