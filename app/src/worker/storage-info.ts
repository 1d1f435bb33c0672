/** What the browser says of this origin's storage; null where it says nothing. */

import type { StorageInfo } from './api.ts'

export const storageInfo = async (): Promise<StorageInfo> => {
  const { storage } = navigator
  if (!storage) return { persisted: null, usedBytes: null, quotaBytes: null }
  const estimate = await storage.estimate()
  return {
    persisted: await storage.persisted(),
    usedBytes: estimate.usage ?? null,
    quotaBytes: estimate.quota ?? null,
  }
}
