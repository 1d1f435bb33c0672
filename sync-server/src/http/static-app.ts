/**
 * Serves the built app. The shell answers navigations to addresses of the page and nothing else: a missing script
 * must be a 404, or an old tab would take HTML for code and the service worker would keep it.
 */

import type { Request, RequestHandler, Response } from 'express'
import type { AppFile, AppFiles, Encoding } from './app-files.ts'
import { answerKind, cacheControl, securityHeaders } from './headers.ts'
import { reachedBy } from './reached.ts'
import { sendProblem } from './problem.ts'

/** No address of the page has a dot (files do, and so does every try to climb out) or an encoded slash or dot. */
const isPageAddress = (path: string): boolean => !/^\/assets\/|[.\\]|%(?:2e|2f|5c|00)/i.test(path)

/** Browsers say what they want it for; of the others, whoever accepts HTML may have the page. */
const isNavigation = (request: Request): boolean => {
  const destination = request.get('Sec-Fetch-Dest')
  return destination === undefined ? request.accepts('html') !== false : destination === 'document'
}

const fileFor = (app: AppFiles, request: Request): AppFile | undefined => {
  if (request.path === '/') return app.index
  const file = app.find(request.path)
  if (file !== undefined) return file
  return isPageAddress(request.path) && isNavigation(request) ? app.index : undefined
}

/** Asked one by one, since among equals Express prefers the client's order, and browsers name gzip first. */
const encodingFor = (request: Request, file: AppFile): Encoding | undefined =>
  (['br', 'gzip'] as const).find(
    encoding => file.encoded[encoding] !== undefined && request.acceptsEncodings(encoding) !== false,
  )

/** The one range that is asked for; of several, or of an older version, the whole file is the allowed answer. */
const rangeFor = (request: Request, response: Response, size: number) => {
  const condition = request.get('If-Range')
  if (condition !== undefined && condition !== response.get('ETag')) return undefined
  const ranges = request.range(size, { combine: true })
  if (ranges === undefined || ranges === -2) return undefined
  if (ranges === -1) return 'unsatisfiable'
  return ranges.type === 'bytes' && ranges.length === 1 ? ranges[0] : undefined
}

const sendWhole = (request: Request, response: Response, file: AppFile): void => {
  const size = file.bytes.length
  const range = request.fresh ? undefined : rangeFor(request, response, size)
  if (range === undefined) {
    response.send(file.bytes)
  } else if (range === 'unsatisfiable') {
    response.set('Content-Range', `bytes */${size}`)
    sendProblem(response, 416, `The file has ${size} bytes.`)
  } else {
    response.status(206).set('Content-Range', `bytes ${range.start}-${range.end}/${size}`)
    response.send(file.bytes.subarray(range.start, range.end + 1))
  }
}

export const serveApp =
  (app: AppFiles): RequestHandler =>
  (request, response) => {
    if (request.method !== 'GET' && request.method !== 'HEAD') {
      response.set('Allow', 'GET, HEAD')
      return sendProblem(response, 405, `${request.method} is not possible here.`)
    }
    const file = fileFor(app, request)
    if (file === undefined) return sendProblem(response, 404, 'There is no such file.')

    response
      .set(securityHeaders(answerKind(file.path), reachedBy(request)))
      .set({ 'Content-Type': file.type, 'Cache-Control': cacheControl(file.path), Vary: 'Accept-Encoding' })
    // Ranges are of the file itself; compressed bytes would be cut at places that mean nothing to the reader.
    const encoding = request.get('Range') === undefined ? encodingFor(request, file) : undefined
    if (encoding === undefined) {
      response.set({ ETag: `"${file.hash}"`, 'Accept-Ranges': 'bytes' })
      return sendWhole(request, response, file)
    }
    response.set({ ETag: `"${file.hash}-${encoding}"`, 'Content-Encoding': encoding })
    response.send(file.encoded[encoding])
  }
