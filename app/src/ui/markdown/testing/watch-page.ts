/** Watches a page for script that ran and requests that left, however they came about. */

export interface PageWatch {
  /** What ran or left since the watch began. */
  readonly seen: () => Promise<readonly string[]>
  readonly stop: () => void
}

const dialogs = ['alert', 'confirm', 'prompt', 'print', 'open'] as const

/** `marks`: parts of addresses that no request may have. */
export const watchPage = (marks: readonly string[]): PageWatch => {
  const events: string[] = []
  const undo: (() => void)[] = []

  const before = Object.fromEntries(dialogs.map(name => [name, window[name]]))
  const report = (name: string) => (): null => {
    events.push(`window.${name}`)
    return null
  }
  Object.assign(window, Object.fromEntries(dialogs.map(name => [name, report(name)])))
  Object.assign(window, { pwn: () => events.push('pwn') })
  undo.push(() => Object.assign(window, before))

  const begun = performance.now()
  let reported = (): void => {}
  const onResource = (entries: PerformanceEntryList): void => {
    for (const { name, startTime } of entries) {
      if (name === lastRequest) reported()
      else if (startTime >= begun && marks.some(mark => name.includes(mark))) events.push(`request ${name}`)
    }
  }
  const observer = new PerformanceObserver(list => onResource(list.getEntries()))
  observer.observe({ type: 'resource' })
  undo.push(() => observer.disconnect())

  /** A request of the watch's own: when the browser has reported it, it has reported all that began before. */
  let lastRequest = ''
  const settle = (): Promise<void> =>
    new Promise(resolve => {
      reported = resolve
      lastRequest = `https://last.invalid/${performance.now()}`
      new Image().src = lastRequest
    })

  const onViolation = (event: SecurityPolicyViolationEvent): void => {
    events.push(`blocked ${event.violatedDirective} ${event.blockedURI}`)
  }
  document.addEventListener('securitypolicyviolation', onViolation)
  undo.push(() => document.removeEventListener('securitypolicyviolation', onViolation))

  return {
    seen: async () => {
      await settle()
      return events
    },
    stop: () => {
      for (const step of undo) step()
    },
  }
}
