/** One server plays many vendors: the first part of the path says which, `/ollama/v1/chat/completions`. */
import type { CorsVendor } from './cors.ts'
import type { RequestFormat } from './request.ts'

export const vendors = [
  'openai',
  'anthropic',
  'openrouter',
  'groq',
  'mistral',
  'deepseek',
  'gemini',
  'ollama',
  'lmstudio',
  'llamacpp',
  'vllm',
] as const

export type Vendor = (typeof vendors)[number]

/** `undefined` where the path begins with no vendor's name, as `/v1/models` does. */
export const pathToVendor = (path: string): Vendor | undefined =>
  vendors.find(vendor => path.startsWith(`/${vendor}/`))

/** Servers without rules of their own are as open as most compatible servers are. */
export const requestToCorsVendor = (
  path: string,
  format: RequestFormat,
  anthropicVersion: boolean,
): CorsVendor => {
  const vendor = pathToVendor(path)
  if (vendor === 'anthropic' || format === 'anthropic' || anthropicVersion) return 'anthropic'
  if (vendor === 'openai' || vendor === 'ollama' || vendor === 'lmstudio') return vendor
  return 'open'
}
