/** What a person sees at an address without https: why nothing works here, and what to do. It stores nothing. */

import type { ReactNode } from 'react'
import { speakOfWelcome } from '../ui/i18n/catalogues/en-welcome.ts'
import { useText } from '../ui/i18n/use-text.ts'
import { Mark } from '../ui/signs/mark.tsx'
import styles from './insecure-page.module.css'

speakOfWelcome()

export const InsecurePage = (): ReactNode => {
  const t = useText()
  const address = `http://localhost${location.port === '' ? '' : `:${location.port}`}`
  return (
    <main className={styles.page}>
      <Mark size={40} />
      <h1 className={styles.title}>{t('welcome.insecureTitle')}</h1>
      <p className={styles.text}>{t('welcome.insecureText')}</p>
      <h2 className={styles.heading}>{t('welcome.insecureWhat')}</h2>
      <ul className={styles.ways}>
        <li>{t('welcome.insecureHttps')}</li>
        <li>{t('welcome.insecureLocal', { address })}</li>
      </ul>
    </main>
  )
}
