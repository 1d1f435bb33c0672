/** How much a Chat Completions server is to reason, in the parameters it understands. */

import type { ReasoningEffort } from '@weft/shared/schema/provider.ts'
import type { ChatQuirks } from './presets.ts'
import { thinks } from './thinks.ts'

/** Nothing is sent where the person chose nothing, save what makes a vendor show the reasoning it does anyway. */
export const chatReasoningParameters = (
  reasoning: ChatQuirks['reasoning'],
  effort: ReasoningEffort | undefined,
  wantsThoughts: boolean,
): object => {
  switch (reasoning) {
    case 'effort':
      return effort === undefined ? {} : { reasoning_effort: effort }
    case 'openrouter':
      return effort === undefined ? {} : { reasoning: effort === 'none' ? { enabled: false } : { effort } }
    case 'deepseek':
      if (effort === undefined) return {}
      return thinks(effort)
        ? { thinking: { type: 'enabled' }, reasoning_effort: effort }
        : { thinking: { type: 'disabled' } }
    case 'gemini':
      return {
        ...(effort === undefined ? {} : { reasoning_effort: effort }),
        // The name is the wire's own here, not the SDK's way to add fields.
        ...(wantsThoughts && effort !== 'none'
          ? { extra_body: { google: { thinking_config: { include_thoughts: true } } } }
          : {}),
      }
    case 'chat-template':
      if (effort === undefined) return {}
      return {
        reasoning_effort: effort,
        chat_template_kwargs: { enable_thinking: effort !== 'none', reasoning_effort: effort },
      }
  }
}
