/** A text field of several lines that grows with what is written. */
import { type ComponentProps, type ReactNode, useId } from 'react'
import { Field } from './field.tsx'
import type { TextFieldProps } from './text-field.tsx'
import styles from './text-field.module.css'
import { useCheck } from './use-check.ts'

export interface TextAreaProps
  extends Pick<
      TextFieldProps,
      'label' | 'labelHidden' | 'value' | 'onChange' | 'help' | 'wrong' | 'check' | 'onLeave'
    >,
    Pick<
      ComponentProps<'textarea'>,
      'name' | 'placeholder' | 'rows' | 'maxLength' | 'disabled' | 'readOnly' | 'onKeyDown' | 'ref'
    > {}

export const TextArea = ({
  label,
  labelHidden,
  value,
  onChange,
  help,
  wrong,
  check,
  onLeave,
  rows = 4,
  ...rest
}: TextAreaProps): ReactNode => {
  const id = useId()
  const checked = useCheck({ value, wrong, check, onLeave })
  return (
    <Field id={id} label={label} labelHidden={labelHidden} help={help} wrong={checked.problem}>
      {described => (
        <textarea
          {...rest}
          {...described}
          id={id}
          className={styles.input}
          data-multiline
          // An empty field shows its placeholder, which runs as the interface does.
          dir={value === '' ? undefined : 'auto'}
          rows={rows}
          value={value}
          onChange={event => onChange(event.target.value)}
          onBlur={checked.leave}
        />
      )}
    </Field>
  )
}
