/** What the browser's own model failed of, by the name of the exception, in words that a person can do something with. */

import type { ProviderError, ProviderErrorType } from '../../providers/provider-error.ts'
import type { DownloadError } from '../download/download-error.ts'

const longestDetail = 500

const detailOf = (cause: unknown): string =>
  (cause instanceof Error ? cause.message : String(cause)).slice(0, longestDetail)

export const nameOf = (cause: unknown): string => (cause instanceof Error ? cause.name : '')

const typeByName: Readonly<Record<string, ProviderErrorType>> = {
  QuotaExceededError: 'context-too-long',
  // The browser has removed it, or a person or a policy forbids it: it would have to be fetched, with a click.
  NotAllowedError: 'model-not-here',
  // The page is gone, or the browser has destroyed the session.
  InvalidStateError: 'stream-cut',
  AbortError: 'stream-cut',
}

/** Anything else is the browser's own trouble, which may pass by itself. */
export const nameBrowserFailure = (cause: unknown): ProviderError => ({
  type: typeByName[nameOf(cause)] ?? 'provider-failed',
  detail: detailOf(cause),
})

export const nameBringFailure = (cause: unknown, isOnline: boolean): DownloadError => {
  switch (nameOf(cause)) {
    case 'NetworkError':
      return { type: isOnline ? 'unreachable' : 'offline', detail: detailOf(cause) }
    case 'NotAllowedError':
    case 'NotSupportedError':
      return { type: 'refused', detail: detailOf(cause) }
    default:
      return { type: 'storage-failed', detail: detailOf(cause) }
  }
}
