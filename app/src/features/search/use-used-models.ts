import { useMemo } from 'react'
import type { ThreadRow } from '../threads/tables.ts'
import { useAllThreads } from '../threads/thread-list-queries.ts'

/** More than these are found by writing a piece of their name. */
const mostModels = 12

const modelOf = ({ lastModel }: ThreadRow): string | undefined => lastModel?.name

/** The names of the models that the threads were last answered by, the most used first. */
export const useUsedModels = (): readonly string[] => {
  const models = useAllThreads(modelOf)
  return useMemo(() => {
    const countByName = new Map<string, number>()
    for (const name of models ?? [])
      if (name !== undefined) countByName.set(name, (countByName.get(name) ?? 0) + 1)
    return [...countByName]
      .toSorted(([, a], [, b]) => b - a)
      .slice(0, mostModels)
      .map(([name]) => name)
  }, [models])
}
