/** A server of a few fixed pages: for trying the tools of the tests on pages that are not the app. */
import { createServer } from 'node:http'

export interface FixedPage {
  readonly body: string
  readonly type?: 'text/html' | 'text/javascript'
  readonly policy?: string
}

export interface PageServer {
  /** `http://localhost:port`, without a slash. */
  readonly url: string
  readonly close: () => Promise<void>
}

export const startPageServer = async (pages: Readonly<Record<string, FixedPage>>): Promise<PageServer> => {
  const server = createServer((request, response) => {
    const page = pages[request.url ?? '/']
    response.writeHead(page === undefined ? 404 : 200, {
      'content-type': page?.type ?? 'text/html',
      ...(page?.policy === undefined ? {} : { 'content-security-policy': page.policy }),
    })
    response.end(page?.body ?? '')
  })
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('The page server has no port')
  return {
    url: `http://localhost:${address.port}`,
    close: () =>
      new Promise(resolve => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
}
