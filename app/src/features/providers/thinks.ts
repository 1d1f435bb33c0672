import type { ReasoningEffort } from '@weft/shared/schema/provider.ts'

/** For what knows only thinking and not thinking: the least of it is none. */
export const thinks = (effort: ReasoningEffort): boolean => effort !== 'none' && effort !== 'minimal'
