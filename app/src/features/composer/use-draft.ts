/**
 * What is written and not yet sent, kept on this device for each thread: read once when the composer opens,
 * stored a moment after the last key and whenever the page is left.
 */

import type { ThreadId } from '@weft/shared/ids.ts'
import { type AttachmentPart, isKnownPart } from '@weft/shared/schema/part.ts'
import { useEffect, useEffectEvent, useRef } from 'react'
import { useBeforeReload } from '../../worker/before-reload.ts'
import { usePage } from '../../worker/page-context.ts'
import type { DraftRow } from '../runs/tables.ts'

/** Milliseconds after the last change. */
const patience = 300

export interface Draft {
  readonly text: string
  readonly attachments: readonly AttachmentPart[]
}

const isEmpty = ({ text, attachments }: Draft): boolean => text === '' && attachments.length === 0
const isSame = (a: Draft, b: Draft): boolean =>
  a.text === b.text &&
  a.attachments.length === b.attachments.length &&
  a.attachments.every((part, index) => part.attachmentId === b.attachments[index]?.attachmentId)

const nothing: Draft = { text: '', attachments: [] }

/** `onRead` gets the stored draft, once, unless the person was faster. */
export const useDraft = (
  threadId: ThreadId | 'new',
  draft: Draft,
  onRead: (stored: Draft) => void,
): { readonly forget: () => void } => {
  const { database, engine, env } = usePage()
  /** As it is stored; `undefined` until it is read. */
  const stored = useRef<Draft>(undefined)
  /** What was sent: the page may be left before it is drawn without it, and it must not be stored again. */
  const sent = useRef<Draft>(undefined)

  const read = useEffectEvent((row: DraftRow | undefined): void => {
    const attachments = (row?.attachments ?? []).filter(
      (part): part is AttachmentPart => isKnownPart(part) && part.type === 'attachment',
    )
    const found = { text: row?.text ?? '', attachments }
    stored.current ??= found
    if (!isEmpty(found) && isEmpty(draft)) onRead(found)
  })

  const save = async (): Promise<void> => {
    // Before what is stored is read, nothing empty goes over it; the person's words do.
    if (stored.current ? isSame(stored.current, draft) : isEmpty(draft)) return
    if (sent.current && isSame(sent.current, draft)) return
    sent.current = undefined
    stored.current = draft
    await engine.saveDraft(threadId, draft.text, [...draft.attachments])
  }
  const store = useEffectEvent(() => void save())

  useEffect(() => {
    let current = true
    void database
      .table<DraftRow, string>('drafts')
      .get(threadId)
      .then(row => current && read(row))
    return () => {
      current = false
    }
  }, [database, threadId])

  useBeforeReload(save)

  useEffect(() => env.clock.after(patience, () => store()), [env, draft.text, draft.attachments])

  useEffect(() => {
    const hidden = (): void => {
      if (document.visibilityState === 'hidden') store()
    }
    const stopped = new AbortController()
    const { signal } = stopped
    // A phone may end a hidden page without another word.
    document.addEventListener('visibilitychange', hidden, { signal })
    window.addEventListener('pagehide', () => store(), { signal })
    return () => {
      stopped.abort()
      store()
    }
  }, [])

  return {
    forget: () => {
      stored.current = nothing
      sent.current = draft
      void engine.saveDraft(threadId, '', [])
    },
  }
}
