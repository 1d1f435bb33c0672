/**
 * Tells those who listen what an answer says: a paragraph when it is finished, and the rest at the end. Nothing
 * in between, since a screen reader that is given every word says none to its end.
 */

import { isKnownPart } from '@weft/shared/schema/part.ts'
import type { ReactNode } from 'react'
import { useState } from 'react'
import { ForReaders } from '../../ui/for-readers.tsx'
import { useLiveRun } from './use-live-run.ts'
import type { RunRow } from '../runs/tables.ts'

export interface AnnouncerProps {
  readonly run: RunRow | undefined
}

/** The end of the last finished paragraph. */
const finishedLength = (text: string, ended: boolean): number =>
  ended ? text.length : Math.max(0, text.lastIndexOf('\n\n'))

export const Announcer = ({ run }: AnnouncerProps): ReactNode => {
  const live = useLiveRun(run)
  const [said, setSaid] = useState({ id: run?.messageId, length: 0, words: '' })
  const text = live.parts
    .map(part => (isKnownPart(part) && part.type === 'text' ? part.text : ''))
    .join('\n\n')

  if (run && said.id !== run.messageId) {
    // What stood there when the page came to it is not news.
    setSaid({ id: run.messageId, length: finishedLength(text, false), words: '' })
  } else if (run) {
    const length = finishedLength(text, live.ended)
    if (length > said.length) setSaid({ id: said.id, length, words: text.slice(said.length, length).trim() })
  }

  return (
    <ForReaders>
      <span role="status" aria-live="polite" dir="auto">
        {said.words}
      </span>
    </ForReaders>
  )
}
