/** Bytes as an answer, no faster than they are taken, and not for ever: a reader that stops is cut. */

import type { Clock } from '@weft/shared/env.ts'
import { blobPieceWithinMilliseconds } from '@weft/shared/protocol/limits.ts'
import type { Request, Response } from 'express'
import type { BytesAnswer } from './operation.ts'

export const sendBytes = async (
  request: Request,
  response: Response,
  { status, headers, chunks }: BytesAnswer,
  clock: Clock,
): Promise<void> => {
  response.status(status).set(headers)
  if (request.method === 'HEAD') return void response.end()
  for await (const chunk of chunks) {
    if (response.destroyed) return
    if (!response.write(chunk) && !(await isTaken(response, clock))) return void response.destroy()
  }
  response.end()
}

/** Whether what was written went out in time; not when the reader is gone. */
const isTaken = (response: Response, clock: Clock): Promise<boolean> =>
  new Promise(resolve => {
    const settle = (taken: boolean): void => {
      cancel()
      response.off('drain', drained)
      response.off('close', closed)
      resolve(taken)
    }
    const drained = (): void => settle(true)
    const closed = (): void => settle(false)
    const cancel = clock.after(blobPieceWithinMilliseconds, closed)
    response.once('drain', drained)
    response.once('close', closed)
    if (response.destroyed) closed()
  })
