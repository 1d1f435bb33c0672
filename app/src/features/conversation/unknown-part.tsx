import type { ReactNode } from 'react'
import { Words } from '../../ui/i18n/words.tsx'
import { useText } from '../../ui/i18n/use-text.ts'
import type { MessageRow } from '../threads/tables.ts'
import styles from './unknown-part.module.css'

export interface UnknownPartProps {
  readonly kind: string
}

/** A part of a kind that only a newer Weft can show. It is kept whole, and named. */
export const UnknownPartView = ({ kind }: UnknownPartProps): ReactNode => (
  <p className={styles.unknown}>
    <Words of="thread.unknownPart" parts={{ kind: <bdi>{kind.slice(0, 40)}</bdi> }} />
  </p>
)

const reasons = {
  'seal-wrong-key': 'thread.unreadableKey',
  'seal-tampered': 'thread.unreadableTampered',
  'seal-newer-format': 'thread.unreadableNewer',
  'record-newer': 'thread.unreadableNewer',
  'seal-malformed': 'thread.unreadableDamaged',
  'record-malformed': 'thread.unreadableDamaged',
} as const

export interface UnreadableMessageProps {
  readonly reason: NonNullable<MessageRow['unreadable']>
}

/** A message whose value could not be opened: it says why, and the rest of the thread goes on. */
export const UnreadableMessage = ({ reason }: UnreadableMessageProps): ReactNode => {
  const t = useText()
  return <p className={styles.unknown}>{t(reasons[reason])}</p>
}
