/**
 * The library of Hugging Face, set up so that it asks nobody for anything: files of models from their cache, the runtime
 * from the one of this app. Neither may be fetched from the worker it runs in.
 */

import * as transformers from '@huggingface/transformers'
// The same file as the one the library names by itself, so the build has it once.
import runtimeUrl from 'onnxruntime-web/ort-wasm-simd-threaded.asyncify.wasm?url'
import type { Fetch } from '../../providers/exchange.ts'
import type { ModelCache } from '../download/model-file.ts'

const modelCache: ModelCache = 'weft/onnx'

/** Optional files are asked for too; a library that is told they are missing goes on. */
const missing = (): Response => new Response(null, { status: 404 })

/** Sets the library up for models of one host. @throws when the runtime is not here and cannot be fetched. */
export const openTransformers = async (host: string, ask: Fetch): Promise<typeof transformers> => {
  const { env } = transformers
  const { wasm } = env.backends.onnx
  if (!wasm) throw new Error('no available backend: the library has none for WebAssembly')
  wasm.numThreads = 1
  // Else it imports a script from a host of its own.
  Reflect.deleteProperty(wasm, 'wasmPaths')
  wasm.wasmBinary = await readRuntime(ask)
  env.logLevel = transformers.LogLevel.ERROR
  env.remoteHost = `${host}/`
  env.allowLocalModels = false
  env.useBrowserCache = false
  env.useCustomCache = true
  const cache = await caches.open(modelCache)
  env.customCache = {
    match: async url => (URL.canParse(url) ? await cache.match(url) : undefined),
    put: async () => undefined,
  }
  env.fetch = async () => missing()
  return transformers
}

/** From what the app has stored on demand; a server for development gives it directly. */
const readRuntime = async (ask: Fetch): Promise<ArrayBuffer> => {
  const answer = await ask(runtimeUrl, {}).catch(() => undefined)
  if (!answer?.ok) throw new Error('no available backend: the runtime is not on this device')
  return answer.arrayBuffer()
}
