/** Arriving at one setting from the search: its item comes into view and its control takes the focus. */

import { type RefObject, useEffect, useRef } from 'react'
import { useSearch } from 'wouter'

const focusable = 'button, input, select, textarea, a[href]'

export interface Found {
  readonly ref: RefObject<HTMLDivElement | null>
  readonly found: boolean
}

export const useFound = (setting: string | undefined): Found => {
  const ref = useRef<HTMLDivElement>(null)
  const found = new URLSearchParams(useSearch()).get('at') === setting && setting !== undefined

  useEffect(() => {
    const item = ref.current
    if (!found || !item) return
    item.scrollIntoView({ block: 'center' })
    item.querySelector<HTMLElement>(focusable)?.focus({ preventScroll: true })
  }, [found])

  return { ref, found }
}
