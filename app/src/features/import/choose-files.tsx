/** Where files are dropped or chosen: any number, whatever they are called; what they are is found out by reading. */

import { Upload } from 'lucide-react'
import { type DragEvent, type ReactNode, useRef, useState } from 'react'
import { Button } from '../../ui/button.tsx'
import { FileInput } from '../../ui/file-input.tsx'
import { useFormat, useText } from '../../ui/i18n/use-text.ts'
import styles from './choose-files.module.css'
import { sourceNames } from './import-words.ts'

interface ChooseFilesProps {
  readonly onFiles: (files: readonly File[]) => void
}

const holdsFiles = ({ dataTransfer }: DragEvent): boolean => dataTransfer.types.includes('Files')

export const ChooseFiles = ({ onFiles }: ChooseFilesProps): ReactNode => {
  const t = useText()
  const format = useFormat()
  const input = useRef<HTMLInputElement>(null)
  const [over, setOver] = useState(false)
  const choose = (files: readonly File[]): void => {
    if (files.length > 0) onFiles(files)
  }
  return (
    <div
      className={styles.place}
      data-over={over || undefined}
      onDragOver={event => {
        if (!holdsFiles(event)) return
        event.preventDefault()
        setOver(true)
      }}
      onDragLeave={() => setOver(false)}
      onDrop={event => {
        if (!holdsFiles(event)) return
        event.preventDefault()
        setOver(false)
        choose([...event.dataTransfer.files])
      }}
    >
      <Button kind="main" icon={Upload} onClick={() => input.current?.click()}>
        {t('import.choose')}
      </Button>
      <p className={styles.words}>{t('import.drop')}</p>
      <p className={styles.words}>
        {t('import.takes', { programs: format.list(Object.values(sourceNames)) })}
      </p>
      <FileInput ref={input} data-testid="import-files" onFiles={choose} />
    </div>
  )
}
