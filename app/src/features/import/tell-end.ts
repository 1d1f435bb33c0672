/** Says that an import has ended to a person who went on to something else: what came, and the way to the whole of it. */

import type { Translate } from '../../ui/i18n/translate.ts'
import type { Toast } from '../../ui/toast-store.ts'
import type { ImportRow } from './bring/import-row.ts'

export interface TellEnd {
  readonly t: Translate
  readonly toast: (toast: Toast) => void
  readonly show: () => void
  /** The page of imports is what the person sees, and says it all. */
  readonly isLookedAt: () => boolean
}

export const tellEnd = ({ state, counts }: ImportRow, { t, toast, show, isLookedAt }: TellEnd): void => {
  // What the person ended is known to them. Why one could not go on stands on its page; this is only the way there.
  if (isLookedAt() || (state !== 'done' && state !== 'failed')) return
  const text =
    state === 'done' ? t('import.newThreads', { count: counts.newThreads }) : t('import.failedWhat')
  toast({ text, act: { label: t('import.look'), run: show } })
}
