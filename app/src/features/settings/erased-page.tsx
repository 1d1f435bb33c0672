/**
 * The page of a document that erases, or that stands aside while another tab does. There is no engine behind it
 * and there are no rows; it must not read either.
 */

import { type ReactNode, useEffect, useState } from 'react'
import { Button } from '../../ui/button.tsx'
import { speakOfSettings } from '../../ui/i18n/catalogues/en-settings.ts'
import { useText } from '../../ui/i18n/use-text.ts'
import { type DeviceStores, eraseDevice } from './erase-device.ts'
import { clearEraseRequest, type EraseRequest } from './erase-request.ts'
import styles from './erased-page.module.css'

speakOfSettings()

type Erasing =
  | { readonly state: 'erasing' }
  | { readonly state: 'blocked' }
  | { readonly state: 'erased' }
  | { readonly state: 'left'; readonly left: readonly string[] }

export interface ErasedPageProps {
  readonly request: EraseRequest
  readonly stores?: DeviceStores
  /** Opens Weft anew, as on the first day. */
  readonly onStart?: () => void
}

const thisDevice = (): DeviceStores => ({
  databases: window.indexedDB,
  caches: 'caches' in window ? window.caches : undefined,
  serviceWorkers: navigator.serviceWorker,
  choices: [window.localStorage, window.sessionStorage],
  files: () => navigator.storage.getDirectory(),
})

const startAnew = (): void => {
  clearEraseRequest(window.sessionStorage)
  window.location.replace('/')
}

export const ErasedPage = ({ request, stores, onStart = startAnew }: ErasedPageProps): ReactNode =>
  request === 'erase' ? (
    <Erase stores={stores ?? thisDevice()} onStart={onStart} />
  ) : (
    <StandAside onStart={onStart} />
  )

const StandAside = ({ onStart }: { readonly onStart: () => void }): ReactNode => {
  const t = useText()
  return (
    <Words title={t('settings.erasedElsewhere')} text={t('settings.erasedElsewhereText')} onStart={onStart} />
  )
}

const Erase = ({
  stores,
  onStart,
}: {
  readonly stores: DeviceStores
  readonly onStart: () => void
}): ReactNode => {
  const t = useText()
  const [erasing, setErasing] = useState<Erasing>({ state: 'erasing' })
  const [attempt, setAttempt] = useState(1)

  useEffect(() => {
    let wanted = true
    const show = (next: Erasing): void => {
      if (wanted) setErasing(next)
    }
    show({ state: 'erasing' })
    eraseDevice(stores, () => show({ state: 'blocked' })).then(
      ({ left }) => show(left.length === 0 ? { state: 'erased' } : { state: 'left', left }),
      (cause: unknown) => show({ state: 'left', left: [String(cause)] }),
    )
    return () => {
      wanted = false
    }
    // oxlint-disable-next-line react-hooks/exhaustive-deps -- `stores` is the device itself; only another attempt erases again
  }, [attempt])

  switch (erasing.state) {
    case 'erasing':
      return <Words title={t('settings.erasing')} />
    case 'blocked':
      return <Words title={t('settings.eraseBlocked')} text={t('settings.eraseBlockedText')} />
    case 'erased':
      return <Words title={t('settings.erased')} text={t('settings.erasedText')} onStart={onStart} />
    case 'left':
      return (
        <Words title={t('settings.eraseLeft')} text={t('settings.eraseLeftText')}>
          <ul className={styles.left} dir="ltr">
            {erasing.left.map(name => (
              <li key={name}>
                <code>{name}</code>
              </li>
            ))}
          </ul>
          <Button onClick={() => setAttempt(attempt + 1)}>{t('common.tryAgain')}</Button>
        </Words>
      )
  }
}

interface WordsProps {
  readonly title: string
  readonly text?: string
  readonly onStart?: () => void
  readonly children?: ReactNode
}

const Words = ({ title, text, onStart, children }: WordsProps): ReactNode => {
  const t = useText()
  return (
    <main className={styles.page}>
      <div className={styles.words} role="status">
        <h1 className={styles.title}>{title}</h1>
        {text && <p className={styles.text}>{text}</p>}
      </div>
      {children}
      {onStart && (
        <Button kind="main" onClick={onStart}>
          {t('settings.startAnew')}
        </Button>
      )}
    </main>
  )
}
