/** Small texts of a host of models: what its lists and configurations say. */

import { err, ok, type Result } from '@weft/shared/result.ts'
import * as z from 'zod/mini'
import { parseJson } from '../../providers/parse-json.ts'
import { askHost, type HostDeps } from './ask-host.ts'
import type { DownloadError } from './download-error.ts'

/** Lists beyond this are none; the largest, of 600 shards with their tensors, has about 1 MB. */
const maxTextLength = 16 * 1024 * 1024

export const fileName = (url: string): string => url.slice(url.lastIndexOf('/') + 1)

export const readHostText = async (
  url: string,
  deps: HostDeps,
  signal: AbortSignal,
): Promise<Result<string, DownloadError>> => {
  const detail = fileName(url)
  try {
    const { response, body } = await askHost(url, {}, deps, signal)
    if (!response.ok) {
      void body.cancel().catch(() => undefined)
      if (response.status === 404) return err({ type: 'file-missing', detail })
      return err({ type: 'refused', status: response.status, detail })
    }
    const text = await new Response(body).text()
    return text.length > maxTextLength ? err({ type: 'not-a-model', detail }) : ok(text)
  } catch {
    return err({ type: 'unreachable', detail })
  }
}

export const readHostJson = async <Schema extends z.core.$ZodType>(
  url: string,
  schema: Schema,
  deps: HostDeps,
  signal: AbortSignal,
): Promise<Result<z.output<Schema>, DownloadError>> => {
  const text = await readHostText(url, deps, signal)
  if (!text.ok) return text
  const parsed = z.safeParse(schema, parseJson(text.value))
  return parsed.success ? ok(parsed.data) : err({ type: 'not-a-model', detail: fileName(url) })
}
