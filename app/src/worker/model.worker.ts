/**
 * The worker in which a model of this device runs. What is written to it goes nowhere: its policy lets it reach nobody,
 * and all it needs lies in caches before it begins. Each engine comes with the first model that needs it.
 */

import { systemEnv } from '@weft/shared/env.ts'
import { createModelHost } from '../features/device-models/inference/model-host.ts'
import { parseFromPage } from '../features/providers/call-messages.ts'
import { nameFailure } from '../features/device-models/inference/name-failure.ts'
import { serveLocalFiles } from '../features/device-models/inference/serve-local-files.ts'
import { err } from '@weft/shared/result.ts'

serveLocalFiles(globalThis, caches)

const host = createModelHost({
  env: systemEnv,
  locks: navigator.locks,
  report: reportError,
  load: async (model, onLoading) => {
    const { source } = model
    try {
      if (source.type === 'webllm') {
        const { loadWebllm } = await import('../features/device-models/inference/load-webllm.ts')
        return await loadWebllm({ ...model, source }, onLoading)
      }
      if (source.type === 'browser') return err({ type: 'request-refused' })
      const { loadOnnx } = await import('../features/device-models/inference/load-onnx.ts')
      return await loadOnnx({ ...model, source }, onLoading, (url, init) => fetch(url, init))
    } catch (cause) {
      return err(nameFailure(cause))
    }
  },
})

globalThis.addEventListener('message', event => {
  if (parseFromPage(event.data)?.type === 'connect') for (const port of event.ports) host.serve(port)
})
