/**
 * What is known about Claude models by their ids: how thinking is asked for, how long an answer may be, whether
 * there is a temperature. A model that is not here is taken for a newer one.
 *
 * Sources: Anthropic's model pages, "Thinking" and the migration guides of the 5.5 models, November 2026.
 */

export interface ClaudeModel {
  /**
   * `always`: adaptive, cannot be turned off. `default`: adaptive unless turned off by `off`. `on-request`:
   * adaptive when asked for. `budget`: a number of tokens. `none`: does not think.
   */
  readonly thinking: 'always' | 'default' | 'on-request' | 'budget' | 'none'
  readonly off?: 'disabled' | 'between_tools'
  /** Takes `output_config.effort`. */
  readonly hasEffort: boolean
  /** Thinking comes back without its words unless a summary is asked for. */
  readonly hidesThinking: boolean
  /** Takes a temperature, under the API version of 2023. */
  readonly hasTemperature: boolean
  /** `max_tokens` when the person set none. Counts thinking too; below the model's own limit where its context is short. */
  readonly defaultOutput: number
}

const newest: ClaudeModel = {
  thinking: 'always',
  hasEffort: true,
  hidesThinking: true,
  hasTemperature: false,
  defaultOutput: 64_000,
}

const onRequest: ClaudeModel = { ...newest, thinking: 'on-request' }

const budget: ClaudeModel = {
  thinking: 'budget',
  hasEffort: false,
  hidesThinking: false,
  hasTemperature: true,
  defaultOutput: 32_000,
}

/** The first pattern that fits. */
const claudeModels: readonly (readonly [RegExp, ClaudeModel])[] = [
  [/sonnet-5-5/, { ...newest, thinking: 'default', off: 'between_tools' }],
  [/(?:opus|sonnet)-5(?!-\d)/, { ...newest, thinking: 'default', off: 'disabled' }],
  [/opus-4-[78]/, onRequest],
  [/(?:opus|sonnet)-4-6/, { ...onRequest, hidesThinking: false, hasTemperature: true }],
  [/opus-4-5/, { ...budget, hasEffort: true }],
  [/(?:sonnet|haiku)-4-5|sonnet-4|3-7-sonnet/, budget],
  [/opus-4/, { ...budget, defaultOutput: 16_000 }],
  [/claude-3-5|claude-3-|claude-2/, { ...budget, thinking: 'none', defaultOutput: 4_096 }],
  [/claude/, newest],
]

/** Not a Claude model at all: another vendor behind the same format. Nothing is asked of it that it may not know. */
const foreign: ClaudeModel = { ...budget, thinking: 'none', defaultOutput: 8_192 }

export const claudeModelOf = (modelId: string): ClaudeModel =>
  claudeModels.find(([pattern]) => pattern.test(modelId))?.[1] ?? foreign
