/**
 * Actions that are under way together: never more than a few, begun in the order in which they are given, and those of
 * one key one after another. Who gives them waits for room, so that what is read ahead is bounded too.
 */

export interface FewAtATime {
  /** Resolves when it has its place. What an action throws is thrown at the next call. */
  readonly begin: (key: string, action: () => Promise<void>) => Promise<void>
  /** Resolves when all have ended. */
  readonly ended: () => Promise<void>
}

export const createFewAtATime = (most: number): FewAtATime => {
  const underWay = new Set<Promise<void>>()
  const lastByKey = new Map<string, Promise<void>>()
  let fault: { readonly cause: unknown } | undefined

  const run = async (before: Promise<void> | undefined, action: () => Promise<void>): Promise<void> => {
    await before
    try {
      if (!fault) await action()
    } catch (cause) {
      fault ??= { cause }
    }
  }

  const throwFault = (): void => {
    if (fault) throw fault.cause
  }

  return {
    begin: async (key, action) => {
      while (underWay.size >= most) await Promise.race(underWay)
      throwFault()
      const running = run(lastByKey.get(key), action).then(() => {
        underWay.delete(running)
        if (lastByKey.get(key) === running) lastByKey.delete(key)
      })
      underWay.add(running)
      lastByKey.set(key, running)
    },
    ended: async () => {
      await Promise.all(underWay)
      throwFault()
    },
  }
}
