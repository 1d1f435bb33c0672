/** Everything that can be done from the palette now: the actions somebody offers, settings, theme, language. */

import { Languages, Monitor, Moon, Settings2, Sun } from 'lucide-react'
import { useContext } from 'react'
import { useLocation } from 'wouter'
import { languages } from '../../ui/i18n/language.ts'
import { useLanguage, useText } from '../../ui/i18n/use-text.ts'
import type { IconShape } from '../../ui/icon.tsx'
import type { Shortcut } from '../../ui/shortcut.ts'
import { useTheme } from '../../ui/use-theme.ts'
import { settingsPath, settingsTabs, tabNames } from '../settings/settings-tabs.ts'
import { actionIcons } from './action-icons.ts'
import { actionList } from '../actions/actions.ts'
import { ActionsContext } from '../actions/use-actions.ts'

export interface PaletteCommand {
  readonly key: string
  readonly name: string
  readonly icon: IconShape
  readonly shortcut?: Shortcut | undefined
  readonly run: () => void
}

const themes = [
  { theme: 'light', name: 'settings.themeLight', icon: Sun },
  { theme: 'dark', name: 'settings.themeDark', icon: Moon },
  { theme: 'system', name: 'settings.themeSystem', icon: Monitor },
] as const

export const usePaletteCommands = (): readonly PaletteCommand[] => {
  const t = useText()
  const [, navigate] = useLocation()
  const { registry, bindings } = useContext(ActionsContext)
  const { theme: themeNow, setTheme } = useTheme()
  const { chosen, language: languageNow, choose } = useLanguage()

  const offered = actionList
    .filter(({ id }) => id !== 'palette.open' && registry.isAvailable(id))
    .map(
      ({ id, name }): PaletteCommand => ({
        key: id,
        name: t(name),
        icon: actionIcons[id],
        shortcut: bindings.get().get(id),
        run: () => void registry.run(id),
      }),
    )

  const settings = settingsTabs.map(
    (tab): PaletteCommand => ({
      key: `settings ${tab}`,
      name: t('palette.settingsOf', { name: t(tabNames[tab]) }),
      icon: Settings2,
      run: () => navigate(settingsPath(tab)),
    }),
  )

  const looks = themes
    .filter(({ theme }) => theme !== themeNow)
    .map(
      ({ theme, name, icon }): PaletteCommand => ({
        key: `theme ${theme}`,
        name: t('palette.themeOf', { name: t(name) }),
        icon,
        run: () => setTheme(theme),
      }),
    )

  const tongues = languages
    .filter(({ language }) => language !== (chosen ?? languageNow))
    .map(
      ({ language, name }): PaletteCommand => ({
        key: `language ${language}`,
        name: t('palette.languageOf', { name }),
        icon: Languages,
        run: () => void choose(language),
      }),
    )

  return [...offered, ...settings, ...looks, ...tongues]
}
