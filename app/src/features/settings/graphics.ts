/** What this browser says about the graphics processor that models on the device would run on. */

export type Graphics =
  /** The browser has no WebGPU, or the address is not secure. */
  | { readonly type: 'unsupported' }
  /** It has WebGPU and gives no adapter: no driver it trusts, or switched off. */
  | { readonly type: 'no-adapter' }
  | {
      readonly type: 'adapter'
      /** As the browser names it, which may be nothing at all. */
      readonly name: string
      /** Drawn by the processor: works, and is slow. */
      readonly software: boolean
      /** 16-bit floats, which most compressed models need. */
      readonly halfFloats: boolean
      /** Bytes of the largest single buffer. */
      readonly largestBuffer: number
    }

/** Asks for an adapter and gives it back at once; nothing is started on it. */
export const readGraphics = async (gpu: GPU | undefined): Promise<Graphics> => {
  if (!gpu) return { type: 'unsupported' }
  try {
    const adapter = await gpu.requestAdapter()
    if (!adapter) return { type: 'no-adapter' }
    const { description, vendor, architecture, isFallbackAdapter } = adapter.info
    return {
      type: 'adapter',
      name: description || [vendor, architecture].filter(Boolean).join(' '),
      software: isFallbackAdapter || architecture === 'swiftshader',
      halfFloats: adapter.features.has('shader-f16'),
      largestBuffer: adapter.limits.maxBufferSize,
    }
  } catch {
    // A lost driver rejects instead of giving null.
    return { type: 'no-adapter' }
  }
}
