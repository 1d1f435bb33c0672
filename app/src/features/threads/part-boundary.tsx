/**
 * Keeps a fault where it happened: a message that cannot be drawn, or a piece of the page that could not be
 * loaded, says so in its place and the rest goes on. React knows boundaries only as a class.
 */

import { CircleAlert } from 'lucide-react'
import { Component, type ReactNode, Suspense } from 'react'
import { Button } from '../../ui/button.tsx'
import { useText } from '../../ui/i18n/use-text.ts'
import { Notice } from '../../ui/notice.tsx'

export interface PartBoundaryProps {
  readonly children: ReactNode
  /** Shown while a piece is loaded; nothing by default. */
  readonly waiting?: ReactNode
}

interface PartBoundaryState {
  readonly failed: boolean
}

export class PartBoundary extends Component<PartBoundaryProps, PartBoundaryState> {
  static getDerivedStateFromError(): PartBoundaryState {
    return { failed: true }
  }

  override state: PartBoundaryState = { failed: false }

  override render(): ReactNode {
    const { children, waiting = null } = this.props
    if (this.state.failed) return <Failed onAgain={() => this.setState({ failed: false })} />
    return <Suspense fallback={waiting}>{children}</Suspense>
  }
}

const Failed = ({ onAgain }: { readonly onAgain: () => void }): ReactNode => {
  const t = useText()
  return (
    <Notice
      icon={CircleAlert}
      tone="danger"
      what={t('errors.crashWhat')}
      kept={t('errors.crashKept')}
      acts={
        <Button size="small" onClick={onAgain}>
          {t('errors.crashAct')}
        </Button>
      }
    />
  )
}
