/** The filters above the results: menus that write into the query, and show what is written in it. */

import { ChevronDown } from 'lucide-react'
import type { ReactNode } from 'react'
import { useFormat, useText } from '../../ui/i18n/use-text.ts'
import { Button } from '../../ui/button.tsx'
import { Icon } from '../../ui/icon.tsx'
import type { MenuEntry } from '../../ui/menu-entry.ts'
import { Menu } from '../../ui/menu.tsx'
import { useFolders } from '../workspace/queries.ts'
import { dayRange } from './day-range.ts'
import { type FilterType, filtersIn, withFilters } from './query-filters.ts'
import type { SearchFilter } from './query-language.ts'
import styles from './search-filters.module.css'
import { spanOf, spanToFilter, type TimeFilter, timeSpans } from './time-filters.ts'
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

const useTimeName = (now: number): ((filters: readonly TimeFilter[]) => string) => {
  const t = useText()
  const format = useFormat()
  const written = ({ day }: TimeFilter): string =>
    // A year or a month is shown as it was written.
    /^\d{4}(?:-\d{1,2})?$/.test(day) ? day : format.day(dayRange(day)?.from ?? now)
  return filters => {
    const span = spanOf(filters, now)
    if (span) return t(spanNames[span])
    const [first, second, ...more] = filters
    if (!first) return t('search.anyTime')
    if (!second) return t(timeNames[first.type], { day: written(first) })
    const from = filters.find(({ type }) => type === 'after')
    const until = filters.find(({ type }) => type === 'before')
    return from && until && more.length === 0
      ? t('search.between', { from: written(from), until: written(until) })
      : t('search.several')
  }
}

const spanNames = {
  today: 'search.today',
  pastWeek: 'search.pastWeek',
  pastMonth: 'search.pastMonth',
  pastYear: 'search.pastYear',
} as const

const timeNames = { after: 'search.after', before: 'search.before', on: 'search.on' } as const

interface FilterMenuProps {
  readonly name: string
  readonly isOn: boolean
  readonly entries: readonly MenuEntry[]
}

const FilterMenu = ({ name, isOn, entries }: FilterMenuProps): ReactNode => (
  <Menu
    label={name}
    entries={entries}
    trigger={props => (
      <Button {...props} size="small" data-on={isOn || undefined}>
        <bdi className={styles.name}>{name}</bdi>
        <Icon of={ChevronDown} tone="quiet" />
      </Button>
    )}
  />
)
