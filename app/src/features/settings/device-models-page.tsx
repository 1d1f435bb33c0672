/**
 * What can be said today about models that run on this device: whether the browser would let them, and that this
 * version has none. A server on the same machine is the way to answers that stay here.
 */

import type { ReactNode } from 'react'
import { SettingsItem, SettingsList } from '../../ui/settings-item.tsx'
import { SettingItem } from './setting-item.tsx'
import { useLocation } from 'wouter'
import { Button } from '../../ui/button.tsx'
import type { Format } from '../../ui/format.ts'
import type { Translate } from '../../ui/i18n/translate.ts'
import { useFormat, useText } from '../../ui/i18n/use-text.ts'
import { presets } from '../providers/presets.ts'
import { MeaningSearchSection } from '../semantic-search/meaning-section.tsx'
import type { Graphics } from './graphics.ts'
import { PageHead } from '../../ui/page-head.tsx'
import { useGraphics } from './use-graphics.ts'

export const DeviceModelsPage = (): ReactNode => {
  const t = useText()
  const format = useFormat()
  const graphics = useGraphics()
  const [, navigate] = useLocation()
  const servers = presets.filter(preset => preset.isOwnServer).map(preset => preset.name)
  return (
    <>
      <PageHead title={t('settings.modelsOnDevice')} lead={t('settings.deviceModelsLead')} />
      <SettingsList>
        <SettingItem
          setting="graphics"
          title={t('settings.graphics')}
          facts={graphics && <GraphicsFacts graphics={graphics} />}
        />
        <SettingsItem
          title={t('settings.ownServer')}
          facts={t('settings.ownServerText', { servers: format.list(servers) })}
          action={
            <Button size="small" onClick={() => navigate('/settings/providers?add=ollama')}>
              {t('settings.ownServerAdd')}
            </Button>
          }
        />
      </SettingsList>
      <MeaningSearchSection />
    </>
  )
}

const GraphicsFacts = ({ graphics }: { readonly graphics: Graphics }): ReactNode => {
  const t = useText()
  const format = useFormat()
  return <span role="status">{graphicsText(graphics, t, format)}</span>
}

const graphicsText = (graphics: Graphics, t: Translate, format: Format): ReactNode => {
  switch (graphics.type) {
    case 'unsupported':
      return t('settings.graphicsUnsupported')
    case 'no-adapter':
      return t('settings.graphicsNoAdapter')
    case 'adapter':
      return (
        <>
          {graphics.name ? <bdi>{graphics.name}</bdi> : t('settings.graphicsUnnamed')}
          {[
            '',
            t('settings.graphicsBuffer', { size: format.bytes(graphics.largestBuffer) }),
            t(graphics.halfFloats ? 'settings.graphicsHalf' : 'settings.graphicsNoHalf'),
            ...(graphics.software ? [t('settings.graphicsSoftware')] : []),
          ].join('\u2002·\u2002')}
        </>
      )
  }
}
