/** What a file also holds: keys are never taken, instructions only when a box is ticked, prompts are named. */

import { type ReactNode, useState } from 'react'
import { Button } from '../../ui/button.tsx'
import { useText } from '../../ui/i18n/use-text.ts'
import type { ImportOffer } from '../transfer/imported-thread.ts'
import { useSetting } from '../workspace/queries.ts'
import { usePage } from '../../worker/page-context.ts'
import styles from './findings-view.module.css'

export const OffersView = ({ offers }: { readonly offers: readonly ImportOffer[] }): ReactNode => {
  const t = useText()
  if (offers.length === 0) return null
  const prompts = offers.filter(({ type }) => type === 'prompt').length
  return (
    <ul className={styles.offers} aria-label={t('import.offers')}>
      {offers.map((offer, index) => {
        if (offer.type === 'key')
          return (
            <li key={`key-${index}`}>
              {t('import.offerKey', { provider: offer.provider, ending: offer.ending })}
            </li>
          )
        if (offer.type === 'instructions')
          return <InstructionsOffer key={`instructions-${index}`} name={offer.name} text={offer.text} />
        return null
      })}
      {prompts > 0 && <li>{t('import.offerPrompts', { count: prompts })}</li>}
    </ul>
  )
}

/** Added below what the person has said already, never in its place. */
const InstructionsOffer = ({ name, text }: { readonly name: string; readonly text: string }): ReactNode => {
  const t = useText()
  const { engine, ready } = usePage()
  const before = useSetting('instructions')
  const [isTaken, setIsTaken] = useState(false)
  const take = async (): Promise<void> => {
    const { workspaceId, roomId } = await ready
    const value = before ? `${before}\n\n${text}` : text
    const taken = await engine.execute('setting.change', { workspaceId, roomId, key: 'instructions', value })
    setIsTaken(taken.ok)
  }
  return (
    <li>
      <details>
        <summary>{t('import.offerInstructions', { name })}</summary>
        <p dir="auto">{text}</p>
      </details>
      <Button kind="text" size="small" disabled={isTaken} onClick={() => void take()}>
        {t(isTaken ? 'import.instructionsTaken' : 'import.addInstructions')}
      </Button>
    </li>
  )
}
