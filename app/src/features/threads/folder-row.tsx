import { Ellipsis, Folder } from 'lucide-react'
import type { MouseEvent, ReactNode } from 'react'
import { Link } from 'wouter'
import { useFormat, useText } from '../../ui/i18n/use-text.ts'
import { Icon } from '../../ui/icon.tsx'
import { IconButton } from '../../ui/icon-button.tsx'
import type { FolderRow } from '../workspace/tables.ts'
import styles from './thread-row.module.css'

export interface FolderRowViewProps {
  readonly folder: FolderRow
  readonly count: number | undefined
  readonly isCurrent: boolean
  readonly isTabStop: boolean
  readonly isMenuOpen: boolean
  readonly onMenu: (at: { readonly x: number; readonly y: number }) => void
}

/** A folder in the sidebar, with how many threads it holds. */
export const FolderRowView = (props: FolderRowViewProps): ReactNode => {
  const { folder, count, isCurrent, isTabStop, isMenuOpen, onMenu } = props
  const t = useText()
  const format = useFormat()

  const openMenu = (event: MouseEvent<HTMLElement>): void => {
    const { left, bottom, right } = event.currentTarget.getBoundingClientRect()
    onMenu({ x: event.currentTarget.matches(':dir(rtl)') ? right : left, y: bottom })
  }

  return (
    <div
      className={styles.row}
      data-current={isCurrent || undefined}
      data-menu-open={isMenuOpen || undefined}
    >
      <Link
        className={styles.link}
        href={`/folder/${folder.id}`}
        tabIndex={isTabStop ? 0 : -1}
        draggable={false}
        aria-current={isCurrent ? 'page' : undefined}
        data-row-focus
      >
        <span className={styles.sign}>
          <Icon of={Folder} />
        </span>
        <span className={styles.name} dir="auto">
          {folder.name}
        </span>
        {count !== undefined && <span className={styles.end}>{format.number(count)}</span>}
      </Link>
      <span className={styles.more}>
        <IconButton
          label={t('common.moreFor', { name: folder.name })}
          icon={Ellipsis}
          size="small"
          tabIndex={isTabStop ? 0 : -1}
          aria-haspopup="menu"
          aria-expanded={isMenuOpen}
          onClick={openMenu}
        />
      </span>
    </div>
  )
}
