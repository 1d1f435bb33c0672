import { useEffect, useState } from 'react'
import { useText } from '../../ui/i18n/use-text.ts'

/** The tab is called like what it shows, for as long as it shows it. */
export const usePageTitle = (title: string | undefined): void => {
  const t = useText()
  const [before] = useState(() => document.title)
  const app = t('common.name')
  useEffect(() => {
    if (title !== undefined) document.title = `${title} · ${app}`
    return () => {
      document.title = before
    }
  }, [title, app, before])
}
