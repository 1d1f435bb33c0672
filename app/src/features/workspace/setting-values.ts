/**
 * The person's settings as a page reads them: every key with a value, the default where none is stored. It
 * checks shapes by hand, because the page's first screen has no room for a schema library; `settings.ts` has
 * the schemas that the worker writes by.
 */

import type { ModelRef } from '@weft/shared/schema/message.ts'
import type { SettingKey, SettingValue } from './settings.ts'
import type { SettingRow } from './tables.ts'

export type Settings = { readonly [Key in SettingKey]: SettingValue<Key> }

export const settingDefaults: Settings = {
  defaultModel: null,
  titleModel: null,
  instructions: '',
  sendWith: 'enter',
  fallbackModel: null,
  whenUnreachable: 'send',
}

const isModelRef = (value: unknown): value is ModelRef =>
  typeof value === 'object' &&
  value !== null &&
  'providerId' in value &&
  typeof value.providerId === 'string' &&
  'modelId' in value &&
  typeof value.modelId === 'string' &&
  'name' in value &&
  typeof value.name === 'string'

/** A stored value that a newer Weft gave another shape counts as not stored: the default is shown. */
export const toSettings = (rows: readonly Pick<SettingRow, 'key' | 'value'>[]): Settings => {
  const stored = new Map<string, unknown>(rows.map(row => [row.key, row.value]))
  const defaultModel = stored.get('defaultModel')
  const titleModel = stored.get('titleModel')
  const instructions = stored.get('instructions')
  const sendWith = stored.get('sendWith')
  const fallbackModel = stored.get('fallbackModel')
  return {
    defaultModel: isModelRef(defaultModel) ? defaultModel : settingDefaults.defaultModel,
    titleModel: titleModel === 'off' || isModelRef(titleModel) ? titleModel : settingDefaults.titleModel,
    instructions: typeof instructions === 'string' ? instructions : settingDefaults.instructions,
    sendWith: sendWith === 'enter' || sendWith === 'mod-enter' ? sendWith : settingDefaults.sendWith,
    fallbackModel: isModelRef(fallbackModel) ? fallbackModel : settingDefaults.fallbackModel,
    whenUnreachable: stored.get('whenUnreachable') === 'ask' ? 'ask' : 'send',
  }
}
