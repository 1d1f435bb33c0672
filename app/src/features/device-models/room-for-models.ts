/** How much of this device's storage models may take: threads come first, and always have room left to grow. */

/** Kept free of models, in bytes. */
export const keptForThreads = 500 * 1000 * 1000

/** Bytes that models may still take, at least 0; undefined when the browser does not say. */
export const roomForModels = async (
  storage: Pick<StorageManager, 'estimate'>,
): Promise<number | undefined> => {
  const { usage, quota } = await storage.estimate()
  return usage === undefined || quota === undefined ? undefined : Math.max(0, quota - usage - keptForThreads)
}
