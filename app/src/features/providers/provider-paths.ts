/** What is open on the providers page, as it stands in the address, so that errors elsewhere can lead to it. */

import type { ProviderId } from '@weft/shared/ids.ts'

export type ProvidersView =
  | { readonly view: 'list' }
  /** `preset` is what the form begins with. */
  | { readonly view: 'add'; readonly preset: string }
  | { readonly view: 'edit' | 'key' | 'models'; readonly providerId: string }

const page = '/settings/providers'
const views = ['edit', 'key', 'models'] as const

export const providersPath: string = page

/** Opens the form for a new provider. */
export const addProviderPath = (preset = ''): string => `${page}?add=${encodeURIComponent(preset)}`

/** `edit` opens the form, `key` the form at the key, `models` the table. */
export const providerPath = (view: (typeof views)[number], id: ProviderId): string => `${page}?${view}=${id}`

/** `search` as it stands in the address. What is not understood shows the list. */
export const parseProvidersView = (search: string): ProvidersView => {
  const query = new URLSearchParams(search)
  const preset = query.get('add')
  if (preset !== null) return { view: 'add', preset }
  for (const view of views) {
    const providerId = query.get(view)
    if (providerId) return { view, providerId }
  }
  return { view: 'list' }
}
