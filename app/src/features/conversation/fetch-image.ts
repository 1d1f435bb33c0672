/**
 * A picture's bytes from its own host. The host learns an address of this device and that the picture was asked
 * for, and nothing else: no cookie, no referrer. Whether the bytes are a picture is for whoever shows them.
 */

import type { Clock } from '@weft/shared/env.ts'
import { limits } from '../../ui/markdown/limits.ts'

/** Milliseconds for the whole picture; a person who waits longer has gone on. */
const maxTime = 30_000

export interface FetchImageDeps {
  readonly fetch: (url: string, init: RequestInit) => Promise<Response>
  readonly clock: Clock
}

/** Plain http is left out: it would let a text aim a click at devices of the person's own network. */
const isAllowed = (address: unknown): address is string =>
  typeof address === 'string' && URL.canParse(address) && new URL(address).protocol === 'https:'

/** Null beyond `limit`: a host that never ends would fill the memory, and what is larger is not shown anyway. */
const readUpTo = async (response: Response, limit: number): Promise<Blob | null> => {
  const chunks: Uint8Array<ArrayBuffer>[] = []
  let size = 0
  const reader = response.body?.getReader()
  for (;;) {
    const next = await reader?.read()
    if (!next || next.done) return new Blob(chunks)
    size += next.value.length
    if (size > limit) {
      await reader?.cancel()
      return null
    }
    chunks.push(next.value)
  }
}

/** Null when the host did not give it. */
export const fetchImage = async (address: unknown, deps: FetchImageDeps): Promise<Blob | null> => {
  if (!isAllowed(address)) return null
  const ending = new AbortController()
  const cancel = deps.clock.after(maxTime, () => ending.abort())
  try {
    const response = await deps.fetch(address, {
      credentials: 'omit',
      referrerPolicy: 'no-referrer',
      cache: 'no-store',
      signal: ending.signal,
    })
    return response.ok ? await readUpTo(response, limits.imageBytes) : null
  } catch {
    // The host is away, or lets no other page read what it has; browsers do not say which.
    return null
  } finally {
    cancel()
  }
}
