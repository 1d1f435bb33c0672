import { type DragEvent, type ReactNode, useState } from 'react'
import { useText } from '../../ui/i18n/use-text.ts'
import styles from './drop-place.module.css'

export interface DropPlaceProps {
  readonly onFiles: (files: readonly File[]) => void
  readonly children: ReactNode
}

const holdsFiles = ({ dataTransfer }: DragEvent): boolean => dataTransfer.types.includes('Files')

/** A page onto which files can be dropped, anywhere on it. */
export const DropPlace = ({ onFiles, children }: DropPlaceProps): ReactNode => {
  const t = useText()
  const [over, setOver] = useState(false)

  const dragged = (event: DragEvent<HTMLDivElement>): void => {
    if (!holdsFiles(event)) return
    event.preventDefault()
    event.dataTransfer.dropEffect = 'copy'
    setOver(true)
  }

  const left = (event: DragEvent<HTMLDivElement>): void => {
    // Passing from one element inside to the next is not leaving.
    if (event.relatedTarget instanceof Node && event.currentTarget.contains(event.relatedTarget)) return
    setOver(false)
  }

  const dropped = (event: DragEvent<HTMLDivElement>): void => {
    if (!holdsFiles(event)) return
    event.preventDefault()
    setOver(false)
    onFiles([...event.dataTransfer.files])
  }

  return (
    <div className={styles.place} onDragOver={dragged} onDragLeave={left} onDrop={dropped}>
      {children}
      {over && (
        <div className={styles.over} aria-hidden="true">
          {t('composer.dropHere')}
        </div>
      )}
    </div>
  )
}
