/**
 * The eight pages of settings and what can be found on each. The names are fixed by the design (section 11);
 * the order is that of the index on wide screens, the groups are those of the list on phones.
 */

import type { TextKey } from '../../ui/i18n/translate.ts'

export type SettingsTab =
  | 'general'
  | 'appearance'
  | 'providers'
  | 'device-models'
  | 'personalization'
  | 'sync'
  | 'data'
  | 'shortcuts'

export const tabNames: Readonly<Record<SettingsTab, TextKey>> = {
  general: 'settings.general',
  appearance: 'settings.appearance',
  providers: 'settings.providers',
  'device-models': 'settings.modelsOnDevice',
  personalization: 'settings.personalization',
  sync: 'settings.sync',
  data: 'settings.data',
  shortcuts: 'settings.shortcuts',
}

export const settingsTabs: readonly SettingsTab[] = [
  'general',
  'appearance',
  'providers',
  'device-models',
  'personalization',
  'sync',
  'data',
  'shortcuts',
]

export interface SettingsGroup {
  readonly name: TextKey
  readonly tabs: readonly SettingsTab[]
}

export const settingsGroups: readonly SettingsGroup[] = [
  { name: 'settings.groupYou', tabs: ['personalization', 'sync'] },
  { name: 'settings.groupAnswers', tabs: ['providers', 'device-models'] },
  { name: 'settings.groupApp', tabs: ['general', 'appearance', 'data', 'shortcuts'] },
]

export const isSettingsTab = (text: string | undefined): text is SettingsTab =>
  settingsTabs.some(tab => tab === text)

/** The address of a page of settings, or of one setting on it. */
export const settingsPath = (tab: SettingsTab, setting?: string): string =>
  setting === undefined ? `/settings/${tab}` : `/settings/${tab}?at=${setting}`

/** One thing on a page that the search can find. `setting` is the `id` of its item. */
export interface FindableSetting {
  readonly tab: SettingsTab
  readonly setting: string
  readonly name: TextKey
  /** Other words for it, in the person's language. */
  readonly alsoCalled?: TextKey
}

export const findableSettings: readonly FindableSetting[] = [
  { tab: 'general', setting: 'language', name: 'settings.language', alsoCalled: 'settings.languageWords' },
  {
    tab: 'general',
    setting: 'send-with',
    name: 'settings.enterSends',
    alsoCalled: 'settings.enterSendsWords',
  },
  {
    tab: 'general',
    setting: 'default-model',
    name: 'settings.modelForNew',
    alsoCalled: 'settings.modelWords',
  },
  {
    tab: 'general',
    setting: 'title-model',
    name: 'settings.modelForTitles',
    alsoCalled: 'settings.modelWords',
  },
  {
    tab: 'general',
    setting: 'fallback',
    name: 'settings.fallback',
    alsoCalled: 'settings.fallbackWords',
  },
  {
    tab: 'general',
    setting: 'unreachable',
    name: 'settings.unreachable',
    alsoCalled: 'settings.unreachableWords',
  },
  { tab: 'appearance', setting: 'theme', name: 'settings.theme', alsoCalled: 'settings.themeWords' },
  {
    tab: 'appearance',
    setting: 'face',
    name: 'settings.readingFace',
    alsoCalled: 'settings.readingFaceWords',
  },
  {
    tab: 'providers',
    setting: 'providers',
    name: 'settings.providers',
    alsoCalled: 'settings.providersWords',
  },
  {
    tab: 'device-models',
    setting: 'own-model',
    name: 'device.addOwn',
    alsoCalled: 'settings.graphicsWords',
  },
  {
    tab: 'personalization',
    setting: 'instructions',
    name: 'settings.yourInstructions',
    alsoCalled: 'settings.yourInstructionsWords',
  },
  { tab: 'sync', setting: 'where', name: 'settings.syncWhere', alsoCalled: 'settings.syncWords' },
  { tab: 'data', setting: 'storage', name: 'settings.storage', alsoCalled: 'settings.storageWords' },
  {
    tab: 'data',
    setting: 'persistence',
    name: 'settings.persistence',
    alsoCalled: 'settings.persistenceWords',
  },
  { tab: 'data', setting: 'kinds', name: 'backup.kinds', alsoCalled: 'backup.kindsWords' },
  { tab: 'data', setting: 'backup', name: 'backup.make', alsoCalled: 'backup.makeWords' },
  { tab: 'data', setting: 'restore', name: 'backup.restore', alsoCalled: 'backup.restoreWords' },
  { tab: 'data', setting: 'backup-plan', name: 'backup.plan', alsoCalled: 'backup.planWords' },
  { tab: 'data', setting: 'export', name: 'export.everything', alsoCalled: 'export.everythingWords' },
  { tab: 'data', setting: 'import', name: 'settings.import', alsoCalled: 'settings.importWords' },
  { tab: 'data', setting: 'repair', name: 'settings.repair', alsoCalled: 'settings.repairWords' },
  { tab: 'data', setting: 'erase', name: 'settings.erase', alsoCalled: 'settings.eraseWords' },
  {
    tab: 'shortcuts',
    setting: 'shortcuts',
    name: 'settings.shortcuts',
    alsoCalled: 'settings.shortcutsWords',
  },
]
