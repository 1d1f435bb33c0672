/**
 * Where a fault of ours ends: a part of the page stops, says so, and can be drawn again, while the rest works on.
 * React catches errors only in a class.
 */

import { TriangleAlert } from 'lucide-react'
import { Component, type ErrorInfo, type ReactNode } from 'react'
import { toStorageError } from '../core/storage-error.ts'
import { Button } from '../ui/button.tsx'
import { useText } from '../ui/i18n/use-text.ts'
import { Notice } from '../ui/notice.tsx'
import styles from './boundary.module.css'
import { StorageNotice } from './storage-notice-later.tsx'

export interface BoundaryProps {
  /** Another value draws the children again: the address, the thread. */
  readonly resetKey?: string
  /** For what is only an addition, such as tooltips: it goes out without a word. */
  readonly quiet?: boolean
  readonly children: ReactNode
}

interface BoundaryState {
  readonly caught: { readonly cause: unknown } | null
  readonly resetKey: string | undefined
}

export class Boundary extends Component<BoundaryProps, BoundaryState> {
  override state: BoundaryState = { caught: null, resetKey: this.props.resetKey }

  static getDerivedStateFromError(cause: unknown): Partial<BoundaryState> {
    return { caught: { cause } }
  }

  static getDerivedStateFromProps(props: BoundaryProps, state: BoundaryState): BoundaryState | null {
    return props.resetKey === state.resetKey ? null : { caught: null, resetKey: props.resetKey }
  }

  override componentDidCatch(cause: unknown, { componentStack }: ErrorInfo): void {
    // oxlint-disable-next-line no-console -- for whoever looks into it; nothing is sent anywhere
    console.error(cause, componentStack)
  }

  override render(): ReactNode {
    const { caught } = this.state
    if (caught === null) return this.props.children
    if (this.props.quiet) return null
    return <Fault cause={caught.cause} onAgain={() => this.setState({ caught: null })} />
  }
}

interface FaultProps {
  readonly cause: unknown
  readonly onAgain: () => void
}

/** Browsers word it differently; all of them name the module that did not come. */
const isLostChunk = (cause: unknown): boolean =>
  cause instanceof Error &&
  /dynamically imported module|module script failed|preload CSS/i.test(cause.message)

const Fault = ({ cause, onAgain }: FaultProps): ReactNode => {
  const t = useText()
  const storage = toStorageError(cause)
  if (storage.type !== 'storage-failed') return <StorageNotice error={storage} onAgain={onAgain} />

  const isLost = isLostChunk(cause)
  return (
    <div className={styles.fault}>
      <Notice
        icon={TriangleAlert}
        tone="danger"
        what={t(isLost ? 'pwa.lostWhat' : 'errors.crashWhat')}
        kept={t(isLost ? 'pwa.lostKept' : 'errors.crashKept')}
        detail={cause instanceof Error ? cause.message : undefined}
        acts={
          <>
            <Button size="small" onClick={isLost ? () => location.reload() : onAgain}>
              {t(isLost ? 'pwa.reload' : 'errors.crashAct')}
            </Button>
            {!isLost && (
              <Button kind="text" size="small" onClick={() => location.reload()}>
                {t('pwa.reload')}
              </Button>
            )}
          </>
        }
      />
    </div>
  )
}
