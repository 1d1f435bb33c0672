/** The downloading worker's end of a port. */

import type { Env } from '@weft/shared/env.ts'
import type { Locks } from '../../providers/lifeline.ts'
import { serveCalls } from '../../providers/serve-calls.ts'
import { dropBroken } from './drop-broken.ts'
import { dropFile } from './fetch-file.ts'
import type { ModelFile } from './model-file.ts'
import { type DownloadAnswer, type DownloadCall, parseToDownloadWorker } from './download-messages.ts'
import { type DownloadDeps, downloadModel, type DownloadProgress } from './download-model.ts'

export interface DownloadHostDeps extends Omit<DownloadDeps, 'clock' | 'random'> {
  readonly env: Env
  readonly locks: Locks | undefined
  readonly report: (cause: unknown) => void
}

/** Milliseconds between two words of how far it is: often enough for a line that moves. */
const progressEvery = 250

export const serveDownloads = (port: MessagePort, deps: DownloadHostDeps): void => {
  const { clock, random } = deps.env

  const download = (
    { call, model, earlier }: Extract<DownloadCall, { readonly type: 'download' }>,
    send: (answer: DownloadAnswer) => void,
    signal: AbortSignal,
  ): ReturnType<typeof downloadModel> => {
    let latest: DownloadProgress | undefined
    let cancel: (() => void) | undefined
    const say = (): void => {
      cancel?.()
      cancel = undefined
      if (latest) send({ type: 'progress', call, progress: latest })
      latest = undefined
    }
    const onProgress = (progress: DownloadProgress): void => {
      latest = progress
      cancel ??= clock.after(progressEvery, say)
    }
    const onFiles = (files: readonly ModelFile[]): void => send({ type: 'files', call, files })
    return downloadModel(model, earlier, { ...deps, clock, random }, { onFiles, onProgress }, signal).finally(
      say,
    )
  }

  serveCalls<DownloadCall, DownloadAnswer>(port, {
    clock,
    locks: deps.locks,
    parse: parseToDownloadWorker,
    report: deps.report,
    answer: async (message, { send, signal }) => {
      const { call } = message
      switch (message.type) {
        case 'download':
          return send({ type: 'downloaded', call, result: await download(message, send, signal) })
        case 'check':
          return send({ type: 'kept', call, bytes: await dropBroken(message.files, deps.store) })
        case 'remove': {
          for (const file of message.files) await dropFile(file, deps.store)
          return send({ type: 'kept', call, bytes: 0 })
        }
      }
    },
  })
}
