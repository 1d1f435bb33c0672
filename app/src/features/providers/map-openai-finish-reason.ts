/** Why a Chat Completions server stopped, in the words of the contract. */

import type { FinishReason } from './language-model.ts'

/**
 * Servers use OpenAI's words, their model's own (`eos`, `end_turn`, `stop_sequence`) or their engine's. `error` is
 * no reason but an error, which the reader has seen to before.
 */
export const mapOpenAIFinishReason = (reason: string): FinishReason => {
  switch (reason.toLowerCase()) {
    case 'stop':
    case 'eos':
    case 'eos_token':
    case 'end_turn':
    case 'stop_sequence':
    case 'completed':
      return 'complete'
    case 'length':
    case 'max_tokens':
    case 'max_output_tokens':
    case 'model_length':
    case 'insufficient_system_resource': // DeepSeek: cut for want of machines
      return 'length'
    case 'content_filter':
    case 'refusal':
    case 'safety':
    case 'recitation':
    case 'prohibited_content':
      return 'refused'
    case 'tool_calls':
    case 'tool_use':
    case 'function_call':
      return 'tool-calls'
    default:
      return reason.toLowerCase().startsWith('content_filter') ? 'refused' : 'unknown'
  }
}
