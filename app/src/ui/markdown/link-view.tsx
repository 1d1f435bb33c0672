/** A link says where it leads before it is pressed, and nothing is fetched until it is. */

import type { ReactElement, ReactNode } from 'react'
import { linkTarget, unsaidTarget } from './link-target.ts'
import styles from './prose.module.css'

export interface LinkViewProps {
  readonly address: string
  /** The words of the link, to see whether they already say the host. */
  readonly text: string
  readonly children: ReactNode
}

/** An address that leads nowhere is shown in full, up to where it stops telling anything. */
const longestShown = 120

const shorten = (text: string): string =>
  text.length > longestShown ? `${text.slice(0, longestShown)}…` : text

export const LinkView = ({ address, text, children }: LinkViewProps): ReactElement => {
  const target = linkTarget(address)
  const unsaid = unsaidTarget(target, text)
  const beside = unsaid !== null && unsaid !== '' && (
    <span className={styles.host}>
      {' ('}
      <bdi dir="ltr">{shorten(unsaid)}</bdi>)
    </span>
  )
  if (target.type === 'none') {
    return (
      <>
        {children}
        {beside}
      </>
    )
  }
  return (
    <>
      <a href={target.address} target="_blank" rel="noopener noreferrer">
        {children}
      </a>
      {beside}
    </>
  )
}
