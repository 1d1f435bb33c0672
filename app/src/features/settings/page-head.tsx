/** The name of a page of settings and what it is for. On a phone the name stands in a bar with the way back. */

import { ArrowLeft } from 'lucide-react'
import type { ReactNode } from 'react'
import { useLocation } from 'wouter'
import { IconButton } from '../../ui/icon-button.tsx'
import { useText } from '../../ui/i18n/use-text.ts'
import { usePhone } from '../../ui/use-phone.ts'
import styles from './page-head.module.css'

export interface PageHeadProps {
  readonly title: string
  readonly lead?: ReactNode
  /** Where “Back” goes on a page inside a page; otherwise a phone goes back to the list of settings. */
  readonly back?: { readonly href: string; readonly label: string } | undefined
}

export const PageHead = ({ title, lead, back }: PageHeadProps): ReactNode => {
  const t = useText()
  const phone = usePhone()
  const [, navigate] = useLocation()
  const way = back ?? (phone ? { href: '/settings', label: t('settings.backToSettings') } : undefined)
  return (
    <>
      <header className={styles.bar}>
        {way && <IconButton label={way.label} icon={ArrowLeft} flip onClick={() => navigate(way.href)} />}
        <h1 className={styles.title}>
          <span dir="auto">{title}</span>
        </h1>
      </header>
      {lead !== undefined && <p className={styles.lead}>{lead}</p>}
      <div className={styles.gap} />
    </>
  )
}
