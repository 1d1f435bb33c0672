/** What saving the form does with the key, where it lies afterwards, and what is to be said of that. Pure. */

import type { Credentials } from '@weft/shared/schema/provider.ts'
import type { TextKey } from '../../ui/i18n/translate.ts'
import { readApiKey } from './api-key.ts'
import { type DraftContext, movesElsewhere, type ProviderDraft, toCredentials } from './provider-draft.ts'
import type { KeyPlace } from './provider-keys.ts'

export interface KeyChange {
  readonly given: Credentials
  readonly place: KeyPlace
}

/** Is there anything that could sync? */
export const holdsSecrets = ({ apiKey, headers }: ProviderDraft, { hint }: DraftContext): boolean =>
  apiKey.trim() !== '' || headers.length > 0 || hint !== undefined

/**
 * Without the tick a synced key is taken back from everywhere, unless another is typed: that one is for this device, and
 * the others keep theirs. At another address they could not use it any more, so it goes in any case.
 */
const keyPlace = (draft: ProviderDraft, context: DraftContext): KeyPlace => {
  if (draft.synced) return 'everywhere'
  if (movesElsewhere(draft, context)) return 'taken-back'
  return context.hint?.place === 'workspace' && readApiKey(draft.apiKey).key === '' ? 'taken-back' : 'here'
}

/** Undefined when key and place stay as they are. */
export const toKeyChange = (draft: ProviderDraft, context: DraftContext): KeyChange | undefined => {
  const place = keyPlace(draft, context)
  const given = toCredentials(draft, context)
  if (given) return { given, place }
  const moves = draft.synced !== (context.hint?.place === 'workspace')
  return moves && holdsSecrets(draft, context) ? { given: {}, place } : undefined
}

/** What the choice means as it stands. */
export const keyPlaceText = (draft: ProviderDraft, context: DraftContext): TextKey => {
  const place = context.hint?.place ?? 'device'
  if (draft.synced) return place === 'device-first' ? 'providers.syncKeyReplaces' : 'providers.syncKeyAbout'
  if (place === 'device') return 'providers.syncKeyAbout'
  if (movesElsewhere(draft, context)) return 'providers.syncKeyMoved'
  return keyPlace(draft, context) === 'taken-back' ? 'providers.syncKeyTakenBack' : 'providers.syncKeyBeside'
}
