/**
 * Which models are recommended before others, from the largest class of size to the smallest, and in each the best
 * first. The order is ours and no measurement: newer generations before older ones, those that speak many languages
 * before those that speak English, all-purpose ones only (no Coder, no Math, no untrained base).
 */

import type { DeviceModel } from './device-model.ts'

/** Names as in `modelNameOf`. */
export const preferredModels: Readonly<Record<DeviceModel['task'], readonly (readonly string[])[]>> = {
  chat: [
    ['Qwen3.5-9B', 'Qwen3-8B', 'Llama-3.1-8B-Instruct', 'gemma-2-9b-it', 'Qwen2.5-7B-Instruct'],
    ['Qwen3.5-4B', 'Qwen3-4B', 'Ministral-3-3B-Instruct-2512-BF16', 'gemma-4-E2B-it', 'Phi-4-mini-instruct'],
    ['Qwen3.5-2B', 'Llama-3.2-3B-Instruct', 'Qwen3-1.7B', 'gemma-2-2b-it', 'SmolLM2-1.7B-Instruct'],
    ['Qwen3.5-0.8B', 'Llama-3.2-1B-Instruct', 'gemma3-1b-it', 'Qwen3-0.6B', 'OLMo-2-0425-1B-Instruct'],
    ['Qwen2.5-0.5B-Instruct', 'SmolLM2-360M-Instruct', 'SmolLM2-135M-Instruct'],
  ],
  embedding: [['multilingual-e5-small'], ['snowflake-arctic-embed-m'], ['all-MiniLM-L6-v2']],
}
