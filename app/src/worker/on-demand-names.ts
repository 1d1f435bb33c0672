/** Where parts of the app that are loaded on demand are listed and stored; the service worker, the engine and the build agree here. */

export type OnDemandPart = 'anthropic' | 'onnx' | 'webllm'

/** Written by the build: files by the part they belong to. */
export const onDemandList = '/on-demand.json'

export const onDemandPrefix = 'weft-on-demand-'

/** One cache for each part, so that a service worker of a new version knows whose files to bring. */
export const onDemandCache = (part: OnDemandPart): string => `${onDemandPrefix}${part}`
