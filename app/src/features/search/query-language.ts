/**
 * What a person may write into a search: words, "phrases", `-not`, and filters such as `role:user` or `before:2024-05`.
 * Reading never fails: what is no filter is text, a quote that is left open ends with the text. What was read can be
 * written again, so that a filter can be shown as a chip and taken away.
 */

import { isDay } from './day-range.ts'

export type SearchFilter =
  | { readonly type: 'folder'; readonly name: string }
  /** A piece of a model's name or id. */
  | { readonly type: 'model'; readonly name: string }
  | { readonly type: 'role'; readonly role: 'user' | 'assistant' | 'tool' }
  /** A year, a month or a day of this device's calendar: `2024`, `2024-05`, `2024-05-01`. */
  | { readonly type: 'before' | 'after' | 'on'; readonly day: string }
  | { readonly type: 'has'; readonly what: 'code' | 'file' }
  | { readonly type: 'in'; readonly where: 'title' }

export type QueryPart =
  /** `isOpen`: it is being typed, nothing stands after it, and any word that begins so will do. */
  | { readonly type: 'word'; readonly text: string; readonly isNot: boolean; readonly isOpen: boolean }
  | { readonly type: 'phrase'; readonly text: string; readonly isNot: boolean }
  | { readonly type: 'filter'; readonly filter: SearchFilter; readonly isNot: boolean }
  /** The name of a filter and a colon: its value is being typed. It finds nothing and hides nothing. */
  | { readonly type: 'unfinished'; readonly name: FilterName; readonly isNot: boolean }

export type FilterName = SearchFilter['type'] | 'from'

/** In the order in which they were written. */
export type SearchQuery = readonly QueryPart[]

const filterNames: readonly FilterName[] = [
  'folder',
  'model',
  'role',
  'from',
  'before',
  'after',
  'on',
  'has',
  'in',
]

/** Whichever quote a keyboard makes. */
const quotes = /[“”„«»]/g
/** A filter with a value in quotes, a phrase, or anything up to a blank or a quote; each with a minus before it. */
const pieces = /(-?)(?:([a-z]+):"([^"]*)(?:"|$)|"([^"]*)(?:"|$)|([^\s"]+))/giu

export const parseQuery = (text: string): SearchQuery => {
  const plain = text.replaceAll(quotes, '"')
  const parts: QueryPart[] = []
  for (const [whole, minus = '', name, quotedValue, phrase, word] of plain.matchAll(pieces)) {
    const isNot = minus === '-'
    if (phrase !== undefined) {
      if (phrase.trim() !== '') parts.push({ type: 'phrase', text: phrase, isNot })
    } else if (name !== undefined && quotedValue !== undefined) {
      parts.push(...ofQuotedValue(name, quotedValue, isNot))
    } else if (word !== undefined) {
      parts.push(filterOfWord(word, isNot) ?? { type: 'word', text: word, isNot, isOpen: false })
    } else if (whole === '') break
  }
  const last = parts.at(-1)
  if (last?.type !== 'word' || /[\s"]$/u.test(plain)) return parts
  return [...parts.slice(0, -1), { ...last, isOpen: true }]
}

const ofQuotedValue = (name: string, value: string, isNot: boolean): readonly QueryPart[] => {
  const filter = toFilter(name, value)
  if (filter) return [{ type: 'filter', filter, isNot }]
  const unfinished = value.trim() === '' ? toFilterName(name) : undefined
  if (unfinished) return [{ type: 'unfinished', name: unfinished, isNot }]
  const text: QueryPart = { type: 'word', text: `${name}:`, isNot, isOpen: false }
  return value.trim() === '' ? [text] : [text, { type: 'phrase', text: value, isNot }]
}

const filterOfWord = (word: string, isNot: boolean): QueryPart | undefined => {
  const [, name = '', value = ''] = /^([a-z]+):(.*)$/iu.exec(word) ?? []
  if (name === '') return undefined
  const filter = toFilter(name, value)
  if (filter) return { type: 'filter', filter, isNot }
  const unfinished = value === '' ? toFilterName(name) : undefined
  return unfinished && { type: 'unfinished', name: unfinished, isNot }
}

const toFilterName = (name: string): FilterName | undefined =>
  filterNames.find(known => known === name.toLowerCase())

const toFilter = (written: string, value: string): SearchFilter | undefined => {
  const name = toFilterName(written)
  const word = value.toLowerCase()
  switch (name) {
    case 'folder':
    case 'model':
      return value.trim() === '' ? undefined : { type: name, name: value.trim() }
    case 'role':
      return word === 'user' || word === 'assistant' || word === 'tool'
        ? { type: 'role', role: word }
        : undefined
    case 'from':
      return word === 'me' ? { type: 'role', role: 'user' } : undefined
    case 'before':
    case 'after':
    case 'on':
      return isDay(value) ? { type: name, day: value } : undefined
    case 'has':
      return word === 'code' || word === 'file' ? { type: 'has', what: word } : undefined
    case 'in':
      return word === 'title' ? { type: 'in', where: 'title' } : undefined
    default:
      return undefined
  }
}

/** Reads as it was: `parseQuery(printQuery(parseQuery(text)))` equals `parseQuery(text)`. */
export const printQuery = (query: SearchQuery): string => {
  const last = query.at(-1)
  // A blank says that the last word is whole.
  const end = last?.type === 'word' && !last.isOpen ? ' ' : ''
  return query.map(printPart).join(' ') + end
}

const printPart = (part: QueryPart): string => {
  const minus = part.isNot ? '-' : ''
  switch (part.type) {
    case 'word':
      return minus + part.text
    case 'phrase':
      return `${minus}"${part.text}"`
    case 'unfinished':
      return `${minus}${part.name}:`
    case 'filter':
      return minus + printFilter(part.filter)
  }
}

/** As it is written into a search: `folder:"two words"`. */
const printFilter = (filter: SearchFilter): string => {
  switch (filter.type) {
    case 'folder':
    case 'model':
      return `${filter.type}:${/\s/u.test(filter.name) ? `"${filter.name}"` : filter.name}`
    case 'role':
      return `role:${filter.role}`
    case 'has':
      return `has:${filter.what}`
    case 'in':
      return `in:${filter.where}`
    default:
      return `${filter.type}:${filter.day}`
  }
}
