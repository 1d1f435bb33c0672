/**
 * The name of a page and what it is for. On a phone the name stands in a bar that stays, with the way back, which
 * whoever frames the page gives; a page inside a page gives its own.
 */

import { ArrowLeft } from 'lucide-react'
import { createContext, type ReactNode, useContext } from 'react'
import { IconButton } from './icon-button.tsx'
import styles from './page-head.module.css'

export interface WayBack {
  readonly label: string
  readonly onBack: () => void
}

/** The way back from every page below it; `undefined` where the way back is always in view. */
export const WayBackContext = createContext<WayBack | undefined>(undefined)

export interface PageHeadProps {
  readonly title: string
  readonly lead?: ReactNode
  readonly back?: WayBack | undefined
}

export const PageHead = ({ title, lead, back }: PageHeadProps): ReactNode => {
  const framed = useContext(WayBackContext)
  const way = back ?? framed
  return (
    <>
      <header className={styles.bar}>
        {way && <IconButton label={way.label} icon={ArrowLeft} flip onClick={way.onBack} />}
        <h1 className={styles.title}>
          <span dir="auto">{title}</span>
        </h1>
      </header>
      {lead !== undefined && <p className={styles.lead}>{lead}</p>}
      <div className={styles.gap} />
    </>
  )
}
