/**
 * The files of a message that is being written. Each is read and sealed the moment it is added, so sending waits
 * for nothing and a closed tab loses nothing; what cannot be taken stays as a chip that says why.
 */

import type { WorkspaceId } from '@weft/shared/ids.ts'
import type { AttachmentPart } from '@weft/shared/schema/part.ts'
import { useMemo, useRef, useState } from 'react'
import { transferBytes } from '../../worker/client.ts'
import { usePage } from '../../worker/page-context.ts'
import { type FileProblem, readFile } from './read-file.ts'

export type PendingFile = {
  /** Within this composer. */
  readonly key: number
  readonly name: string
  readonly mediaType: string
} & (
  | { readonly state: 'reading'; readonly done: number }
  | { readonly state: 'ready'; readonly part: AttachmentPart }
  | { readonly state: 'wrong'; readonly problem: FileProblem['type'] | 'file-not-saved' }
)

export interface Attachments {
  readonly files: readonly PendingFile[]
  readonly parts: readonly AttachmentPart[]
  /** Some are still being read. */
  readonly busy: boolean
  /** The keys they got, for taking them back. */
  readonly add: (files: readonly File[]) => readonly number[]
  readonly remove: (key: number) => void
  /** Puts stored ones in place of all, as a draft or a sent message leaves them. */
  readonly reset: (parts: readonly AttachmentPart[]) => void
}

export const useAttachments = (workspaceId: WorkspaceId | undefined): Attachments => {
  const { engine, ready } = usePage()
  const [files, setFiles] = useState<readonly PendingFile[]>([])
  const nextKey = useRef(1)

  const parts = useMemo(() => files.flatMap(file => (file.state === 'ready' ? [file.part] : [])), [files])

  const put = (file: PendingFile): void =>
    setFiles(before => before.map(known => (known.key === file.key ? file : known)))

  const take = async (key: number, file: File): Promise<void> => {
    const named = { key, name: file.name, mediaType: file.type }
    const read = await readFile(file, done => put({ ...named, state: 'reading', done }))
    if (!read.ok) return put({ ...named, state: 'wrong', problem: read.error.type })
    const { name, mediaType, bytes } = read.value
    const workspace = workspaceId ?? (await ready).workspaceId
    const stored = await engine.addAttachment(workspace, name, mediaType, transferBytes(bytes))
    put(
      stored.ok
        ? { ...named, mediaType, state: 'ready', part: stored.value }
        : { ...named, mediaType, state: 'wrong', problem: 'file-not-saved' },
    )
  }

  return {
    files,
    parts,
    busy: files.some(file => file.state === 'reading'),
    add: added => {
      const keyed = added.map(file => ({ key: nextKey.current++, file }))
      setFiles(before => [
        ...before,
        ...keyed.map(
          ({ key, file }): PendingFile => ({
            key,
            name: file.name,
            mediaType: file.type,
            state: 'reading',
            done: 0,
          }),
        ),
      ])
      for (const { key, file } of keyed) void take(key, file)
      return keyed.map(({ key }) => key)
    },
    remove: key => setFiles(before => before.filter(file => file.key !== key)),
    reset: stored =>
      setFiles(
        stored.map(part => ({
          key: nextKey.current++,
          name: part.name,
          mediaType: part.mediaType,
          state: 'ready',
          part,
        })),
      ),
  }
}
