/** What an engine threw, by the name that a person can do something with. Engines throw texts, numbers and errors of their own. */

import type { ProviderError, ProviderErrorType } from '../../providers/provider-error.ts'

const longestDetail = 500

/** By what they say, in this order: WebLLM 0.2.86 (`error.ts`), ONNX Runtime 1.31, and the browsers themselves. */
const signs: readonly (readonly [RegExp, ProviderErrorType])[] = [
  [
    /context.?window.?size.?exceeded|exceed.?context.?window.?size|exceeds? (?:the )?context/i,
    'context-too-long',
  ],
  // WebLLM unloads its model when the graphics processor gives up outside of loading, and the next question finds none.
  [
    /out of memory|bad_alloc|allocat|device\]? (?:was |is )?lost|devicelost|memory access out of bounds|invalid array (?:buffer )?length|GPUBuffer.*(?:invalid|destroyed)|ModelNotLoadedError|has already been disposed|external Instance reference no longer exists/i,
    'model-out-of-memory',
  ],
  [
    /shader-?f16|requires? (?:the )?feature|featuresupport|webgpu ?(?:is )?not ?(?:available|supported|found)|compatible GPU|no gpu adapter/i,
    'model-unfit',
  ],
  // A vocabulary that its grammars cannot read: the model is whole, and runs without one.
  // The same of a template, which refuses roles or their order, and of pictures that nobody can draw.
  [
    /GrammarMatcherInitError|system role|roles must alternate|MessageOrderError|MultipleTextContentError|ContentTypeError|UnsupportedImageURLError|source image (?:could not|cannot) be decoded/i,
    'request-refused',
  ],
  [
    /no available backend|failed to fetch dynamically imported module|importing a module script failed/i,
    'engine-not-here',
  ],
]

export const nameFailure = (cause: unknown): ProviderError => {
  // ONNX Runtime throws the address of a C++ exception, and the one that is met in practice is `std::bad_alloc`.
  if (typeof cause === 'number') return { type: 'model-out-of-memory' }
  const detail = (cause instanceof Error ? `${cause.name}: ${cause.message}` : String(cause)).slice(
    0,
    longestDetail,
  )
  const sign = signs.find(([pattern]) => pattern.test(detail))
  return { type: sign?.[1] ?? 'model-broken', detail }
}
