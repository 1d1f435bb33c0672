/** The choice made on each page of settings, in a word or two, for the list of a phone. */

import { languages } from '../../ui/i18n/language.ts'
import type { TextKey } from '../../ui/i18n/translate.ts'
import { useFormat, useLanguage, useText } from '../../ui/i18n/use-text.ts'
import { useTheme } from '../../ui/use-theme.ts'
import type { Theme } from '../../ui/theme.ts'
import { useDeviceAccount } from '../account/queries.ts'
import { useProviders, useSetting } from '../workspace/queries.ts'
import { useStorage } from './queries.ts'
import type { SettingsTab } from './settings-tabs.ts'

export type TabFacts = Partial<Readonly<Record<SettingsTab, string>>>

const themeNames: Readonly<Record<Theme, TextKey>> = {
  system: 'settings.themeSystem',
  light: 'settings.themeLight',
  dark: 'settings.themeDark',
}

export const useTabFacts = (): TabFacts => {
  const t = useText()
  const format = useFormat()
  const { language } = useLanguage()
  const { theme } = useTheme()
  const providers = useProviders()
  const instructions = useSetting('instructions')
  const own = useDeviceAccount()
  const { info } = useStorage()
  const used = info?.usedBytes ?? null
  return {
    general: languages.find(each => each.language === language)?.name ?? '',
    appearance: t(themeNames[theme]),
    providers: providers ? providersFact(providers, t('settings.noProviders'), format.list) : '',
    personalization: instructions ? t('settings.instructionsSet') : '',
    sync: own?.session === 'open' ? own.email : t('settings.thisDeviceOnly'),
    data: used === null ? '' : format.bytes(used),
  }
}

const providersFact = (
  providers: readonly { readonly name: string }[],
  none: string,
  list: (parts: readonly string[]) => string,
): string => (providers.length === 0 ? none : list(providers.map(({ name }) => name)))
