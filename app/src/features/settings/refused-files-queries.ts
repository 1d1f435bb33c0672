/** Which files the server did not take: the queue has their ids, the messages have their names. */

import { useLiveQuery } from 'dexie-react-hooks'
import type { Database } from '../../core/database.ts'
import { usePage } from '../../worker/page-context.ts'
import type { MessageRow } from '../threads/tables.ts'

export interface RefusedFiles {
  readonly count: number
  /** Of the first few, as the messages call them. */
  readonly names: readonly string[]
  /** It is room that is lacking, which a person can make. */
  readonly hasNoRoom: boolean
}

const mostNames = 5

const readRefusedFiles = async (database: Database): Promise<RefusedFiles> => {
  const refused = await database.blobUploads.filter(row => row.refused !== undefined).toArray()
  const messages = database.table<MessageRow>('messages')
  const names: string[] = []
  for (const { id } of refused.slice(0, mostNames)) {
    const message = await messages.where('attachmentIds').equals(id).first()
    for (const part of message?.parts ?? [])
      if (part.type === 'attachment' && part['attachmentId'] === id) names.push(String(part['name']))
  }
  return {
    count: refused.length,
    names,
    hasNoRoom: refused.some(row => row.refused === 'quota-exceeded'),
  }
}

export const useRefusedFiles = (): RefusedFiles | undefined => {
  const { database } = usePage()
  return useLiveQuery(() => readRefusedFiles(database), [database])
}
