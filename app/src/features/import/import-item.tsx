/** On the page of data: the way to the imports, and how far one has come that goes on. */

import type { ReactNode } from 'react'
import { ButtonLink } from '../../ui/button.tsx'
import { speakOfImport } from '../../ui/i18n/catalogues/en-import.ts'
import { useText } from '../../ui/i18n/use-text.ts'
import { SettingsItem, type SettingsItemProps } from '../../ui/settings-item.tsx'
import { ImportProgressBar } from './import-progress-bar.tsx'
import { importPath } from './import-path.ts'
import { isUnderWay, useImportRows } from './use-imports.ts'

speakOfImport()

export const ImportItem = (found: Pick<SettingsItemProps, 'found' | 'ref'>): ReactNode => {
  const t = useText()
  const going = useImportRows()?.find(isUnderWay)
  return (
    <SettingsItem
      {...found}
      title={t('import.title')}
      facts={t('import.itemFacts')}
      action={
        <ButtonLink size="small" href={importPath}>
          {t(going ? 'import.look' : 'import.open')}
        </ButtonLink>
      }
    >
      {going && <ImportProgressBar row={going} />}
    </SettingsItem>
  )
}
