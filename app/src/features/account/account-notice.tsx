/** Something about the account that failed, said where the person asked for it. */

import { TriangleAlert } from 'lucide-react'
import type { ReactNode } from 'react'
import { Button } from '../../ui/button.tsx'
import { useFormat, useText } from '../../ui/i18n/use-text.ts'
import { Notice } from '../../ui/notice.tsx'
import type { AccountError } from './account-error.ts'
import { accountWords, type AccountWords } from './account-words.ts'

export interface AccountNoticeProps {
  readonly error: AccountError
  /** Does again what failed. */
  readonly onAgain?: (() => void) | undefined
  readonly onClose?: (() => void) | undefined
  /** Where the place says it better than the error knows. */
  readonly words?: AccountWords | undefined
}

export const AccountNotice = ({
  error,
  onAgain,
  onClose,
  words = accountWords[error.type],
}: AccountNoticeProps): ReactNode => {
  const t = useText()
  const format = useFormat()
  const { what, kept, reloads } = words
  return (
    <Notice
      icon={TriangleAlert}
      tone="danger"
      what={t(what)}
      kept={t(kept, { time: format.duration((error.retryAfter ?? 60) * 1000) })}
      detail={error.requestId && t('account.request', { id: error.requestId })}
      acts={
        <>
          {reloads ? (
            <Button size="small" onClick={() => location.reload()}>
              {t('account.load')}
            </Button>
          ) : (
            onAgain && (
              <Button size="small" onClick={onAgain}>
                {t('account.tryAgain')}
              </Button>
            )
          )}
          {onClose && (
            <Button kind="text" size="small" onClick={onClose}>
              {t('common.close')}
            </Button>
          )}
        </>
      }
    />
  )
}
