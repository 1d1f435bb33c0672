/** The way back to the list of threads, first in the bar of a page: where the list is not beside it. */

import { PanelLeft } from 'lucide-react'
import { createContext, type ReactNode, useContext } from 'react'
import { useText } from '../../ui/i18n/use-text.ts'
import { IconButton } from '../../ui/icon-button.tsx'
import { usePhone } from '../../ui/use-phone.ts'
import { useRunAction, useShortcutOf } from '../actions/use-actions.ts'

/** Whether the sidebar stands beside the page. The shell knows. */
export const SidebarShownContext = createContext(true)

export const SidebarButton = (): ReactNode => {
  const t = useText()
  const phone = usePhone()
  const run = useRunAction()
  const shortcut = useShortcutOf('sidebar.toggle')
  const isShown = useContext(SidebarShownContext)
  if (isShown && !phone) return null
  return (
    <IconButton
      label={phone ? t('sidebar.threads') : t('sidebar.show')}
      icon={PanelLeft}
      flip
      shortcut={phone ? undefined : shortcut}
      onClick={() => run('sidebar.toggle')}
    />
  )
}
