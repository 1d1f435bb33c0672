/**
 * Workers that the page starts when the engine needs them: only a page can, since a policy keeps the engine from starting
 * what is not its own. One of a kind at a time; another of the kind ends the one before.
 */

import type * as Comlink from 'comlink'

/** `chat` and `embedding` are the two that a model runs in, `download` brings models. */
export type PageWorkerKind = 'download' | 'chat' | 'embedding'

export interface PageWorkers {
  /** The port of a fresh worker. */
  readonly start: (kind: PageWorkerKind) => Promise<MessagePort>
  readonly end: (kind: PageWorkerKind) => Promise<void>
}

/** As the engine holds it: the page's object by its proxy. */
export type PageWorkersProxy = PageWorkers & Comlink.ProxyMarked
