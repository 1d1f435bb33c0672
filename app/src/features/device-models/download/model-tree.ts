/**
 * What a host says of every file of a repository at once: Hugging Face gives sizes and digests. Of another host's files
 * the size is learned as they come.
 */

import * as z from 'zod/mini'
import { parseJson } from '../../providers/parse-json.ts'
import type { HostDeps } from './ask-host.ts'
import type { Digest, ModelFile } from './model-file.ts'
import { readHostText } from './read-host-json.ts'

/** The address of a file as the engines ask for it. */
export const fileUrl = (weights: string, path: string): string =>
  `${weights.replace(/\/+$/, '')}/resolve/main/${path}`

export type ModelTree = ReadonlyMap<string, KnownFacts>

type KnownFacts = Pick<ModelFile, 'bytes' | 'digest'>

const TreeEntry = z.looseObject({
  type: z.string(),
  path: z.string(),
  size: z.number(),
  oid: z.optional(z.string()),
  lfs: z.optional(z.looseObject({ oid: z.string(), size: z.number() })),
})

/** What the host says of every file, by address; empty where it has no such list. */
export const readModelTree = async (
  weights: string,
  deps: HostDeps,
  signal: AbortSignal,
): Promise<ModelTree> => {
  const address = new URL(weights)
  const list = new URL(`/api/models${address.pathname.replace(/\/+$/, '')}/tree/main?recursive=true`, address)
  const text = await readHostText(list.href, deps, signal)
  const entries = z.safeParse(z.array(z.unknown()), text.ok ? parseJson(text.value) : undefined)
  const facts = new Map<string, KnownFacts>()
  for (const entry of entries.data ?? []) {
    const parsed = z.safeParse(TreeEntry, entry)
    if (!parsed.success || parsed.data.type !== 'file') continue
    const { path, size, oid, lfs } = parsed.data
    const digest: Digest | undefined = lfs
      ? { algorithm: 'sha256', value: lfs.oid.toLowerCase() }
      : oid
        ? { algorithm: 'git', value: oid.toLowerCase() }
        : undefined
    facts.set(fileUrl(weights, path), { bytes: lfs?.size ?? size, ...(digest ? { digest } : {}) })
  }
  return facts
}
