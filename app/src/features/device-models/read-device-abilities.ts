/** Asks the browser what this device can do. Nothing is started, and nothing is kept of what was asked for. */

import type { DeviceAbilities } from './device-abilities.ts'

/** As much of WebGPU's adapter as is read. */
interface Adapter {
  readonly info: {
    readonly description: string
    readonly vendor: string
    readonly architecture: string
    readonly isFallbackAdapter?: boolean
  }
  readonly features: { readonly has: (feature: string) => boolean }
  readonly limits: {
    readonly maxBufferSize: number
    readonly maxStorageBufferBindingSize: number
    readonly maxComputeWorkgroupStorageSize: number
    readonly maxStorageBuffersPerShaderStage: number
  }
}

/** Parts of a browser's `navigator`, each of which may be missing. */
export interface AskedBrowser {
  readonly gpu?:
    | {
        readonly requestAdapter: (options: {
          readonly powerPreference: 'high-performance'
        }) => Promise<Adapter | null>
      }
    | undefined
  readonly deviceMemory?: number | undefined
  readonly storage?:
    | { readonly estimate: () => Promise<{ readonly usage?: number; readonly quota?: number }> }
    | undefined
  readonly userAgent: string
  readonly userAgentData?: { readonly mobile: boolean } | undefined
}

export const readDeviceAbilities = async (browser: AskedBrowser): Promise<DeviceAbilities> => {
  const [gpu, room] = await Promise.all([readGpu(browser.gpu), readRoom(browser.storage)])
  return { gpu, ...room, deviceMemory: browser.deviceMemory, isPhone: isPhone(browser) }
}

const readGpu = async (gpu: AskedBrowser['gpu']): Promise<DeviceAbilities['gpu']> => {
  if (!gpu) return 'none'
  try {
    // The one that WebLLM will ask for, of a machine with two.
    const adapter = await gpu.requestAdapter({ powerPreference: 'high-performance' })
    if (!adapter) return 'no-adapter'
    const { info, features, limits } = adapter
    return {
      name: info.description || [info.vendor, info.architecture].filter(Boolean).join(' '),
      isSoftware: info.isFallbackAdapter === true || info.architecture === 'swiftshader',
      halfFloats: features.has('shader-f16'),
      maxBufferSize: limits.maxBufferSize,
      maxStorageBufferBindingSize: limits.maxStorageBufferBindingSize,
      maxComputeWorkgroupStorageSize: limits.maxComputeWorkgroupStorageSize,
      maxStorageBuffersPerShaderStage: limits.maxStorageBuffersPerShaderStage,
    }
  } catch {
    // A lost driver rejects instead of giving null.
    return 'no-adapter'
  }
}

/** No answer is no room: nothing large is fetched on a guess. */
const readRoom = async (
  storage: AskedBrowser['storage'],
): Promise<Pick<DeviceAbilities, 'freeBytes' | 'quotaBytes'>> => {
  try {
    const { usage = 0, quota = 0 } = (await storage?.estimate()) ?? {}
    // More than its quota is used where the quota was cut after the fact.
    return { freeBytes: Math.max(0, quota - usage), quotaBytes: quota }
  } catch {
    return { freeBytes: 0, quotaBytes: 0 }
  }
}

/** Chromium says it; the others write it into their name. Tablets are no phones. */
const isPhone = ({ userAgent, userAgentData }: AskedBrowser): boolean =>
  userAgentData?.mobile ?? /iPhone|iPod|Android.*Mobile|Mobile;.*Firefox/.test(userAgent)
