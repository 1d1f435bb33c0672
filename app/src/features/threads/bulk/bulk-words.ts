/** What is said of each act on many threads: while it runs, when it is done, when some of it is not. */

import type { TextKey } from '../../../ui/i18n/translate.ts'
import type { BulkChange } from './bulk-change.ts'

interface BulkWords {
  readonly doing: TextKey
  /** With `count`, and of the move `folder`. */
  readonly done: TextKey
  readonly undone: TextKey
}

export const wordsOfChange: Readonly<Record<BulkChange['type'], BulkWords>> = {
  archive: { doing: 'bulk.archiving', done: 'bulk.archived', undone: 'bulk.unarchived' },
  unarchive: { doing: 'bulk.unarchiving', done: 'bulk.unarchived', undone: 'bulk.archived' },
  move: { doing: 'bulk.moving', done: 'bulk.moved', undone: 'bulk.movedBack' },
  trash: { doing: 'bulk.trashing', done: 'bulk.trashed', undone: 'bulk.wasPutBack' },
  'put-back': { doing: 'bulk.puttingBack', done: 'bulk.wasPutBack', undone: 'bulk.trashed' },
  forget: { doing: 'bulk.deleting', done: 'bulk.deleted', undone: 'bulk.deleted' },
}
