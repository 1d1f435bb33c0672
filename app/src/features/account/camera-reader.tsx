/** Reading what the new device shows by the camera, and what to do where there is none. */

import { CameraOff } from 'lucide-react'
import { type ReactNode, useState } from 'react'
import { Button } from '../../ui/button.tsx'
import type { TextKey } from '../../ui/i18n/translate.ts'
import { useText } from '../../ui/i18n/use-text.ts'
import { Notice } from '../../ui/notice.tsx'
import styles from './account-panel.module.css'
import type { CameraProblem } from './camera-problem.ts'
import { useCamera } from './use-camera.ts'

interface CameraReaderProps {
  readonly onText: (text: string) => void
  /** The person types the code instead. */
  readonly onType: () => void
  readonly onCancel: () => void
}

interface ProblemWords {
  readonly what: TextKey
  readonly kept: TextKey
}

const problemWords: Readonly<Record<CameraProblem, ProblemWords>> = {
  refused: { what: 'account.cameraRefusedWhat', kept: 'account.cameraRefusedKept' },
  missing: { what: 'account.cameraMissingWhat', kept: 'account.cameraMissingKept' },
  'in-use': { what: 'account.cameraInUseWhat', kept: 'account.cameraInUseKept' },
  failed: { what: 'account.cameraFailedWhat', kept: 'account.cameraFailedKept' },
}

export const CameraReader = (props: CameraReaderProps): ReactNode => {
  const t = useText()
  const [times, setTimes] = useState(0)
  return (
    <>
      <CameraView key={times} {...props} onAgain={() => setTimes(times + 1)} />
      <div className={styles.acts}>
        <Button onClick={props.onCancel}>{t('account.cancel')}</Button>
      </div>
    </>
  )
}

interface CameraViewProps extends Pick<CameraReaderProps, 'onText' | 'onType'> {
  readonly onAgain: () => void
}

const CameraView = ({ onText, onType, onAgain }: CameraViewProps): ReactNode => {
  const t = useText()
  const { video, looking, problem } = useCamera(onText)
  return (
    <>
      <div role="status">
        {problem === null ? (
          <p className={styles.text}>{t(looking ? 'account.readPictureText' : 'account.cameraAsking')}</p>
        ) : (
          <Notice
            icon={CameraOff}
            tone="caution"
            what={t(problemWords[problem].what)}
            kept={t(problemWords[problem].kept)}
            acts={
              <>
                <Button size="small" onClick={onType}>
                  {t('account.typeCode')}
                </Button>
                <Button kind="text" size="small" onClick={onAgain}>
                  {t('account.tryAgain')}
                </Button>
              </>
            }
          />
        )}
      </div>
      {problem === null && (
        <video className={styles.camera} ref={video} muted playsInline aria-label={t('account.cameraView')} />
      )}
    </>
  )
}
