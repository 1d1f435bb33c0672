import type { ModelRef } from '@weft/shared/schema/message.ts'
import { lazy, type ReactNode } from 'react'
import { useText } from '../../ui/i18n/use-text.ts'
import { Modal } from '../../ui/modal.tsx'
import { usePhone } from '../../ui/use-phone.ts'
import { PartBoundary } from '../threads/part-boundary.tsx'
import styles from './model-dialog.module.css'

const ModelPicker = lazy(async () => ({ default: (await import('./model-picker.tsx')).ModelPicker }))

export interface ModelDialogProps {
  readonly chosen: ModelRef | null
  readonly onChoose: (model: ModelRef) => void
  readonly onClose: () => void
}

/** Asks which model, where the question did not come from the button that shows it. Drawn while it is open. */
export const ModelDialog = ({ chosen, onChoose, onClose }: ModelDialogProps): ReactNode => {
  const t = useText()
  const phone = usePhone()
  return (
    <Modal open onClose={onClose} label={t('composer.chooseModel')} shape={phone ? 'sheet' : 'palette'}>
      <div className={styles.inside}>
        <PartBoundary>
          <ModelPicker chosen={chosen} onChoose={onChoose} onClose={onClose} />
        </PartBoundary>
      </div>
    </Modal>
  )
}
