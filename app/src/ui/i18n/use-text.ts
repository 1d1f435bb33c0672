/** The person's language in a view: words, figures, and the choice itself. */
import { useSyncExternalStore } from 'react'
import type { Format } from '../format.ts'
import { useUi } from '../ui.tsx'
import type { Language } from './language.ts'
import type { Speech } from './language-store.ts'
import type { Translate } from './translate.ts'

const useSpeech = (): Speech => {
  const { languages } = useUi()
  return useSyncExternalStore(languages.subscribe, languages.get)
}

/** `t('area.name', { value })` in the person's language. */
export const useText = (): Translate => useSpeech().t

/** Times, figures, sizes and costs in the person's language. */
export const useFormat = (): Format => useSpeech().format

export interface LanguageChoice extends Pick<Speech, 'language' | 'direction'> {
  /** `null` while the browser decides. */
  readonly chosen: Language | null
  readonly choose: (language: Language | null) => Promise<void>
}

export const useLanguage = (): LanguageChoice => {
  const { languages } = useUi()
  const { language, direction } = useSpeech()
  return { language, direction, chosen: languages.chosen(), choose: languages.choose }
}
