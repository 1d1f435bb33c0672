import type { ReactNode } from 'react'
import { Button } from '../../ui/button.tsx'
import { useText } from '../../ui/i18n/use-text.ts'
import type { DeviceModel } from './device-model.ts'
import { takesFocusOfModel } from './use-kept-focus.ts'
import type { ModelActs } from './use-model-acts.ts'

export interface DownloadButtonProps {
  readonly model: DeviceModel
  readonly acts: ModelActs
}

export const DownloadButton = ({ model, acts }: DownloadButtonProps): ReactNode => {
  const t = useText()
  return (
    <Button
      {...takesFocusOfModel(model.id)}
      size="small"
      aria-label={t('device.downloadModel', { model: model.name })}
      onClick={() => acts.download(model)}
    >
      {t('device.download')}
    </Button>
  )
}
