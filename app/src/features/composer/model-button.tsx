/** Which model answers, and the picker behind it. Named “Model” for everybody; the model is its description. */

import type { ModelRef } from '@weft/shared/schema/message.ts'
import { ChevronDown } from 'lucide-react'
import { lazy, type ReactNode, useId, useRef } from 'react'
import { useText } from '../../ui/i18n/use-text.ts'
import { Icon } from '../../ui/icon.tsx'
import { Popover } from '../../ui/popover.tsx'
import { usePhone } from '../../ui/use-phone.ts'
import { useAction, useShortcutOf } from '../actions/use-actions.ts'
import { PartBoundary } from '../threads/part-boundary.tsx'
import styles from './model-button.module.css'

const ModelPicker = lazy(async () => ({ default: (await import('./model-picker.tsx')).ModelPicker }))

export interface ModelButtonProps {
  readonly model: ModelRef | null
  readonly onChoose: (model: ModelRef) => void
  /** `bar`: under the title of a thread, on a phone. */
  readonly place?: 'composer' | 'bar' | undefined
}

export const ModelButton = ({ model, onChoose, place = 'composer' }: ModelButtonProps): ReactNode => {
  const t = useText()
  const id = useId()
  const shortcut = useShortcutOf('model.change')
  const button = useRef<HTMLButtonElement>(null)
  const phone = usePhone()
  useAction('model.change', phone === (place === 'bar') ? () => button.current?.click() : undefined)
  return (
    <Popover
      label={t('composer.model')}
      side={place === 'bar' ? 'below' : 'above'}
      align="end"
      trigger={({ ref, ...props }) => (
        <button
          {...props}
          ref={element => {
            button.current = element
            if (typeof ref === 'function') ref(element)
            else if (ref) ref.current = element
          }}
          type="button"
          className={styles.button}
          data-place={place}
          aria-label={t('composer.model')}
          aria-describedby={id}
          data-tip={t('composer.chooseModel')}
          data-tip-shortcut={shortcut}
        >
          <bdi className={styles.name} id={id}>
            {model?.name ?? t('composer.chooseModel')}
          </bdi>
          <Icon of={ChevronDown} />
        </button>
      )}
    >
      {close => (
        <PartBoundary>
          <ModelPicker
            chosen={model}
            onClose={close}
            onChoose={chosen => {
              close()
              onChoose(chosen)
            }}
          />
        </PartBoundary>
      )}
    </Popover>
  )
}
