/**
 * Loads a picture from the web when the person asked for it. Each load has a worker of its own, so that no two
 * hosts ever meet in one.
 */

import type { LoadImage } from '../ui/markdown/load-image.ts'

export type ImageWorker = Pick<Worker, 'postMessage' | 'addEventListener' | 'terminate'>

/** The promise rejects when the host did not give the picture. */
export const createImageLoader =
  (spawn: () => ImageWorker): LoadImage =>
  address =>
    new Promise((resolve, reject) => {
      const worker = spawn()
      const refuse = (): void => {
        worker.terminate()
        reject(new Error('The picture did not come'))
      }
      worker.addEventListener('error', refuse)
      worker.addEventListener('message', ({ data }: MessageEvent<unknown>) => {
        if (!(data instanceof Blob)) return refuse()
        worker.terminate()
        resolve(data)
      })
      worker.postMessage(address)
    })
