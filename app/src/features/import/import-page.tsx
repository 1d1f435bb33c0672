/** The page of imports: choose or drop files, see what is in them, bring it in, and take earlier imports back. */

import { CircleAlert } from 'lucide-react'
import type { ReactNode } from 'react'
import { useLocation } from 'wouter'
import { Button } from '../../ui/button.tsx'
import { speakOfImport } from '../../ui/i18n/catalogues/en-import.ts'
import { useFormat, useText } from '../../ui/i18n/use-text.ts'
import { Notice } from '../../ui/notice.tsx'
import { PageHead } from '../../ui/page-head.tsx'
import { Progress } from '../../ui/progress.tsx'
import { SettingsList } from '../../ui/settings-item.tsx'
import { ChooseFiles } from './choose-files.tsx'
import { FindingsView } from './findings-view.tsx'
import styles from './import-page.module.css'
import { wordsOfProblem } from './import-words.ts'
import { PastImport } from './past-import.tsx'
import { RunningImport } from './running-import.tsx'
import { isUnderWay, useImportClient, useImportRows, useSettledImports } from './use-imports.ts'

speakOfImport()

export const ImportPage = (): ReactNode => {
  const t = useText()
  const [, navigate] = useLocation()
  const rows = useImportRows()
  useSettledImports()
  const going = rows?.find(isUnderWay)
  const past = rows?.filter(row => !isUnderWay(row)) ?? []
  return (
    <>
      <PageHead
        title={t('import.title')}
        lead={t('import.lead')}
        back={{ label: t('import.back'), onBack: () => navigate('/settings/data') }}
      />
      {going ? <RunningImport row={going} /> : <NextImport />}
      {past.length > 0 && (
        <div className={styles.past}>
          <SettingsList heading={t('import.past')}>
            {past.map(row => (
              <PastImport key={row.id} row={row} />
            ))}
          </SettingsList>
        </div>
      )}
    </>
  )
}

const NextImport = (): ReactNode => {
  const t = useText()
  const format = useFormat()
  const { phase, look, reset } = useImportClient()
  switch (phase.type) {
    case 'idle':
      return <ChooseFiles onFiles={files => void look(files)} />
    case 'looking': {
      const { done, total } = phase.progress
      const figures = t('import.sizeOf', { done: format.bytes(done), total: format.bytes(total) })
      return (
        <div>
          <Progress
            label={t('import.looking')}
            done={total > 0 ? done / total : undefined}
            figures={`${t('import.looking')} ${figures}`}
          />
          <Button kind="text" size="small" onClick={reset}>
            {t('import.cancel')}
          </Button>
        </div>
      )
    }
    case 'found':
      return <FindingsView files={phase.files} findings={phase.findings} />
    case 'failed': {
      const words = wordsOfProblem(phase.error.type)
      return (
        <Notice
          icon={CircleAlert}
          tone="danger"
          what={t(words.what)}
          kept={t(words.kept)}
          detail={'detail' in phase.error ? phase.error.detail : undefined}
          acts={
            <Button size="small" onClick={reset}>
              {t('import.chooseAgain')}
            </Button>
          }
        />
      )
    }
    case 'bringing':
      return <Progress label={t('import.progress')} done={undefined} figures={t('import.beginning')} />
  }
}
