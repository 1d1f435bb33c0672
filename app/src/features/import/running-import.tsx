/** An import under way: how far it has come, and pausing or ending it in the tab that does it. */

import { type ReactNode, useState } from 'react'
import { Button } from '../../ui/button.tsx'
import { useText } from '../../ui/i18n/use-text.ts'
import { SettingsItem, SettingsList } from '../../ui/settings-item.tsx'
import { usePage } from '../../worker/page-context.ts'
import type { ImportRow } from './bring/import-row.ts'
import { ImportProgressBar } from './import-progress-bar.tsx'
import { nameOfImport } from './name-of-import.ts'
import { useImportClient } from './use-imports.ts'

export const RunningImport = ({ row }: { readonly row: ImportRow }): ReactNode => {
  const t = useText()
  const { engine } = usePage()
  const { phase } = useImportClient()
  const [isEnding, setIsEnding] = useState(false)
  const isOurs = phase.type === 'bringing'
  const isPaused = row.state === 'paused'
  return (
    <SettingsList>
      <SettingsItem
        title={<span dir="auto">{nameOfImport(row)}</span>}
        facts={t(isOurs || row.state === 'undoing' ? 'import.goesOn' : 'import.elsewhere')}
        action={
          isOurs && (
            <>
              <Button size="small" onClick={() => void engine.imports(isPaused ? 'resume' : 'pause')}>
                {t(isPaused ? 'import.resume' : 'import.pause')}
              </Button>
              <Button
                kind="text"
                size="small"
                busy={isEnding}
                busyLabel={t('import.ending')}
                onClick={() => {
                  setIsEnding(true)
                  void engine.imports('cancel')
                }}
              >
                {t('import.cancel')}
              </Button>
            </>
          )
        }
      >
        <ImportProgressBar row={row} />
      </SettingsItem>
    </SettingsList>
  )
}
