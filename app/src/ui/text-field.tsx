/**
 * A label above, a field, help below. What is typed is checked when the person leaves the field, and from then
 * on as they type; the help then says what would be right.
 */
import { Eye, EyeOff } from 'lucide-react'
import { type ComponentProps, type ReactNode, useId, useState } from 'react'
import { Field } from './field.tsx'
import { useText } from './i18n/use-text.ts'
import { IconButton } from './icon-button.tsx'
import styles from './text-field.module.css'
import { useCheck } from './use-check.ts'

type InputProps = ComponentProps<'input'>

export interface TextFieldProps
  extends Pick<
    InputProps,
    | 'name'
    | 'placeholder'
    | 'autoComplete'
    | 'inputMode'
    | 'enterKeyHint'
    | 'maxLength'
    | 'required'
    | 'disabled'
    | 'readOnly'
    | 'onKeyDown'
  > {
  readonly label: string
  /** The label is said but not seen; the placeholder or the place says it to the eye. */
  readonly labelHidden?: boolean | undefined
  readonly value: string
  readonly onChange: (value: string) => void
  /** `key`: hidden like a password, but none: a browser must not offer to keep it, or ask elsewhere whether it leaked. */
  readonly type?: 'text' | 'key' | 'password' | 'email' | 'url' | 'search' | 'number' | undefined
  readonly help?: ReactNode
  /** What would be right; shown instead of the help, whatever `check` says. */
  readonly wrong?: string | undefined
  /** Gives what would be right, or nothing when it is. Asked when the field is left, then as typed. */
  readonly check?: ((value: string) => string | undefined) | undefined
  /** Keys, addresses and ids are set in the code face, left to right, without corrections. */
  readonly code?: boolean | undefined
  readonly onLeave?: (() => void) | undefined
  readonly ref?: InputProps['ref']
}

/** What browsers and keepers of passwords must not do to a key that is not one of theirs. */
const notAPassword = {
  autoComplete: 'off',
  'data-1p-ignore': true,
  'data-bwignore': true,
  'data-lpignore': 'true',
} as const

/** What the browser must not do to a key, an address or an id. */
const verbatim = { spellCheck: false, autoCapitalize: 'off', autoCorrect: 'off' } as const

export const TextField = ({
  label,
  labelHidden,
  value,
  onChange,
  type = 'text',
  help,
  wrong,
  check,
  code = type === 'key' || type === 'password' || type === 'url',
  onLeave,
  ...rest
}: TextFieldProps): ReactNode => {
  const t = useText()
  const id = useId()
  const [revealed, setRevealed] = useState(false)
  const checked = useCheck({ value, wrong, check, onLeave })
  const isSecret = type === 'key' || type === 'password'
  const shownType = type === 'key' || revealed ? 'text' : type
  // An empty field shows its placeholder, which runs as the interface does.
  const direction = value === '' ? undefined : code || type === 'email' ? 'ltr' : 'auto'

  return (
    <Field id={id} label={label} labelHidden={labelHidden} help={help} wrong={checked.problem}>
      {described => (
        <span className={styles.box}>
          <input
            {...rest}
            {...(code ? verbatim : undefined)}
            {...(type === 'key' ? notAPassword : undefined)}
            {...described}
            id={id}
            className={styles.input}
            data-code={code || undefined}
            data-secret={isSecret || undefined}
            data-masked={(type === 'key' && !revealed) || undefined}
            dir={direction}
            type={shownType}
            value={value}
            onChange={event => onChange(event.target.value)}
            onBlur={checked.leave}
          />
          {isSecret && (
            <span className={styles.end}>
              <IconButton
                // Without the field's own name, which is to be found once on a page.
                label={t(revealed ? 'common.hideSecret' : 'common.showSecret')}
                icon={revealed ? EyeOff : Eye}
                onClick={() => setRevealed(!revealed)}
              />
            </span>
          )}
        </span>
      )}
    </Field>
  )
}
