/**
 * Who may run what and reach whom: a strict page, a strict engine, and one worker
 * that may reach providers. Each worker lives by the policy of its own response, and what a worker loads later
 * lives by the worker's; a worker served without a policy is unrestricted, so every script carries one.
 *
 * No nonces: the shell is cached by the service worker, and a cached nonce is worth nothing. No reporting: a
 * report carries the address of the open thread.
 */

/** How the browser reached this server. */
export interface Reached {
  readonly secure: boolean
  /** Host and port as the browser wrote them, already checked; undefined when they were not sound. */
  readonly host: string | undefined
}

type Directives = Readonly<Record<string, readonly string[]>>

const serialize = (directives: Directives): string =>
  Object.entries(directives)
    .map(([name, values]) => [name, ...values].join(' '))
    .join('; ')

/** For everything that is neither a page nor a worker: nothing may be done with it but what its reader does. */
export const inertPolicy: string = serialize({
  'default-src': ["'none'"],
  'base-uri': ["'none'"],
  'form-action': ["'none'"],
  'frame-ancestors': ["'none'"],
})

/** A drawing opened by its address: its own style (the icon follows the colour scheme), and nothing else. */
export const drawingPolicy: string = serialize({
  'default-src': ["'none'"],
  'style-src': ["'unsafe-inline'"],
  'frame-ancestors': ["'none'"],
  sandbox: [],
})

/** Older Safari does not let 'self' cover sockets, so the socket's origin is written out. */
const ownOrigin = ({ secure, host }: Reached): readonly string[] =>
  host === undefined ? ["'self'"] : ["'self'", `${secure ? 'wss' : 'ws'}://${host}`]

export const pagePolicy = (reached: Reached): string =>
  serialize({
    'default-src': ["'none'"],
    'base-uri': ["'none'"],
    'object-src': ["'none'"],
    'form-action': ["'self'"],
    'frame-ancestors': ["'none'"],
    'script-src': ["'self'", "'wasm-unsafe-eval'"],
    'script-src-attr': ["'none'"],
    'style-src': ["'self'"],
    // Formulas and virtual lists set style attributes; CSS cannot fetch, since images and fonts are closed.
    'style-src-attr': ["'unsafe-inline'"],
    'img-src': ["'self'", 'data:', 'blob:'],
    'media-src': ["'self'", 'blob:'],
    'font-src': ["'self'"],
    'connect-src': ownOrigin(reached),
    'worker-src': ["'self'"],
    'manifest-src': ["'self'"],
    'frame-src': ["'self'"],
    'require-trusted-types-for': ["'script'"],
    'trusted-types': ['weft'],
    ...(reached.secure ? { 'upgrade-insecure-requests': [] } : {}),
  })

const workerPolicy = (connect: readonly string[], compiles: readonly string[] = []): string =>
  serialize({
    'default-src': ["'none'"],
    'script-src': ["'self'", ...compiles],
    'connect-src': connect,
    'require-trusted-types-for': ["'script'"],
    'trusted-types': ["'none'"],
  })

/** Any other worker (highlighting): it may load our own scripts and reach nobody. */
export const computingPolicy: string = workerPolicy(["'none'"])

/** The search by meaning compares in WebAssembly, ten times as fast as without; it reaches nobody either. */
export const vectorsPolicy: string = workerPolicy(["'none'"], ["'wasm-unsafe-eval'"])

/** One picture from the web, asked for by the person; this worker holds nothing that could leave with the question. */
export const imagePolicy: string = workerPolicy(['https:'])

/** Brings models from wherever the person says, and holds nothing that could leave. Digests are counted in WebAssembly. */
export const downloadPolicy: string = workerPolicy(
  ["'self'", 'https:', 'http://localhost:*', 'http://127.0.0.1:*'],
  ["'wasm-unsafe-eval'"],
)

/** A model that runs on the device: it hears everything and reaches nobody. */
export const modelPolicy: string = workerPolicy(["'none'"], ["'wasm-unsafe-eval'"])

/** The engine talks to this server and to nobody else. What makes a password slow to guess is WebAssembly. */
export const enginePolicy = (reached: Reached): string =>
  workerPolicy(ownOrigin(reached), ["'wasm-unsafe-eval'"])

export const serviceWorkerPolicy: string = workerPolicy(["'self'"])

/**
 * Only where no service worker answers (first visit, hard reload): `sw.ts` narrows it to the configured
 * providers. Plain HTTP is for model servers on this machine; `[::1]` cannot be listed, since the grammar of
 * sources has no IPv6 addresses and Chromium ignores it.
 */
export const providerPolicy: string = workerPolicy([
  "'self'",
  'https:',
  'http://localhost:*',
  'http://127.0.0.1:*',
])
