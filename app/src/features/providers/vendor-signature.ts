/**
 * What a vendor wants back unchanged (a thinking block's signature, encrypted reasoning, a thought signature),
 * wrapped with whose it is. A thread may be answered by many models: each hands back only what is its own, since
 * vendors refuse a request that carries another's.
 */

import * as z from 'zod/mini'
import { parseJson } from './parse-json.ts'

const Wrapped = z.object({
  /** The dialect, and for compatible servers the preset. */
  by: z.string(),
  model: z.string(),
  value: z.unknown(),
})

export interface SignatureOwner {
  readonly by: string
  readonly model: string
}

export const wrapSignature = ({ by, model }: SignatureOwner, value: unknown): string =>
  JSON.stringify({ by, model, value })

/** The vendor's value, when the signature is this owner's own; undefined otherwise. */
export const unwrapSignature = (signature: string | undefined, owner: SignatureOwner): unknown => {
  if (signature === undefined) return undefined
  const parsed = z.safeParse(Wrapped, parseJson(signature))
  if (!parsed.success) return undefined
  const { by, model, value } = parsed.data
  return by === owner.by && model === owner.model ? value : undefined
}
