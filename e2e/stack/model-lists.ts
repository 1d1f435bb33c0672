/** Lists of models as each vendor sends them. */
import { jsonReply, wireSeconds, type Answer } from './reply.ts'

export const openaiModels =
  (ids: readonly string[]): Answer =>
  () =>
    jsonReply({
      object: 'list',
      data: ids.map(id => ({ id, object: 'model', created: wireSeconds, owned_by: 'system' })),
    })

export const anthropicModels =
  (ids: readonly string[]): Answer =>
  () =>
    jsonReply({
      data: ids.map(id => ({
        type: 'model',
        id,
        display_name: id,
        created_at: '2026-02-19T00:00:00Z',
      })),
      has_more: false,
      first_id: ids[0] ?? null,
      last_id: ids.at(-1) ?? null,
    })

/** OpenRouter tells context, price and what a model can do. */
export const openrouterModels =
  (ids: readonly string[]): Answer =>
  () =>
    jsonReply({
      data: ids.map(id => ({
        id,
        canonical_slug: id,
        name: id,
        created: wireSeconds,
        context_length: 131_072,
        architecture: { modality: 'text->text', input_modalities: ['text'], output_modalities: ['text'] },
        pricing: { prompt: '0.00000055', completion: '0.00000219', request: '0', image: '0' },
        top_provider: { context_length: 131_072, max_completion_tokens: 32_768, is_moderated: false },
        supported_parameters: ['max_tokens', 'temperature', 'tools', 'reasoning'],
      })),
    })

/** Ollama's own list, which tells sizes; its compatible endpoint gives `openaiModels`. */
export const ollamaTags =
  (names: readonly string[]): Answer =>
  () =>
    jsonReply({
      models: names.map(name => ({
        name,
        model: name,
        modified_at: '2026-11-02T10:11:12.345678Z',
        size: 2_019_393_189,
        digest: 'a80c4f17acd55265feec403c7aef86be0c25983ab279d83f3bcd3abbcb5b8b72',
        details: {
          parent_model: '',
          format: 'gguf',
          family: 'llama',
          families: ['llama'],
          parameter_size: '3.2B',
          quantization_level: 'Q4_K_M',
        },
      })),
    })

/** LM Studio marks where a model comes from. */
export const lmStudioModels =
  (ids: readonly string[]): Answer =>
  () =>
    jsonReply({
      data: ids.map(id => ({ id, object: 'model', owned_by: 'organization_owner' })),
      object: 'list',
    })
