/** Whoever came from the welcome to add a provider goes on to the composer once it is stored: that was the wish. */

import { useEffect } from 'react'
import { useLocation, useSearch } from 'wouter'
import { providersPath } from '../providers/provider-paths.ts'
import { cameFrom } from '../settings/came-from.ts'
import { useProviders } from '../workspace/queries.ts'

export const useLeaveWelcome = (): void => {
  const [path, navigate] = useLocation()
  const search = useSearch()
  // The form is closed: its `?add=` has left the address.
  const isList = path === providersPath && search === ''
  const hasFirst = useProviders()?.length === 1
  useEffect(() => {
    if (isList && hasFirst && cameFrom(window.navigation) === '/welcome') navigate('/')
  }, [isList, hasFirst, navigate])
}
