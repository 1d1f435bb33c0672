/** Finding a setting by any of its words, in any script, whatever the case and the accents. */

import type { Translate } from '../../ui/i18n/translate.ts'
import { foldText } from '../search/fold-text.ts'
import { type FindableSetting, findableSettings, tabNames } from './settings-tabs.ts'

const wordsOf = (text: string): readonly string[] => foldText(text).text.match(/[\p{L}\p{N}\p{M}]+/gu) ?? []

/**
 * The settings in which every word asked for begins a word of the name, of the page, or of its other names.
 * Those found by name come first. Nothing for an empty question.
 */
export const findSettings = (question: string, t: Translate): readonly FindableSetting[] => {
  const asked = wordsOf(question)
  if (asked.length === 0) return []
  const has = (words: readonly string[]): boolean =>
    asked.every(start => words.some(word => word.startsWith(start)))

  return findableSettings
    .map(setting => {
      const name = wordsOf(t(setting.name))
      const others = wordsOf(
        [t(tabNames[setting.tab]), setting.alsoCalled ? t(setting.alsoCalled) : ''].join(' '),
      )
      return { setting, rank: has(name) ? 0 : has([...name, ...others]) ? 1 : 2 }
    })
    .filter(({ rank }) => rank < 2)
    .toSorted((a, b) => a.rank - b.rank)
    .map(({ setting }) => setting)
}
