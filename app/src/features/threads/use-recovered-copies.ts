/** Copies of what this person wrote into threads that are deleted now, as far as they have not been told of them. */

import { useLiveQuery } from 'dexie-react-hooks'
import { usePage } from '../../worker/page-context.ts'
import { recoveredCopyPrefix, type RecoveredCopy, type RecoveredCopyRow } from './recovered-copy.ts'
import type { ThreadRow } from './tables.ts'

export interface ToldCopy extends RecoveredCopy {
  readonly thread: ThreadRow
}

export const useRecoveredCopies = (): readonly ToldCopy[] | undefined => {
  const { database } = usePage()
  return useLiveQuery(async () => {
    const notes = await database
      .table<RecoveredCopyRow, string>('device')
      .where('name')
      .startsWith(recoveredCopyPrefix)
      .toArray()
    const threads = await database
      .table<ThreadRow>('threads')
      .where('roomId')
      .anyOf(notes.map(({ value }) => value.copyId))
      .toArray()
    // One that was put back has been found; of one that is not made yet there is nothing to say.
    return notes.flatMap(({ value }) => {
      const thread = threads.find(({ roomId, shelf }) => roomId === value.copyId && shelf === 'trash')
      return thread ? [{ ...value, thread }] : []
    })
  }, [database])
}
