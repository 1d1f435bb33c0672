/** What a device says of itself before anything is fetched: plain figures, so that every device can be played. */

export interface Processor {
  /** As the browser names it, which may be nothing at all. */
  readonly name: string
  /** Drawn by the main processor: works, and is slow. */
  readonly isSoftware: boolean
  /** 16-bit floats in shaders. */
  readonly halfFloats: boolean
  /** Limits in bytes, or in buffers, under the names WebGPU gives them. */
  readonly maxBufferSize: number
  readonly maxStorageBufferBindingSize: number
  readonly maxComputeWorkgroupStorageSize: number
  readonly maxStorageBuffersPerShaderStage: number
}

export interface DeviceAbilities {
  /** `none`: the browser has no WebGPU, or the address is not secure. `no-adapter`: it has, and gives nothing to use. */
  readonly gpu: 'none' | 'no-adapter' | Processor
  /** Gigabytes of memory, roughly, and not all of them where there are many; most browsers do not say. */
  readonly deviceMemory: number | undefined
  /** Bytes this origin may still store; none where the browser does not say. */
  readonly freeBytes: number
  readonly quotaBytes: number
  readonly isPhone: boolean
}
