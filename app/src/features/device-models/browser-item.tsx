/** The browser's own model: brought by the browser and kept by it, so all that can be done here is to ask for it. */

import { CircleAlert } from 'lucide-react'
import type { ReactNode } from 'react'
import { Button } from '../../ui/button.tsx'
import { useFormat, useText } from '../../ui/i18n/use-text.ts'
import { Notice } from '../../ui/notice.tsx'
import { Progress } from '../../ui/progress.tsx'
import { SettingsItem } from '../../ui/settings-item.tsx'
import type { DownloadError } from './download/download-error.ts'
import type { DeviceModelRow } from './tables.ts'
import { takesFocusOfModel } from './use-kept-focus.ts'
import type { ModelActs } from './use-model-acts.ts'

export interface BrowserItemProps {
  readonly row: DeviceModelRow
  readonly acts: ModelActs
}

export const BrowserItem = ({ row, acts }: BrowserItemProps): ReactNode => {
  const t = useText()
  const format = useFormat()
  const { model, state, doneBytes, problem } = row
  const { name } = model
  const acted = state === 'wanted' ? 'download' : state === 'paused' ? 'resume' : 'pause'
  const act = (): void => (acted === 'pause' ? acts.pause(row.id) : acts.download(model))
  return (
    <SettingsItem
      title={<bdi>{name}</bdi>}
      facts={t('settings.browserModelText')}
      action={
        state !== 'here' && (
          <Button
            {...takesFocusOfModel(model.id)}
            size="small"
            aria-label={t(`device.${acted}Model`, { model: name })}
            onClick={act}
          >
            {t(`device.${acted}`)}
          </Button>
        )
      }
    >
      {(state === 'arriving' || state === 'paused') && (
        <Progress
          label={t('device.progressOf', { model: name })}
          done={doneBytes}
          // What the browser keeps of a download that failed, it does not tell.
          figures={state === 'paused' && !problem ? t('device.pausedKept') : format.percent(doneBytes)}
          paused={state === 'paused'}
        />
      )}
      {state === 'paused' && problem && <Failed problem={problem} />}
    </SettingsItem>
  )
}

const Failed = ({ problem: { type, detail } }: { readonly problem: DownloadError }): ReactNode => {
  const t = useText()
  return (
    <Notice
      icon={CircleAlert}
      tone="danger"
      what={t(type === 'offline' ? 'device.offlineWhat' : 'device.browserFailedWhat')}
      kept={t('device.browserFailedKept')}
      detail={detail && <bdi dir="ltr">{detail}</bdi>}
    />
  )
}
