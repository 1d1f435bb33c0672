/**
 * Which updates of a workspace this node has told its sockets. Numbers have no gaps, so a gap here is something that
 * another node has written, or a commit of ours whose answer was lost: time to read the log.
 */

export interface RelayedNumbers {
  /** Everything up to here; undefined until the head was read once. */
  readonly through: () => number | undefined
  readonly has: (seq: number) => boolean
  readonly add: (seq: number) => void
  /** Everything up to `seq` is told, or came before anybody listened. */
  readonly raise: (seq: number) => void
  /** Something below what was told is missing. */
  readonly hasGap: () => boolean
}

export const createRelayedNumbers = (): RelayedNumbers => {
  let through: number | undefined
  const ahead = new Set<number>()

  const close = (): void => {
    while (through !== undefined && ahead.delete(through + 1)) through += 1
  }

  return {
    through: () => through,
    has: seq => (through !== undefined && seq <= through) || ahead.has(seq),
    add: seq => {
      if (through === undefined || seq > through) ahead.add(seq)
      close()
    },
    raise: seq => {
      through = Math.max(through ?? 0, seq)
      for (const told of ahead) if (told <= through) ahead.delete(told)
      close()
    },
    hasGap: () => through !== undefined && ahead.size > 0,
  }
}
