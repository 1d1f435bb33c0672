/** The server's operations on blobs, asked by a function that is handed in. Knows no queue and no device. */

import type { AttachmentId, WorkspaceId } from '@weft/shared/ids.ts'
import { problemOfUri, type ProblemType } from '@weft/shared/protocol/accounts/problem.ts'
import { apiRoot, type Wire } from '@weft/shared/protocol/accounts/wire.ts'
import {
  appendBlobWire,
  beginBlobWire,
  type BlobUpload,
  knownBlobsWire,
  markBlobsWire,
  readBlobWire,
  touchBlobsWire,
} from '@weft/shared/protocol/blobs.ts'
import { err, ok, type Result, type TaggedError } from '@weft/shared/result.ts'
import * as z from 'zod/mini'
import type { BlobRef } from '../dexie-blob-store.ts'

/**
 * `server-unreachable`: nobody answered, or the answer broke off. `server-refused`: the server said no, by `problem`,
 * which is undefined for one that only a newer server knows. `server-broken`: an answer that is none of ours.
 */
export type BlobServerError =
  | TaggedError<'server-unreachable' | 'server-broken'>
  | (TaggedError<'server-refused'> & {
      readonly problem: ProblemType | undefined
      readonly retryAfter: number
    })

type Answered<T> = Promise<Result<T, BlobServerError>>

export interface BlobServer {
  readonly known: (
    workspaceId: WorkspaceId,
    ids: readonly AttachmentId[],
  ) => Answered<{ readonly complete: readonly AttachmentId[]; readonly marked: readonly AttachmentId[] }>
  readonly begin: (ref: BlobRef, size: number, checksum: Uint8Array<ArrayBuffer>) => Answered<BlobUpload>
  readonly append: (ref: BlobRef, offset: number, bytes: Uint8Array<ArrayBuffer>) => Answered<BlobUpload>
  /** Bytes as they come, from `offset` on; until `signal` aborts. */
  readonly read: (ref: BlobRef, offset: number, signal: AbortSignal) => Answered<AsyncIterable<Uint8Array>>
  /** Those that are not there. */
  readonly touch: (
    workspaceId: WorkspaceId,
    ids: readonly AttachmentId[],
  ) => Answered<readonly AttachmentId[]>
  /** No message here names them any more. */
  readonly mark: (workspaceId: WorkspaceId, ids: readonly AttachmentId[]) => Answered<void>
}

/** As much of a browser's as is used here; an address below this origin. */
export type Ask = (address: string, init: RequestInit) => Promise<Response>

interface Deps {
  readonly ask: Ask
  /** Ends whatever is under way, but for what is read. */
  readonly signal: AbortSignal
}

export const createBlobServer = ({ ask, signal }: Deps): BlobServer => {
  const send = async (path: string, init: RequestInit): Answered<Response> => {
    try {
      const response = await ask(apiRoot + path, { signal, ...init, credentials: 'same-origin' })
      return response.ok ? ok(response) : err(await refusalOf(response))
    } catch {
      return err({ type: 'server-unreachable' })
    }
  }

  const post = (wire: Pick<Wire, 'method' | 'path'>, params: Params, body: unknown): Answered<Response> =>
    send(pathOf(wire, params), {
      method: wire.method.toUpperCase(),
      headers: { 'Content-Type': 'application/json' },
      body: JSON.stringify(body),
    })

  const json = async <Body extends z.ZodMiniObject, Reply extends z.ZodMiniObject>(
    wire: Wire<z.ZodMiniObject, z.ZodMiniObject, Body, Reply>,
    params: Params,
    body: z.output<Body>,
  ): Answered<z.output<Reply>> => {
    const response = await post(wire, params, z.encode(wire.body, body))
    return response.ok ? answerOf(wire.answer, response.value) : response
  }

  return {
    known: (workspaceId, ids) => json(knownBlobsWire, { workspaceId }, { ids: [...ids] }),
    begin: ({ workspaceId, id }, size, checksum) =>
      json(beginBlobWire, { workspaceId, blobId: id }, { size, checksum }),
    append: async ({ workspaceId, id }, offset, bytes) => {
      const path = pathOf(appendBlobWire, { workspaceId, blobId: id })
      const response = await send(`${path}?offset=${offset}`, {
        method: 'PATCH',
        headers: { 'Content-Type': 'application/octet-stream' },
        body: bytes,
      })
      return response.ok ? answerOf(appendBlobWire.answer, response.value) : response
    },
    read: async ({ workspaceId, id }, offset, reading) => {
      const response = await send(pathOf(readBlobWire, { workspaceId, blobId: id }), {
        headers: offset === 0 ? {} : { Range: `bytes=${offset}-` },
        signal: reading,
      })
      if (!response.ok) return response
      const { body, status } = response.value
      const isAsked = status === (offset === 0 ? 200 : 206)
      return body !== null && isAsked ? ok(chunksOf(body)) : err({ type: 'server-broken' })
    },
    touch: async (workspaceId, ids) => {
      const touched = await json(touchBlobsWire, { workspaceId }, { ids: [...ids] })
      return touched.ok ? ok(touched.value.absent) : touched
    },
    mark: async (workspaceId, ids) => {
      const marked = await post(
        markBlobsWire,
        { workspaceId },
        z.encode(markBlobsWire.body, { ids: [...ids] }),
      )
      return marked.ok ? ok(undefined) : marked
    },
  }
}

type Params = Readonly<Record<string, string>>

const pathOf = ({ path }: Pick<Wire, 'path'>, params: Params): string =>
  path.replace(/\{(\w+)\}/g, (_, name: string) => params[name] ?? '')

const answerOf = async <Reply extends z.ZodMiniObject>(
  schema: Reply,
  response: Response,
): Answered<z.output<Reply>> => {
  try {
    const parsed = z.safeParse(schema, await response.json())
    return parsed.success ? ok(parsed.data) : err({ type: 'server-broken' })
  } catch {
    // It broke off: the request may have been carried out, and everything here can be asked again.
    return err({ type: 'server-unreachable' })
  }
}

const Problem = z.looseObject({ type: z.string() })

const refusalOf = async (response: Response): Promise<BlobServerError> => {
  const body: unknown = await response.json().catch(() => undefined)
  const problem = z.safeParse(Problem, body)
  const retryAfter = Number(response.headers.get('Retry-After') ?? 0)
  if (!problem.success) return { type: response.status >= 500 ? 'server-unreachable' : 'server-broken' }
  return {
    type: 'server-refused',
    problem: problemOfUri(problem.data.type),
    retryAfter: Number.isFinite(retryAfter) ? retryAfter : 0,
  }
}

/** Not every browser can iterate a stream. */
const chunksOf = async function* (stream: ReadableStream<Uint8Array>): AsyncGenerator<Uint8Array> {
  const reader = stream.getReader()
  try {
    for (;;) {
      const { done, value } = await reader.read()
      if (done) return
      yield value
    }
  } finally {
    await reader.cancel().catch(() => undefined)
  }
}
