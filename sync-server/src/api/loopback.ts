/** Whether a `Host` names this machine: browsers treat it as secure without TLS. */
export const isLoopback = (host: string | undefined): boolean =>
  host !== undefined && /^(?:localhost|127\.\d{1,3}\.\d{1,3}\.\d{1,3}|\[::1\])(?::\d{1,5})?$/i.test(host)
