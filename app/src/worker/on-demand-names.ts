/** Where parts of the app that are loaded on demand are listed and stored; the service worker, the engine and the build agree here. */

/** Written by the build: files by the engine that needs them. */
export const onDemandList = '/on-demand.json'

export const onDemandPrefix = 'weft-on-demand-'

/** One cache for each engine, so that a service worker of a new version knows whose files to bring. */
export const onDemandCache = (engine: string): string => `${onDemandPrefix}${engine}`
