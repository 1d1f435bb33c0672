/** Which files a model is made of, with their sizes and digests where its host gives them. */

import { err, ok, type Result } from '@weft/shared/result.ts'
import type { DeviceModel } from '../device-model.ts'
import type { HostDeps } from './ask-host.ts'
import type { DownloadError } from './download-error.ts'
import type { ModelFile } from './model-file.ts'
import { readModelTree } from './model-tree.ts'
import { listOnnxFiles } from './onnx-files.ts'
import { listWebllmFiles } from './webllm-files.ts'

export const listFiles = async (
  { source }: DeviceModel,
  deps: HostDeps,
  signal: AbortSignal,
): Promise<Result<readonly ModelFile[], DownloadError>> => {
  // Nobody has files of it but the browser.
  if (source.type === 'browser') return err({ type: 'not-a-model' })
  const tree = await readModelTree(source.weights, deps, signal)
  const listed =
    source.type === 'webllm'
      ? await listWebllmFiles(source, deps, signal)
      : await listOnnxFiles(source, tree, deps, signal)
  return listed.ok ? ok(listed.value.map(file => ({ ...file, ...tree.get(file.url) }))) : listed
}
