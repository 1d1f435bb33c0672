/** Where the person was before settings, so that “Back” goes there and not always to the same place. */

/** The path of the newest entry of this tab's history outside settings; the start page when there is none. */
export const cameFrom = (navigation: Pick<Navigation, 'entries' | 'currentEntry'> | undefined): string => {
  const here = navigation?.currentEntry?.index ?? 0
  const before = (navigation?.entries() ?? []).slice(0, here).reverse()
  const outside = before.map(({ url }) => (url === null ? '/settings' : pathOf(url))).find(isOutside)
  return outside ?? '/'
}

const pathOf = (url: string): string => {
  const { pathname, search } = new URL(url)
  return pathname + search
}

const isOutside = (path: string): boolean => !/^\/settings(\/|\?|$)/.test(path)
