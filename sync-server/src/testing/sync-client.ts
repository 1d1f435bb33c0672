/** One POST /sync over a real connection that may break on either side after any byte. */

import { request as httpRequest } from 'node:http'
import { type BulkDown, bulkContentType, bulkDown } from '@weft/shared/protocol/bulk.ts'
import { createBulkDecoder } from '@weft/shared/protocol/bulk-decoder.ts'
import { wireVersion } from '@weft/shared/protocol/version.ts'

export interface Cuts {
  /** After so many bytes of its body the request breaks. */
  readonly request?: number
  /** After so many bytes of its body the response breaks. */
  readonly response?: number
}

export interface Exchanged {
  /** 0 where no answer came. */
  readonly status: number
  readonly items: readonly BulkDown[]
  readonly whole: boolean
  /** The `code` of a problem. */
  readonly problem: string | undefined
  readonly headers: Readonly<Record<string, unknown>>
}

export interface SyncTarget {
  readonly port: number
  readonly cookie: string
  readonly headers?: Readonly<Record<string, string>>
}

const nobody: Exchanged = { status: 0, items: [], whole: false, problem: undefined, headers: {} }

export const exchange = (
  { port, cookie, headers = {} }: SyncTarget,
  body: Uint8Array,
  cuts: Cuts = {},
): Promise<Exchanged> =>
  new Promise(resolve => {
    const decoder = createBulkDecoder(bulkDown)
    const items: BulkDown[] = []
    const problem: Buffer[] = []
    let received = 0
    let status = 0
    let answered: Readonly<Record<string, unknown>> = {}

    const finish = (): void => {
      const isProblem = status >= 400
      resolve({
        ...nobody,
        status,
        items,
        headers: answered,
        whole: status === 200 && decoder.finish().ok,
        problem: isProblem ? codeOf(Buffer.concat(problem).toString()) : undefined,
      })
    }

    const request = httpRequest(
      {
        host: '127.0.0.1',
        port,
        method: 'POST',
        path: '/api/v1/sync',
        agent: false,
        headers: {
          Host: `localhost:${port}`,
          Origin: `http://localhost:${port}`,
          Cookie: cookie,
          'Content-Type': bulkContentType(wireVersion),
          ...headers,
        },
      },
      response => {
        status = response.statusCode ?? 0
        answered = response.headers
        response.on('data', (piece: Buffer) => {
          if (status !== 200) return void problem.push(piece)
          const left = Math.min(piece.length, (cuts.response ?? Number.POSITIVE_INFINITY) - received)
          received += left
          items.push(...decoder.feed(Uint8Array.from(piece.subarray(0, left))).items)
          if (received >= (cuts.response ?? Number.POSITIVE_INFINITY)) request.destroy()
        })
        response.on('error', finish)
        response.on('end', finish)
        response.on('close', finish)
      },
    )
    request.on('error', finish)
    request.on('close', finish)
    if (cuts.request === undefined || cuts.request >= body.length) request.end(body)
    else request.write(body.subarray(0, cuts.request), () => request.destroy())
  })

const codeOf = (text: string): string | undefined => {
  try {
    const problem: unknown = JSON.parse(text)
    return typeof problem === 'object' && problem !== null && 'code' in problem
      ? String(problem.code)
      : undefined
  } catch {
    return undefined
  }
}
