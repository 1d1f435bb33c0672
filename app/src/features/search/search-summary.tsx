/** How much was found and how quickly, and in which order it stands. */

import { ChevronDown } from 'lucide-react'
import type { ReactNode } from 'react'
import { Button } from '../../ui/button.tsx'
import { useFormat, useText } from '../../ui/i18n/use-text.ts'
import { Icon } from '../../ui/icon.tsx'
import { Menu } from '../../ui/menu.tsx'
import type { SearchAnswer } from './message-search.ts'
import type { SearchOrder } from './search-address.ts'
import styles from './search-summary.module.css'

export interface SearchSummaryProps {
  readonly answer: SearchAnswer | undefined
  readonly order: SearchOrder
  readonly onOrder: (order: SearchOrder) => void
}

const names = { rank: 'search.best', newest: 'search.newest' } as const
const orders: readonly SearchOrder[] = ['rank', 'newest']

export const SearchSummary = ({ answer, order, onOrder }: SearchSummaryProps): ReactNode => {
  const t = useText()
  const format = useFormat()
  return (
    <div className={styles.summary}>
      <span role="status">
        {answer &&
          answer.threadCount > 0 &&
          t('search.counted', {
            messages: answer.messageCount,
            threads: t('sidebar.threadCount', { count: answer.threadCount }),
            // Rounded up: nothing takes no time.
            time: format.milliseconds(Math.ceil(answer.took)),
          })}
      </span>
      <Menu
        label={t('search.order')}
        align="end"
        entries={orders.map(each => ({
          kind: 'choice',
          label: t(names[each]),
          chosen: each === order,
          onSelect: () => onOrder(each),
        }))}
        trigger={props => (
          <Button {...props} kind="text" size="small">
            {t(names[order])}
            <Icon of={ChevronDown} tone="quiet" />
          </Button>
        )}
      />
    </div>
  )
}
