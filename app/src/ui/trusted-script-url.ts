/**
 * The page's one Trusted Types policy. The page enforces `require-trusted-types-for 'script'`, so an address of
 * code must pass here, and only files of our own origin do. Nothing can be made HTML or script: there is no rule
 * for it, and no second policy may be created.
 */

interface ScriptUrlPolicy {
  readonly createScriptURL: (url: string) => string
}

declare global {
  interface Window {
    /** Missing in browsers without Trusted Types, and in TypeScript's own library. */
    readonly trustedTypes?: {
      readonly createPolicy: (name: string, rules: ScriptUrlPolicy) => ScriptUrlPolicy
    }
  }
}

const ownOrigin: ScriptUrlPolicy = {
  createScriptURL: url => {
    if (new URL(url, location.href).origin !== location.origin) throw new Error(`Not our own script: ${url}`)
    return url
  },
}

let policy: ScriptUrlPolicy | null = null

/**
 * The address of a script or worker of ours, in the form that `new Worker` and `serviceWorker.register` take.
 * @throws when it is of another origin.
 */
export const trustedScriptUrl = (url: string): string => {
  policy ??= window.trustedTypes?.createPolicy('weft', ownOrigin) ?? ownOrigin
  return policy.createScriptURL(url)
}
