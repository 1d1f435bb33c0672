/** How much of this device's storage models may still take. */

import { keptFree } from './preflight.ts'

/** Bytes, at least 0; undefined when the browser does not say. */
export const roomForModels = async (
  storage: Pick<StorageManager, 'estimate'>,
): Promise<number | undefined> => {
  const { usage, quota } = await storage.estimate()
  return usage === undefined || quota === undefined ? undefined : Math.max(0, quota - usage - keptFree)
}
