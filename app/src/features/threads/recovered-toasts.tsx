/** Says once on every page that a thread went elsewhere and where what was written in it is now; Trash says it until read. */

import { type ReactNode, useEffect, useRef } from 'react'
import { useLocation } from 'wouter'
import { speakOfSync } from '../../ui/i18n/catalogues/en-sync.ts'
import { useText } from '../../ui/i18n/use-text.ts'
import { useToast } from '../../ui/toasts.tsx'
import { useRecoveredCopies } from './use-recovered-copies.ts'

speakOfSync()

export const RecoveredToasts = (): ReactNode => {
  const t = useText()
  const toast = useToast()
  const [, navigate] = useLocation()
  const copies = useRecoveredCopies()
  const said = useRef(new Set<string>())
  useEffect(() => {
    const fresh = (copies ?? []).filter(({ copyId }) => !said.current.has(copyId))
    if (fresh.length === 0) return
    for (const { copyId } of fresh) said.current.add(copyId)
    toast({
      text: t('sync.recoveredToast'),
      act: { label: t('sidebar.trash'), run: () => navigate('/trash') },
    })
  }, [copies, navigate, t, toast])
  return null
}
