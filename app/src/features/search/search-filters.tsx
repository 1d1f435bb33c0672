/** The filters above the results: menus that write into the query, and show what is written in it. */

import type { ReactNode } from 'react'
import { useText } from '../../ui/i18n/use-text.ts'
import type { MenuEntry } from '../../ui/menu-entry.ts'
import { useFolders } from '../workspace/queries.ts'
import { FilterMenu } from './filter-menu.tsx'
import { type FilterType, filtersIn, withFilters } from './query-filters.ts'
import type { SearchFilter } from './query-language.ts'
import styles from './search-filters.module.css'
import { spanOf, spanToFilter, timeSpans } from './time-filters.ts'
import { spanNames, useTimeName } from './use-time-name.ts'
import { useUsedModels } from './use-used-models.ts'

export interface SearchFiltersProps {
  readonly text: string
  readonly onText: (text: string) => void
  readonly now: number
}

const time: readonly FilterType[] = ['before', 'after', 'on']

export const SearchFilters = ({ text, onText, now }: SearchFiltersProps): ReactNode => {
  const t = useText()
  const timeName = useTimeName(now)
  const folders = useFolders() ?? []
  const models = useUsedModels()

  const set = (types: readonly FilterType[], ...filters: readonly SearchFilter[]): void =>
    onText(withFilters(text, types, filters))
  const times = filtersIn(text, 'before', 'after', 'on')
  const [folder, ...moreFolders] = filtersIn(text, 'folder')
  const [role, ...moreRoles] = filtersIn(text, 'role')
  const [model, ...moreModels] = filtersIn(text, 'model')
  const things = filtersIn(text, 'has', 'in')
  const span = spanOf(times, now)

  const choice = (label: string, chosen: boolean, onSelect: () => void): MenuEntry => ({
    kind: 'choice',
    label,
    chosen,
    onSelect,
  })
  const several = t('search.several')

  return (
    <div className={styles.filters} role="group" aria-label={t('search.filters')}>
      <FilterMenu
        name={timeName(times)}
        isOn={times.length > 0}
        entries={[
          choice(t('search.anyTime'), times.length === 0, () => set(time)),
          ...timeSpans.map(each =>
            choice(t(spanNames[each]), each === span, () => set(time, spanToFilter(each, now))),
          ),
        ]}
      />
      {(folders.length > 0 || folder) && (
        <FilterMenu
          name={moreFolders.length > 0 ? several : (folder?.name ?? t('search.anyFolder'))}
          isOn={folder !== undefined}
          entries={[
            choice(t('search.anyFolder'), !folder, () => set(['folder'])),
            ...folders.map(({ name }) =>
              choice(name, name.toLowerCase() === folder?.name.toLowerCase(), () =>
                set(['folder'], { type: 'folder', name }),
              ),
            ),
          ]}
        />
      )}
      <FilterMenu
        name={moreRoles.length > 0 ? several : t(roleNames[role?.role ?? 'all'])}
        isOn={role !== undefined}
        entries={[
          choice(t(roleNames.all), !role, () => set(['role'])),
          ...(['user', 'assistant'] as const).map(each =>
            choice(t(roleNames[each]), role?.role === each, () =>
              set(['role'], { type: 'role', role: each }),
            ),
          ),
        ]}
      />
      {(models.length > 0 || model) && (
        <FilterMenu
          name={moreModels.length > 0 ? several : (model?.name ?? t('search.anyModel'))}
          isOn={model !== undefined}
          entries={[
            choice(t('search.anyModel'), !model, () => set(['model'])),
            ...models.map(name =>
              choice(name, name === model?.name, () => set(['model'], { type: 'model', name })),
            ),
          ]}
        />
      )}
      <FilterMenu
        name={things.length > 1 ? several : t(things[0] ? thingNames[thingOf(things[0])] : 'search.anything')}
        isOn={things.length > 0}
        entries={[
          choice(t('search.anything'), things.length === 0, () => set(['has', 'in'])),
          ...(['code', 'file', 'title'] as const).map((each): MenuEntry => {
            const isOn = things.some(thing => thingOf(thing) === each)
            const others = things.filter(thing => thingOf(thing) !== each)
            return {
              kind: 'check',
              label: t(thingNames[each]),
              on: isOn,
              onSelect: () => set(['has', 'in'], ...others, ...(isOn ? [] : [thingFilters[each]])),
            }
          }),
        ]}
      />
    </div>
  )
}

type Thing = 'code' | 'file' | 'title'

const thingOf = (filter: Extract<SearchFilter, { readonly type: 'has' | 'in' }>): Thing =>
  filter.type === 'in' ? 'title' : filter.what

const thingFilters: Readonly<Record<Thing, SearchFilter>> = {
  code: { type: 'has', what: 'code' },
  file: { type: 'has', what: 'file' },
  title: { type: 'in', where: 'title' },
}

const thingNames = {
  code: 'search.hasCode',
  file: 'search.hasFile',
  title: 'search.inTitle',
} as const

const roleNames = {
  all: 'search.anyone',
  user: 'thread.you',
  assistant: 'thread.assistant',
  tool: 'search.tool',
} as const
