/** The files of a model that WebLLM runs, as its version 0.2.86 asks for them (`reloadInternal`, `asyncLoadTokenizer`, `fetchTensorCache`). */

import { err, ok, type Result } from '@weft/shared/result.ts'
import * as z from 'zod/mini'
import type { DeviceModel } from '../device-model.ts'
import type { HostDeps } from './ask-host.ts'
import type { DownloadError } from './download-error.ts'
import type { ModelCache, ModelFile } from './model-file.ts'
import { fileUrl } from './model-tree.ts'
import { readHostJson } from './read-host-json.ts'

/** A shard's name comes from the host and goes into an address: a plain path below the repository, and nothing else. */
const shardPath = z.string().check(z.regex(/^[\w-][\w.-]*(?:\/[\w-][\w.-]*)*$/))

const ChatConfig = z.looseObject({ tokenizer_files: z.array(z.string()) })
const TensorCache = z.looseObject({
  records: z.array(
    z.looseObject({ dataPath: shardPath, nbytes: z.number(), md5sum: z.optional(z.string()) }),
  ),
})

type WebllmSource = Extract<DeviceModel['source'], { readonly type: 'webllm' }>

export const listWebllmFiles = async (
  { weights, library }: WebllmSource,
  deps: HostDeps,
  signal: AbortSignal,
): Promise<Result<readonly ModelFile[], DownloadError>> => {
  const at = (path: string, cache: ModelCache): ModelFile => ({ url: fileUrl(weights, path), cache })
  const configFile = at('mlc-chat-config.json', 'webllm/config')
  const listFile = at('tensor-cache.json', 'webllm/model')
  const config = await readHostJson(configFile.url, ChatConfig, deps, signal)
  if (!config.ok) return config
  const tensors = await readHostJson(listFile.url, TensorCache, deps, signal)
  if (!tensors.ok) return tensors
  const tokenizer = ['tokenizer.json', 'tokenizer.model'].find(name =>
    config.value.tokenizer_files.includes(name),
  )
  if (tokenizer === undefined) return err({ type: 'not-a-model', detail: 'mlc-chat-config.json' })
  const shards = tensors.value.records.map(
    ({ dataPath, nbytes, md5sum }): ModelFile => ({
      ...at(dataPath, 'webllm/model'),
      bytes: nbytes,
      ...(md5sum === undefined ? {} : { digest: { algorithm: 'md5', value: md5sum.toLowerCase() } }),
    }),
  )
  return ok([
    configFile,
    listFile,
    at(tokenizer, 'webllm/model'),
    { url: library, cache: 'webllm/wasm' },
    ...shards,
  ])
}
