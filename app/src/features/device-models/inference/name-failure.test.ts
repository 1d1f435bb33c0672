import { expect, it } from 'vitest'
import { nameFailure } from './name-failure.ts'

/** As the engines and the browsers really throw them. */
const named = (name: string, message: string): Error => Object.assign(new Error(message), { name })

it.each([
  [named('DeviceLostError', 'The WebGPU device was lost while loading the model.'), 'model-out-of-memory'],
  [named('RangeError', 'Array buffer allocation failed'), 'model-out-of-memory'],
  [named('RangeError', 'WebAssembly.Memory(): could not allocate memory'), 'model-out-of-memory'],
  [named('RuntimeError', 'memory access out of bounds'), 'model-out-of-memory'],
  [
    named('Error', 'failed to call OrtRun(). ERROR_CODE: 6, ERROR_MESSAGE: std::bad_alloc'),
    'model-out-of-memory',
  ],
  [5_242_880, 'model-out-of-memory'],
  // A graphics processor that gave up after loading, as the next question meets it.
  [
    named(
      'ModelNotLoadedError',
      'Model not loaded before trying to complete ChatCompletionRequest. Please ensure you have called MLCEngine.reload(model)',
    ),
    'model-out-of-memory',
  ],
  [named('Error', 'Object has already been disposed'), 'model-out-of-memory'],
  [
    named('AbortError', "Failed to execute 'mapAsync' on 'GPUBuffer': [Device] is lost."),
    'model-out-of-memory',
  ],
  [named('OperationError', 'A valid external Instance reference no longer exists.'), 'model-out-of-memory'],
  [named('ShaderF16SupportError', 'This model requires WebGPU extension shader-f16'), 'model-unfit'],
  [named('WebGPUNotAvailableError', 'WebGPU is not available in your current environment'), 'model-unfit'],
  [
    'Error: Unable to find a compatible GPU. This issue might be because your computer does not have a GPU',
    'model-unfit',
  ],
  [named('ContextWindowSizeExceededError', 'Prompt tokens exceed context window size'), 'context-too-long'],
  [named('Error', 'no available backend found. ERR: [wasm] RuntimeError: Aborted'), 'engine-not-here'],
  [named('TypeError', 'Failed to fetch dynamically imported module: /assets/lib.js'), 'engine-not-here'],
  [
    named('GrammarMatcherInitError', 'Failed to initialize the grammar matcher for response format'),
    'request-refused',
  ],
  // Chat templates of Gemma and Mistral, and WebLLM's own rule.
  [named('Error', 'System role not supported'), 'request-refused'],
  [named('Error', 'Conversation roles must alternate user/assistant/user/assistant/...'), 'request-refused'],
  [
    named('SystemMessageOrderError', 'System prompt should always be the first message in `messages`.'),
    'request-refused',
  ],
  [
    named('MultipleTextContentError', 'Each message can have at most one text contentPart.'),
    'request-refused',
  ],
  [named('InvalidStateError', 'The source image could not be decoded.'), 'request-refused'],
  // What a library that is none leads to (reference run of WebLLM 0.2.86, as an error and as a plain text).
  [named('CompileError', 'WebAssembly.instantiate(): expected magic word 00 61 73 6d'), 'model-broken'],
  ["TypeError: Cannot read properties of undefined (reading 'buffer')", 'model-broken'],
  [named('SyntaxError', 'Unexpected token < in JSON'), 'model-broken'],
  [undefined, 'model-broken'],
])('%s is %s', (cause, type) => {
  expect(nameFailure(cause).type).toBe(type)
})

it('what the engine said is kept, and not at any length', () => {
  expect(nameFailure(new Error('x'.repeat(5_000))).detail).toHaveLength(500)
})
