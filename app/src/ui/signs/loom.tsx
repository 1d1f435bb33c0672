/** The empty loom: in an empty thread and in first-run, nowhere else. It is never mirrored. */
import type { ReactNode } from 'react'
import styles from './signs.module.css'
import { weave } from './weave.ts'

const small = weave({ columns: 20, oldRows: 3, newRows: 1, lastColumns: 12, gap: 14, height: 104, floor: 80 })
const cloth = weave({
  columns: 26,
  oldRows: 23,
  newRows: 3,
  lastColumns: 16,
  gap: 24,
  height: 900,
  floor: 918,
})

export interface LoomProps {
  /** `cloth` fills its place, for first-run, and draws its newest picks once. */
  readonly shape?: 'small' | 'cloth' | undefined
}

export const Loom = ({ shape = 'small' }: LoomProps): ReactNode => {
  const { warp, old, fresh, width } = shape === 'cloth' ? cloth : small
  const height = shape === 'cloth' ? 900 : 104
  return (
    <svg
      className={styles.loom}
      data-shape={shape}
      viewBox={`${shape === 'cloth' ? -20 : 0} 0 ${shape === 'cloth' ? width + 40 : width} ${height}`}
      preserveAspectRatio={shape === 'cloth' ? 'xMidYMid slice' : 'xMidYMid meet'}
      {...(shape === 'small' ? { width, height } : undefined)}
      aria-hidden="true"
    >
      <path d={warp} />
      <path d={old} />
      {fresh.map(pick => (
        <path key={pick} data-fresh d={pick} />
      ))}
    </svg>
  )
}
