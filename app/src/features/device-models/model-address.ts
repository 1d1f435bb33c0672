/**
 * Addresses of models as people paste them, and as they are used. What is fetched from them is run, so nothing
 * between may change it: https, or this machine.
 */

import { err, ok, type Result } from '@weft/shared/result.ts'
import { addressSpaceOf } from '../providers/address-space.ts'

export type AddressProblem =
  | 'empty'
  | 'not-an-address'
  | 'scheme' // anything but http and https
  | 'plain-http' // http to another machine
  | 'credentials' // name or password in the address
  | 'query' // a question mark or a fragment
  | 'not-a-model' // a page of Hugging Face that is no model's
  | 'revision' // a branch or version other than `main`, which is the one that is fetched
  | 'not-a-library' // does not end as a WebAssembly module does

const huggingFace = 'https://huggingface.co'

/** Of Hugging Face's own pages, which look like an owner. */
const pages = new Set(['datasets', 'spaces', 'docs', 'models', 'blog', 'collections', 'papers', 'settings'])

const name = /^[A-Za-z0-9](?:[\w.-]*[A-Za-z0-9])?$/

/** A repository's address: a file of it is at `<address>/resolve/main/<path>`. */
export const parseRepository = (text: string): Result<string, AddressProblem> => {
  const typed = text.trim()
  // The name of a repository, as Hugging Face copies it. Owners have no dots, which hosts have.
  if (/^[A-Za-z0-9-]+\/[\w.-]+$/.test(typed)) return parseHuggingFace(new URL(typed, huggingFace))
  const parsed = parseAddress(typed)
  if (!parsed.ok) return parsed
  const url = parsed.value
  if (isHuggingFace(url)) return parseHuggingFace(url)
  if (url.search !== '' || url.hash !== '') return err('query')
  return ok(url.origin + url.pathname.replace(/\/+$/, '').replace(/\/resolve\/main$/, ''))
}

/** Where a compiled model is fetched from. Pages that show a file are taken for the file. */
export const parseLibrary = (text: string): Result<string, AddressProblem> => {
  const parsed = parseAddress(text.trim())
  if (!parsed.ok) return parsed
  const url = parsed.value
  if (!/\.wasm$/i.test(url.pathname)) return err('not-a-library')
  if (isHuggingFace(url)) return ok(huggingFace + url.pathname.replace('/blob/', '/resolve/'))
  if (url.search !== '' || url.hash !== '') return err('query')
  const [, repository, path] = /^(\/[^/]+\/[^/]+)\/(?:blob|raw)(\/.+)$/.exec(url.pathname) ?? []
  return ok(
    url.hostname === 'github.com' && repository !== undefined && path !== undefined
      ? `https://raw.githubusercontent.com${repository}${path}`
      : url.origin + url.pathname,
  )
}

const parseAddress = (typed: string): Result<URL, AddressProblem> => {
  if (typed === '') return err('empty')
  const scheme = /^([a-z][a-z0-9+.-]*):(?!\d)/i.exec(typed)?.[1]?.toLowerCase()
  if (scheme !== undefined && scheme !== 'http' && scheme !== 'https') return err('scheme')
  const full = scheme === undefined ? `https://${typed}` : typed
  if (/\s/.test(typed) || !/^https?:\/\//i.test(full) || !URL.canParse(full)) return err('not-an-address')
  const url = new URL(full)
  if (scheme === undefined && !url.hostname.includes('.')) return err('not-an-address')
  if (url.username !== '' || url.password !== '') return err('credentials')
  if (url.protocol === 'http:' && addressSpaceOf(url.hostname) !== 'loopback') return err('plain-http')
  return ok(url)
}

const isHuggingFace = (url: URL): boolean =>
  url.protocol === 'https:' && /^(?:www\.)?(?:huggingface\.co|hf\.co)$/.test(url.host)

/** Of a page in a repository only the repository is kept; what its query says is how the page was shown. */
const parseHuggingFace = (url: URL): Result<string, AddressProblem> => {
  const [owner = '', model = '', kind, revision] = url.pathname.split('/').filter(part => part !== '')
  if (pages.has(owner) || !name.test(owner) || !name.test(model)) return err('not-a-model')
  const isOfRevision = kind === 'tree' || kind === 'blob' || kind === 'resolve' || kind === 'raw'
  if (isOfRevision && revision !== undefined && revision !== 'main') return err('revision')
  return ok(`${huggingFace}/${owner}/${model.replace(/\.git$/, '')}`)
}
