import type { Clock } from '@weft/shared/env.ts'
import { err, type Result } from '@weft/shared/result.ts'
import { createDeadline, type Deadline } from './deadline.ts'
import type { ProviderError } from './provider-error.ts'

export type Silence = 'connect-timeout' | 'idle-timeout'

/**
 * One call that `work` sets the times of. A silence that was too long and a connection that broke are errors; rejects
 * only when `signal` aborted.
 */
export const withinDeadline = async <T>(
  clock: Clock,
  signal: AbortSignal,
  work: (deadline: Deadline<Silence>) => Promise<Result<T, ProviderError>>,
): Promise<Result<T, ProviderError>> => {
  const deadline = createDeadline<Silence>(clock, signal)
  try {
    return await work(deadline)
  } catch (cause) {
    const silence = deadline.passed()
    if (silence) return err({ type: silence })
    if (signal.aborted) throw cause
    return err({ type: 'stream-cut' })
  } finally {
    deadline.close()
  }
}
