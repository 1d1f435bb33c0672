/** What may be shown of each provider's key: which one this device uses, and whether another syncs beside it. */

import type { CredentialHintRow } from '../runs/tables.ts'
import type { ProviderRow } from './tables.ts'

export interface KeyHint extends CredentialHintRow {
  /** device: only here. workspace: for every device of the person. device-first: only here, and another one syncs. */
  readonly place: 'device' | 'workspace' | 'device-first'
}

/** A device's own key goes before a synced one. */
export const joinKeyHints = (
  own: readonly CredentialHintRow[],
  providers: readonly Pick<ProviderRow, 'id' | 'syncedKey'>[],
): ReadonlyMap<string, KeyHint> => {
  const hints = new Map<string, KeyHint>(own.map(hint => [hint.providerId, { ...hint, place: 'device' }]))
  for (const { id, syncedKey } of providers) {
    if (!syncedKey) continue
    const { ending, headerNames } = syncedKey
    const hint = hints.get(id)
    hints.set(
      id,
      hint ? { ...hint, place: 'device-first' } : { providerId: id, ending, headerNames, place: 'workspace' },
    )
  }
  return hints
}
