/**
 * The part of a service worker's global scope that ours uses. TypeScript's own declarations of it cannot be
 * loaded beside those of the page.
 */

interface LastingEvent extends Event {
  readonly waitUntil: (promise: Promise<unknown>) => void
}

interface RequestEvent extends LastingEvent {
  readonly request: Request
  readonly respondWith: (response: Promise<Response>) => void
}

interface EventByType {
  readonly install: LastingEvent
  readonly activate: LastingEvent
  readonly fetch: RequestEvent
  readonly message: MessageEvent<unknown>
}

/** A file to store: `revision` is null when its name changes with its content. */
interface PrecacheEntry {
  readonly url: string
  readonly revision: string | null
}

export interface ServiceWorkerScope {
  /** Written here by the build. */
  readonly __WB_MANIFEST: PrecacheEntry[]
  readonly location: Location
  readonly indexedDB: IDBFactory
  readonly clients: { readonly claim: () => Promise<void> }
  readonly skipWaiting: () => Promise<void>
  readonly addEventListener: <Type extends keyof EventByType>(
    type: Type,
    listener: (event: EventByType[Type]) => void,
  ) => void
}
