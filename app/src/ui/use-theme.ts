import { useSyncExternalStore } from 'react'
import type { Appearance, ThemeStore } from './theme.ts'
import { useUi } from './ui.tsx'

export interface AppearanceChoice extends Appearance, Pick<ThemeStore, 'setTheme' | 'setReadingFace'> {}

export const useTheme = (): AppearanceChoice => {
  const { theme } = useUi()
  const appearance = useSyncExternalStore(theme.subscribe, theme.get)
  return { ...appearance, setTheme: theme.setTheme, setReadingFace: theme.setReadingFace }
}
