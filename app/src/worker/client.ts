/** The page's typed handle on its engine worker. */

import * as Comlink from 'comlink'
import type { WorkerApi } from './api.ts'

export type EngineClient = WorkerApi

export const createEngineClient = (worker: Worker): EngineClient =>
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- every method returns a promise, so the remote is the same interface; Comlink's type drops generics
  Comlink.wrap(worker) as unknown as EngineClient

/** Hands a port over instead of copying it. */
export const transferPort = (port: MessagePort): MessagePort => Comlink.transfer(port, [port])

/** Hands bytes over instead of copying them; the caller's view is empty afterwards. */
export const transferBytes = (bytes: Uint8Array<ArrayBuffer>): Uint8Array<ArrayBuffer> =>
  Comlink.transfer(bytes, [bytes.buffer])
