/**
 * Where the composer stands. A thread can be read before there is anything to write with, so the composer is
 * loaded beside it and takes the place that is kept for it; nothing jumps.
 */

import { lazy, type ReactNode } from 'react'
import { PartBoundary } from '../threads/part-boundary.tsx'
import type { ComposerProps } from './composer.tsx'
import styles from './composer-place.module.css'

const Composer = lazy(async () => ({ default: (await import('./composer.tsx')).Composer }))

export const ComposerPlace = (props: ComposerProps): ReactNode => (
  <PartBoundary waiting={<div className={styles.place} />}>
    <Composer {...props} />
  </PartBoundary>
)
