/** A text area that is as high as what is written in it, up to the height its place allows. */

import {
  type ComponentProps,
  type ReactNode,
  type Ref,
  useImperativeHandle,
  useLayoutEffect,
  useRef,
} from 'react'
import styles from './growing-text.module.css'

type AreaProps = ComponentProps<'textarea'>

export interface GrowingTextProps
  extends Pick<AreaProps, 'placeholder' | 'onKeyDown' | 'onPaste' | 'enterKeyHint'> {
  readonly ref?: Ref<HTMLTextAreaElement>
  readonly label: string
  readonly value: string
  readonly onChange: (text: string) => void
}

/** Browsers that size a field by its content need no help, and do it without a second layout for each key. */
const sizesItself = typeof CSS !== 'undefined' && CSS.supports('field-sizing', 'content')

export const GrowingText = ({ ref, label, value, onChange, ...rest }: GrowingTextProps): ReactNode => {
  const area = useRef<HTMLTextAreaElement>(null)
  useImperativeHandle<HTMLTextAreaElement | null, HTMLTextAreaElement | null>(ref, () => area.current, [])
  useLayoutEffect(() => {
    const field = area.current
    if (sizesItself || !field) return
    field.style.blockSize = 'auto'
    field.style.blockSize = `${field.scrollHeight}px`
  }, [value])
  return (
    <textarea
      {...rest}
      ref={area}
      className={styles.text}
      aria-label={label}
      // An empty field is written in the direction of the page, not of no letter at all.
      dir={value === '' ? undefined : 'auto'}
      rows={1}
      value={value}
      onChange={event => onChange(event.target.value)}
    />
  )
}
