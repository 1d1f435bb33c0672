/** Why a Claude model stopped, in the words of the contract. */

import type { FinishReason } from './language-model.ts'

export const mapAnthropicStopReason = (reason: string): FinishReason => {
  switch (reason) {
    case 'end_turn':
    case 'stop_sequence':
      return 'complete'
    case 'tool_use':
      return 'tool-calls'
    case 'refusal':
      return 'refused'
    // All three mean that there is more to come if one asks for it. `pause_turn` is a long turn of the vendor's own tools.
    case 'max_tokens':
    case 'model_context_window_exceeded':
    case 'pause_turn':
      return 'length'
    default:
      return 'unknown'
  }
}
