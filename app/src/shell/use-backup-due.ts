/**
 * Whether a person is reminded of backups outside the settings. Messages are counted only where everything else speaks for
 * it, and once in an hour: a count that follows every word would cost more than the reminder is worth.
 */

import { useEffect, useState } from 'react'
import { useDeviceAccount } from '../features/account/queries.ts'
import { mayNotice, type NoticeFacts, shouldNotice, sinceWhen } from '../features/backup/due.ts'
import { type BackupRows, useBackupRows } from '../features/backup/queries.ts'
import { createRemembered } from '../ui/remembered.ts'
import { useNow } from '../ui/use-now.ts'
import { usePage } from '../worker/page-context.ts'
import { useShell } from './shell-context.ts'

export interface BackupDue {
  readonly lastMadeAt: number | undefined
  readonly now: number
}

const hour = 3_600_000

const factsOf = (
  { last, plan, reminder }: BackupRows,
  now: number,
  isSynced: boolean,
): Omit<NoticeFacts, 'messages' | 'since'> => ({
  now,
  lastMadeAt: last?.madeAt,
  messagesThen: last?.messages,
  quietUntil: reminder?.quietUntil,
  isPlanned: plan !== undefined,
  isSynced,
})

/** `null` where there is nothing to say, or not yet. */
export const useBackupDue = (): BackupDue | null => {
  const { database } = usePage()
  const { storage } = useShell()
  const now = useNow(hour)
  const rows = useBackupRows()
  const account = useDeviceAccount()
  const [messages, setMessages] = useState<number>()
  const facts =
    rows === undefined || account === undefined ? undefined : factsOf(rows, now, account?.session === 'open')
  const isWorthCounting = facts !== undefined && mayNotice(facts)

  useEffect(() => {
    if (!isWorthCounting) return undefined
    let isWanted = true
    void database
      .table('messages')
      .count()
      .then(count => isWanted && setMessages(count))
    return () => {
      isWanted = false
    }
  }, [isWorthCounting, database, now])

  const remembered = createRemembered(storage, 'weft.worthBackingUpSince')
  const since =
    messages === undefined ? undefined : sinceWhen(messages, Number(remembered.read() ?? Number.NaN), now)
  useEffect(() => {
    if (since !== undefined) createRemembered(storage, 'weft.worthBackingUpSince').write(String(since))
  }, [since, storage])

  if (!isWorthCounting || messages === undefined || since === undefined) return null
  return shouldNotice({ ...facts, messages, since }) ? { lastMadeAt: facts.lastMadeAt, now } : null
}
