/** Language, the key that sends, who answers and names threads when nothing else is said, and what waits for whom. */

import type { ReactNode } from 'react'
import { SettingsList } from '../../ui/settings-item.tsx'
import { SettingItem } from './setting-item.tsx'
import { languages, isLanguage } from '../../ui/i18n/language.ts'
import { useLanguage, useText } from '../../ui/i18n/use-text.ts'
import { KeyCap } from '../../ui/key-cap.tsx'
import { Words } from '../../ui/i18n/words.tsx'
import { Select } from '../../ui/select.tsx'
import { Switch } from '../../ui/switch.tsx'
import { DeviceModelSelect } from '../workspace/device-model-select.tsx'
import { useSettings } from '../workspace/queries.ts'
import { EngineNotice } from '../threads/engine-notice.tsx'
import { ModelSetting } from './model-setting.tsx'
import { PageHead } from '../../ui/page-head.tsx'
import { useSettingChange } from './use-setting-change.ts'

export const GeneralPage = (): ReactNode => {
  const t = useText()
  const settings = useSettings()
  const { change, failure, clearFailure } = useSettingChange()
  return (
    <>
      <PageHead title={t('settings.general')} />
      <SettingsList>
        <LanguageItem />
        {settings && (
          <>
            <SettingItem
              setting="send-with"
              title={t('settings.enterSends')}
              facts={<Words of="settings.enterSendsText" parts={{ keys: <KeyCap of="mod+enter" /> }} />}
              action={
                <Switch
                  label={t('settings.enterSends')}
                  labelHidden
                  checked={settings.sendWith === 'enter'}
                  onChange={on => void change('sendWith', on ? 'enter' : 'mod-enter')}
                />
              }
            />
            <SettingItem
              setting="default-model"
              title={t('settings.modelForNew')}
              facts={t('settings.modelForNewText')}
              action={
                <ModelSetting
                  label={t('settings.modelForNew')}
                  value={settings.defaultModel ?? 'last'}
                  words={[{ value: 'last', label: t('settings.lastUsed') }]}
                  onChange={model => void change('defaultModel', model === 'last' ? null : model)}
                />
              }
            />
            <SettingItem
              setting="title-model"
              title={t('settings.modelForTitles')}
              facts={t('settings.modelForTitlesText')}
              action={
                <ModelSetting
                  label={t('settings.modelForTitles')}
                  value={settings.titleModel ?? 'cheapest'}
                  words={[
                    { value: 'cheapest', label: t('settings.cheapest') },
                    { value: 'off', label: t('settings.titlesOff') },
                  ]}
                  onChange={model => void change('titleModel', model === 'cheapest' ? null : model)}
                />
              }
            />
            <SettingItem
              setting="fallback"
              title={t('settings.fallback')}
              facts={t('settings.fallbackText')}
              action={
                <DeviceModelSelect
                  label={t('settings.fallback')}
                  labelHidden
                  value={settings.fallbackModel ?? 'wait'}
                  words={[{ value: 'wait', label: t('settings.fallbackNone') }]}
                  onChange={model => void change('fallbackModel', model === 'wait' ? null : model)}
                />
              }
            />
            <SettingItem
              setting="unreachable"
              title={t('settings.unreachable')}
              facts={t('settings.unreachableText')}
              action={
                <Select
                  label={t('settings.unreachable')}
                  labelHidden
                  value={settings.whenUnreachable}
                  options={[
                    { value: 'send', label: t('settings.unreachableSend') },
                    { value: 'ask', label: t('settings.unreachableAsk') },
                  ]}
                  onChange={wish => void change('whenUnreachable', wish)}
                />
              }
            />
          </>
        )}
      </SettingsList>
      {failure && <EngineNotice error={failure} onClose={clearFailure} />}
    </>
  )
}

const browserDecides = ''

const LanguageItem = (): ReactNode => {
  const t = useText()
  const { chosen, choose } = useLanguage()
  return (
    <SettingItem
      setting="language"
      title={t('settings.language')}
      facts={t('settings.languageText')}
      action={
        <Select
          label={t('settings.language')}
          labelHidden
          value={chosen ?? browserDecides}
          options={[
            { value: browserDecides, label: t('settings.languageSystem') },
            ...languages.map(({ language, name }) => ({ value: language, label: name })),
          ]}
          onChange={value => void choose(isLanguage(value) ? value : null)}
        />
      }
    />
  )
}
