/** What the browser throws, as one of our storage errors. Names are those of the DOM and of Dexie's wrappers. */

import type { StorageError } from './store.ts'

const namesOf = (cause: unknown): readonly string[] => {
  const names: string[] = []
  for (let error = cause, depth = 0; typeof error === 'object' && error !== null && depth < 4; depth += 1) {
    if ('name' in error && typeof error.name === 'string') names.push(error.name)
    error = 'inner' in error ? error.inner : undefined
  }
  return names
}

const typeByName: Readonly<Record<string, StorageError['type']>> = {
  QuotaExceededError: 'storage-full',
  VersionError: 'storage-newer',
  MissingAPIError: 'storage-unavailable',
  SecurityError: 'storage-unavailable',
  DatabaseClosedError: 'storage-lost',
  InvalidStateError: 'storage-lost',
  UnknownError: 'storage-lost',
  TransactionInactiveError: 'storage-lost',
  TimeoutError: 'storage-lost',
}

/** `QuotaExceededError` often hides inside an `AbortError`, so every inner error is looked at. */
export const toStorageError = (cause: unknown): StorageError => {
  const detail = cause instanceof Error ? cause.message : String(cause)
  const names = namesOf(cause)
  for (const name of names) {
    const type = typeByName[name]
    if (type) return { type, detail }
  }
  return { type: 'storage-failed', detail }
}
