/** The filters of a query as the menus of the search page show and change them. What they change is the text itself. Pure. */

import { parseQuery, printQuery, type QueryPart, type SearchFilter } from './query-language.ts'

export type FilterType = SearchFilter['type']

/** The filters of these types that `text` asks for, in order; not those that leave something out. */
export const filtersIn = <Type extends FilterType>(
  text: string,
  ...types: readonly Type[]
): readonly Extract<SearchFilter, { readonly type: Type }>[] =>
  parseQuery(text).flatMap(part =>
    part.type === 'filter' && !part.isNot && isOf(part.filter, types) ? [part.filter] : [],
  )

const isOf = <Type extends FilterType>(
  filter: SearchFilter,
  types: readonly Type[],
): filter is Extract<SearchFilter, { readonly type: Type }> => types.some(type => type === filter.type)

/** `text` with these filters in the place of all of `types`. They stand first, so that the last word stays open to be typed. */
export const withFilters = (
  text: string,
  types: readonly FilterType[],
  filters: readonly SearchFilter[],
): string => {
  const rest = parseQuery(text).filter(
    part => part.type !== 'filter' || part.isNot || !isOf(part.filter, types),
  )
  return printQuery([
    ...filters.map((filter): QueryPart => ({ type: 'filter', filter, isNot: false })),
    ...rest,
  ])
}

export const hasFilters = (text: string): boolean => parseQuery(text).some(({ type }) => type === 'filter')

export const withoutFilters = (text: string): string =>
  printQuery(parseQuery(text).filter(({ type }) => type !== 'filter' && type !== 'unfinished'))
