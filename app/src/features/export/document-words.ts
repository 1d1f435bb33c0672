/** The words of an exported document in the language of the page, from the catalogue. */

import type { Translate } from '../../ui/i18n/translate.ts'
import type { LanguageStore } from '../../ui/i18n/language-store.ts'
import type { ExportLanguage, ExportWords } from './export-request.ts'

const wordsOf = (t: Translate): ExportWords => ({
  you: t('export.you'),
  assistant: t('export.assistant'),
  tool: t('export.tool'),
  untitled: t('export.untitled'),
  threads: t('export.threads'),
  instructions: t('export.instructions'),
  reasoning: t('export.reasoning'),
  toolCall: t('export.toolCall'),
  toolResult: t('export.toolResult'),
  otherVersions: t('export.otherVersions'),
  // Filled in where the document is written.
  versionOf: t('export.versionOf', { version: '{{version}}', versions: '{{versions}}' }),
  failed: t('export.failed'),
  interrupted: t('export.interrupted'),
  unknownPart: t('export.unknownPart'),
  exportedAt: t('export.exportedAt', { date: '{{date}}' }),
})

export const documentLanguage = (languages: Pick<LanguageStore, 'get'>): ExportLanguage => {
  const { t, locale, direction } = languages.get()
  return { words: wordsOf(t), locale, direction }
}
