/** A choice of two to four, all in view. Radio buttons underneath, so arrows and forms work by themselves. */
import { type ReactNode, useId } from 'react'
import styles from './segments.module.css'

export interface SegmentsProps<Value extends string> {
  /** Names the group; not seen. */
  readonly label: string
  readonly value: Value
  readonly options: readonly { readonly value: Value; readonly label: string }[]
  readonly onChange: (value: Value) => void
  readonly disabled?: boolean | undefined
}

export const Segments = <Value extends string>({
  label,
  value,
  options,
  onChange,
  disabled,
}: SegmentsProps<Value>): ReactNode => {
  const name = useId()
  return (
    <div className={styles.segments} role="radiogroup" aria-label={label}>
      {options.map(option => (
        <label key={option.value} className={styles.segment}>
          <input
            type="radio"
            className={styles.input}
            name={name}
            value={option.value}
            checked={option.value === value}
            disabled={disabled}
            onChange={() => onChange(option.value)}
          />
          <span className={styles.word}>
            {option.label}
            {/* The strong face is wider; its place is kept, so nothing moves when the choice does. */}
            <span className={styles.strong} data-label={option.label} aria-hidden="true" />
          </span>
        </label>
      ))}
    </div>
  )
}
