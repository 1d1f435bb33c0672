/** Giving room back, one kind at a time: what it was and what it is, measured before and after, or why it was not. */

import { useState } from 'react'
import { ok, type Result, type TaggedError } from '@weft/shared/result.ts'
import { usePage } from '../../worker/page-context.ts'
import { dropExports, type MeasuredKind, type StorageKind } from './measure-storage.ts'

export type FreeingError = TaggedError

export interface FreedRoom {
  readonly kind: StorageKind
  /** Bytes. */
  readonly before: number
  readonly after: number
}

export interface Freeing {
  readonly free: (kind: MeasuredKind) => Promise<void>
  readonly busy: StorageKind | undefined
  readonly freed: FreedRoom | undefined
  readonly failure: FreeingError | undefined
  readonly close: () => void
}

type Measure = () => Promise<readonly MeasuredKind[]>

const bytesOf = (kinds: readonly MeasuredKind[], kind: StorageKind): number =>
  kinds.find(each => each.kind === kind)?.bytes ?? 0

export const useFreeing = (measure: Measure): Freeing => {
  const { engine } = usePage()
  const [busy, setBusy] = useState<StorageKind>()
  const [freed, setFreed] = useState<FreedRoom>()
  const [failure, setFailure] = useState<FreeingError>()

  const give = async (kind: StorageKind): Promise<Result<void, FreeingError>> => {
    switch (kind) {
      case 'search':
      case 'attachments':
        return engine.freeRoom(kind)
      case 'vectors': {
        const removed = await engine.meaning('remove')
        return removed.ok ? ok(undefined) : removed
      }
      case 'exports':
        await dropExports(navigator.storage)
        return ok(undefined)
      default:
        return ok(undefined)
    }
  }

  return {
    free: async ({ kind, bytes }) => {
      setBusy(kind)
      setFreed(undefined)
      const given = await give(kind)
      const after = bytesOf(await measure(), kind)
      setFailure(given.ok ? undefined : given.error)
      if (given.ok) setFreed({ kind, before: bytes, after })
      setBusy(undefined)
    },
    busy,
    freed,
    failure,
    close: () => setFailure(undefined),
  }
}
