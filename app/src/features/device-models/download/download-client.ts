/** The engine's end of the port to the worker that brings models. */

import type { Clock } from '@weft/shared/env.ts'
import { err, type Result } from '@weft/shared/result.ts'
import { type CallAnswer, type CallReport, createCallPort } from '../../providers/call-port.ts'
import type { DeviceModel } from '../device-model.ts'
import type { DownloadError } from './download-error.ts'
import type { DownloadEvents } from './download-model.ts'
import type { ModelFile } from './model-file.ts'
import { type DownloadAnswer, type DownloadCall, parseFromDownloadWorker } from './download-messages.ts'

export interface DownloadClient {
  /** As `downloadModel`: null when `signal` aborted. A worker that dies is a connection that broke. */
  readonly download: (
    model: DeviceModel,
    earlier: readonly ModelFile[],
    events: DownloadEvents,
    signal: AbortSignal,
  ) => Promise<Result<void, DownloadError> | null>
  /** Drops files that are not what they should be, and those of which nobody can say it. The bytes that are left. */
  readonly check: (files: readonly ModelFile[]) => Promise<number>
  readonly remove: (files: readonly ModelFile[]) => Promise<void>
}

const toIncoming = (data: unknown): CallReport | CallAnswer<DownloadAnswer> => {
  const message = parseFromDownloadWorker(data)
  switch (message.type) {
    case 'files':
    case 'progress':
    case 'downloaded':
    case 'kept':
      return { type: 'answer', call: message.call, message }
    default:
      return message
  }
}

type Ending = { readonly result: Result<void, DownloadError> | null }

/** `onLost`: the worker is gone. */
export const createDownloadClient = (port: MessagePort, clock: Clock, onLost: () => void): DownloadClient => {
  const calls = createCallPort<DownloadCall, DownloadAnswer>({ port, parse: toIncoming, clock, onLost })
  return {
    download: async (model, earlier, events, signal) => {
      const ending = await calls.ask<Ending>(
        call => ({ type: 'download', call, model, earlier }),
        message => {
          if (message.type === 'downloaded') return { result: message.result }
          if (message.type === 'files') events.onFiles(message.files)
          if (message.type === 'progress') events.onProgress(message.progress)
          return undefined
        },
        () => ({ result: err({ type: 'unreachable' }) }),
        signal,
      )
      return ending.result
    },
    check: files =>
      calls.ask(
        call => ({ type: 'check', call, files }),
        message => (message.type === 'kept' ? message.bytes : undefined),
        () => 0,
      ),
    remove: async files => {
      await calls.ask(
        call => ({ type: 'remove', call, files }),
        message => (message.type === 'kept' ? message.bytes : undefined),
        () => 0,
      )
    },
  }
}
