/** What the engine could not do at its start: a screen of its own where nothing can be read, else a banner. */

import { TriangleAlert } from 'lucide-react'
import type { ReactNode } from 'react'
import { Button } from '../ui/button.tsx'
import { useText } from '../ui/i18n/use-text.ts'
import { Notice } from '../ui/notice.tsx'
import styles from './engine-gate.module.css'
import { useEngineState, useShell } from './shell-context.ts'
import { stopsEverything, StorageNotice } from './storage-notice-later.tsx'

export interface EngineGateProps {
  readonly children: ReactNode
}

export const EngineGate = ({ children }: EngineGateProps): ReactNode => {
  const engine = useEngineState()
  const { host } = useShell()
  if (engine.type === 'failed' && stopsEverything(engine.error.type)) {
    return (
      <main className={styles.screen}>
        <StorageNotice error={engine.error} onAgain={host.restart} />
      </main>
    )
  }
  return children
}

/** Above the page while the history can be read and nothing can be written. */
export const EngineBanner = (): ReactNode => {
  const t = useText()
  const engine = useEngineState()
  const { host } = useShell()
  if (engine.type === 'failed' && !stopsEverything(engine.error.type)) {
    return <StorageNotice error={engine.error} onAgain={host.restart} />
  }
  if (engine.type !== 'stopped') return null
  return (
    <div className={styles.banner}>
      <Notice
        icon={TriangleAlert}
        tone="danger"
        what={t('errors.engineWhat')}
        kept={t('errors.engineKept')}
        acts={
          <Button size="small" onClick={host.restart}>
            {t('errors.engineAct')}
          </Button>
        }
      />
    </div>
  )
}
