/** What the filters of a query mean for documents, with what today's lists say of rooms and folders. Pure. */

import { type DayRange, dayRange } from '../day-range.ts'
import { foldText } from '../fold-text.ts'
import type { SearchQuery } from '../query-language.ts'
import type { DocumentFilter } from './find-documents.ts'
import type { DocumentRole } from './indexed-document.ts'

/** What the index does not know, since it changes without anything being said. */
export interface RoomFacts {
  /** Lies in Trash. */
  readonly isTrash: (roomId: string) => boolean
  /** The names of the folder it lies in, or none. */
  readonly folderOf: (roomId: string) => string | undefined
  /** The only one that is wanted. */
  readonly onlyRoom: string | undefined
}

const fold = (text: string): string => foldText(text).text

export const toDocumentFilter = (query: SearchQuery, facts: RoomFacts): DocumentFilter => {
  const filters = query.flatMap(part => (part.type === 'filter' ? [part] : []))
  const hasWords = query.some(part => part.type === 'word' || part.type === 'phrase')
  const folders: ((folder: string | undefined) => boolean)[] = []
  const models: ((model: string) => boolean)[] = []
  const roles: ((role: DocumentRole) => boolean)[] = []
  const times: ((time: number) => boolean)[] = []
  let hasCode: boolean | undefined
  let hasFile: boolean | undefined
  let isTitle: boolean | undefined

  for (const { filter, isNot } of filters) {
    switch (filter.type) {
      case 'folder': {
        const name = fold(filter.name)
        folders.push(folder => (folder !== undefined && fold(folder).includes(name)) !== isNot)
        break
      }
      case 'model': {
        const name = fold(filter.name)
        models.push(model => model.includes(name) !== isNot)
        break
      }
      case 'role':
        roles.push(role => (role === filter.role) !== isNot)
        break
      case 'has':
        if (filter.what === 'code') hasCode = !isNot
        else hasFile = !isNot
        break
      case 'in':
        isTitle = !isNot
        break
      default: {
        const range = dayRange(filter.day)
        if (range === undefined) break
        const { type } = filter
        times.push(time => isWithin(type, range, time) !== isNot)
      }
    }
  }
  // Who said it, with what and by which model is asked of messages; a title is found by its words and its thread's time.
  const messagesOnly =
    !hasWords || models.length > 0 || roles.length > 0 || hasCode !== undefined || hasFile !== undefined
  return {
    isRoom: roomId =>
      (facts.onlyRoom === undefined || facts.onlyRoom === roomId) &&
      !facts.isTrash(roomId) &&
      folders.every(accepts => accepts(facts.folderOf(roomId))),
    ...(models.length === 0 ? {} : { isModel: model => models.every(accepts => accepts(model)) }),
    ...(roles.length === 0 ? {} : { isRole: role => roles.every(accepts => accepts(role)) }),
    ...(times.length === 0 ? {} : { isTime: time => times.every(accepts => accepts(time)) }),
    ...(hasCode === undefined ? {} : { hasCode }),
    ...(hasFile === undefined ? {} : { hasFile }),
    isKind: kind =>
      kind === 'title' ? isTitle === true || (isTitle !== false && !messagesOnly) : isTitle !== true,
  }
}

/** *After* a month is from its end on, as it is said. */
const isWithin = (type: 'before' | 'after' | 'on', { from, until }: DayRange, time: number): boolean => {
  switch (type) {
    case 'before':
      return time < from
    case 'after':
      return time >= until
    case 'on':
      return time >= from && time < until
  }
}
