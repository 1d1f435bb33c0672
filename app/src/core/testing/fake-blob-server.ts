/** A server of blobs in memory behind an `Ask` that loses, cuts and repeats as its seed says (rules A6 to A8, A13). */

import { blobPieceBytes } from '@weft/shared/blob-size.ts'
import { concatBytes } from '@weft/shared/bytes.ts'
import type { Random } from '@weft/shared/env.ts'
import { bytesToBase64Url } from '@weft/shared/protocol/accounts/base64-url.ts'
import { problemUri, type ProblemType } from '@weft/shared/protocol/accounts/problem.ts'
import { blobChecksum, pieceHash } from '@weft/shared/protocol/blobs.ts'
import type { Ask } from '../sync/blob-server.ts'

interface Upload {
  readonly size: number
  readonly checksum: string
  bytes: Uint8Array<ArrayBuffer>
  complete: boolean
}

export interface FakeBlobServer {
  readonly ask: Ask
  readonly uploads: ReadonlyMap<string, Upload>
  readonly marked: ReadonlySet<string>
  /** From now on nothing fails. */
  readonly heal: () => void
  /** Bytes of blobs that were taken, repeated ones included. */
  readonly taken: () => number
  /** Changes what a reader gets. */
  readonly lie: (change: (bytes: Uint8Array<ArrayBuffer>) => Uint8Array<ArrayBuffer>) => void
}

export const createFakeBlobServer = (random: Random, quota = Number.POSITIVE_INFINITY): FakeBlobServer => {
  const uploads = new Map<string, Upload>()
  const marked = new Set<string>()
  let failing = true
  let taken = 0
  let lie = (bytes: Uint8Array<ArrayBuffer>) => bytes

  const chance = (of: number): boolean => failing && random.fraction() < of
  const say = (body: unknown, status = 200): Response => Response.json(body, { status })
  const refuse = (type: ProblemType, status: number): Response =>
    say({ type: problemUri(type), title: '', status, detail: '' }, status)
  const stateOf = ({ bytes, complete }: Upload): Response => say({ received: bytes.length, complete })

  const begin = (id: string, body: { readonly size: number; readonly checksum: string }): Response => {
    const known = uploads.get(id)
    if (known !== undefined) return stateOf(known)
    const used = [...uploads.values()].reduce((sum, { size }) => sum + size, 0)
    if (used + body.size > quota) return refuse('quota-exceeded', 507)
    const begun: Upload = { ...body, bytes: new Uint8Array(0), complete: false }
    uploads.set(id, begun)
    return stateOf(begun)
  }

  const append = async (id: string, offset: number, sent: Uint8Array<ArrayBuffer>): Promise<Response> => {
    const upload = uploads.get(id)
    if (upload === undefined) return refuse('not-found', 404)
    if (upload.complete || upload.bytes.length !== offset) return refuse('upload-moved', 409)
    const cut = chance(0.3) ? Math.floor(random.fraction() * sent.length) : sent.length
    const end = offset + cut
    const whole = end === upload.size ? end : end - (end % blobPieceBytes)
    upload.bytes = concatBytes(upload.bytes, sent.subarray(0, Math.max(0, whole - offset)))
    taken += cut
    if (cut < sent.length) throw new TypeError('the connection was cut')
    if (upload.bytes.length === upload.size) {
      const hashes: Uint8Array[] = []
      for (let from = 0; from < upload.size; from += blobPieceBytes)
        hashes.push(await pieceHash(upload.bytes.slice(from, from + blobPieceBytes)))
      const right = bytesToBase64Url(await blobChecksum(hashes)) === upload.checksum
      upload.complete = right
      if (!right) upload.bytes = new Uint8Array(0)
      if (!right) return refuse('blob-damaged', 422)
    }
    return stateOf(upload)
  }

  const read = (id: string, range: string | null): Response => {
    const upload = uploads.get(id)
    if (upload?.complete !== true) return refuse('not-found', 404)
    const from = range === null ? 0 : Number(/\d+/.exec(range)?.[0])
    const bytes = lie(upload.bytes).slice(from)
    const cut = chance(0.4) ? Math.floor(random.fraction() * bytes.length) : bytes.length
    let at = 0
    const body = new ReadableStream<Uint8Array>({
      pull: controller => {
        if (at >= cut) return cut < bytes.length ? controller.error(new Error('cut')) : controller.close()
        const size = 1 + Math.floor(random.fraction() * 200_000)
        controller.enqueue(bytes.slice(at, Math.min(cut, at + size)))
        at += size
      },
    })
    return new Response(body, { status: range === null ? 200 : 206 })
  }

  const answer = async (url: URL, init: RequestInit): Promise<Response> => {
    const last = url.pathname.split('/').at(-1) ?? ''
    const { body } = init
    if (init.method === 'PATCH' && body instanceof Uint8Array)
      return append(last, Number(url.searchParams.get('offset')), new Uint8Array(body))
    if (typeof body !== 'string') return read(last, new Headers(init.headers).get('Range'))
    const parsed = JSON.parse(body)
    const ids: readonly string[] = parsed.ids ?? []
    const here = ids.filter(id => uploads.get(id)?.complete === true)
    switch (last) {
      case 'known':
        return say({ complete: here, marked: here.filter(id => marked.has(id)) })
      case 'touched':
        for (const id of ids) marked.delete(id)
        return say({ absent: ids.filter(id => !here.includes(id)) })
      case 'marked':
        for (const id of here) marked.add(id)
        return new Response(null, { status: 204 })
      default:
        return begin(last, parsed)
    }
  }

  return {
    ask: async (address, init) => {
      if (chance(0.15)) throw new TypeError('no network')
      if (chance(0.05)) return refuse('database-unavailable', 503)
      const answered = await answer(new URL(address, 'https://weft.test'), init)
      if (chance(0.15)) throw new TypeError('the answer was lost')
      return answered
    },
    uploads,
    marked,
    heal: () => {
      failing = false
    },
    taken: () => taken,
    lie: change => {
      lie = change
    },
  }
}
