/** What is not in the file, as a sentence each: which thing, and why. */

import type { TextKey, Translate } from '../../ui/i18n/translate.ts'
import type { LeftOut } from './export-request.ts'

/** Tags of `AttachmentError`, `OpenError`, `RecordError` and `EngineError`. */
const reasons: Readonly<Record<string, TextKey>> = {
  'attachment-elsewhere': 'export.reasonElsewhere',
  'attachment-missing': 'export.reasonElsewhere',
  'attachment-offline': 'export.reasonOffline',
  'attachment-not-sent': 'export.reasonNotSent',
  'attachment-damaged': 'export.reasonDamaged',
  'seal-tampered': 'export.reasonDamaged',
  'seal-malformed': 'export.reasonDamaged',
  'record-malformed': 'export.reasonDamaged',
  'seal-newer-format': 'export.reasonNewer',
  'record-newer': 'export.reasonNewer',
  'seal-wrong-key': 'export.reasonKey',
  'key-unopenable': 'export.reasonKey',
  'room-deleted': 'export.reasonDeleted',
  'thread-empty': 'export.reasonDeleted',
}

export const leftOutText = (left: LeftOut, t: Translate): string => {
  const title = left.title || t('export.untitled')
  if (left.type === 'registers') return t('export.leftOutRegisters', { count: left.count, title })
  const reason = t(reasons[left.reason] ?? 'export.reasonOther')
  switch (left.type) {
    case 'thread':
      return t('export.leftOutThread', { title, reason })
    case 'message':
      return t('export.leftOutMessage', { title, reason })
    case 'file':
      return t('export.leftOutFile', { name: left.name, title, reason })
  }
}
