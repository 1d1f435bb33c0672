/** The recovery phrase: shown once, counted only when some of its words were typed back from paper. */

import { type FormEvent, type ReactNode, useState } from 'react'
import { Button } from '../../ui/button.tsx'
import { useText } from '../../ui/i18n/use-text.ts'
import { SettingsItem } from '../../ui/settings-item.tsx'
import { TextField } from '../../ui/text-field.tsx'
import { takesFocusFrom, useReturnFocus } from '../../ui/use-return-focus.ts'
import { usePage } from '../../worker/page-context.ts'
import type { NewPhrase } from './account-calls.ts'
import { AccountNotice } from './account-notice.tsx'
import styles from './account-panel.module.css'
import { PresentPassword } from './present-password.tsx'
import { useAsking } from './use-account.ts'

type Stage =
  | { readonly at: 'nothing' }
  | { readonly at: 'written' | 'checked'; readonly phrase: NewPhrase }
  | { readonly at: 'done' }

export const PhraseItem = ({ hasPhrase }: { readonly hasPhrase: boolean }): ReactNode => {
  const t = useText()
  const { engine } = usePage()
  const [stage, setStage] = useState<Stage>({ at: 'nothing' })
  const beginning = useAsking()
  useReturnFocus(stage.at === 'written' || stage.at === 'checked' ? 'phrase' : undefined)

  const begin = async (): Promise<void> => {
    await beginning.run(async () => {
      const phrase = await engine.account('beginPhrase')
      if (phrase.ok) setStage({ at: 'written', phrase: phrase.value })
      return phrase
    })
  }

  const cancel = (): void => setStage({ at: 'nothing' })
  return (
    <SettingsItem
      title={t('account.phraseWords')}
      facts={t(hasPhrase ? 'account.phraseSet' : 'account.phraseNone')}
      action={
        (stage.at === 'nothing' || stage.at === 'done') && (
          <Button
            size="small"
            kind={hasPhrase ? 'plain' : 'main'}
            busy={beginning.busy}
            {...takesFocusFrom('phrase')}
            onClick={() => void begin()}
          >
            {t(hasPhrase ? 'account.phraseNew' : 'account.phraseMake')}
          </Button>
        )
      }
    >
      {beginning.failure && <AccountNotice error={beginning.failure} onAgain={() => void begin()} />}
      {stage.at === 'written' && (
        <Words
          words={stage.phrase.words}
          onWritten={() => setStage({ at: 'checked', phrase: stage.phrase })}
          onCancel={cancel}
        />
      )}
      {stage.at === 'checked' && (
        <CheckForm
          asked={stage.phrase.asked}
          onDone={() => setStage({ at: 'done' })}
          onWords={() => setStage({ at: 'written', phrase: stage.phrase })}
          onCancel={cancel}
        />
      )}
      <div role="status">{stage.at === 'done' && t('account.phraseDone')}</div>
    </SettingsItem>
  )
}

interface WordsProps {
  readonly words: readonly string[]
  readonly onWritten: () => void
  readonly onCancel: () => void
}

const Words = ({ words, onWritten, onCancel }: WordsProps): ReactNode => {
  const t = useText()
  return (
    <div className={styles.gap}>
      <p className={styles.warning}>{t('account.phraseWrite')}</p>
      <ol className={styles.words} aria-label={t('account.phraseWords')} lang="en" translate="no">
        {words.map((word, index) => (
          <li key={index}>{word}</li>
        ))}
      </ol>
      <div className={styles.acts}>
        <Button kind="main" onClick={onWritten}>
          {t('account.phraseWritten')}
        </Button>
        <Button onClick={onCancel}>{t('account.cancel')}</Button>
      </div>
    </div>
  )
}

interface CheckFormProps extends Pick<NewPhrase, 'asked'> {
  readonly onDone: () => void
  readonly onWords: () => void
  readonly onCancel: () => void
}

const CheckForm = ({ asked, onDone, onWords, onCancel }: CheckFormProps): ReactNode => {
  const t = useText()
  const { engine } = usePage()
  const [typed, setTyped] = useState(() => asked.map(() => ''))
  const [password, setPassword] = useState('')
  const [needsProof, setNeedsProof] = useState(false)
  const asking = useAsking()

  const confirm = async (): Promise<void> => {
    const done = await asking.run(async () => {
      const proved = needsProof ? await engine.account('prove', password) : undefined
      if (proved && !proved.ok) return proved
      const confirmed = await engine.account('confirmPhrase', typed)
      // A proof is good for a few minutes, and writing twelve words may take longer.
      if (!confirmed.ok && confirmed.error.type === 'proof-needed') setNeedsProof(true)
      return confirmed
    })
    if (done) onDone()
  }

  const submit = (event: FormEvent): void => {
    event.preventDefault()
    void confirm()
  }

  const isAsked = needsProof && asking.failure?.type === 'proof-needed'
  return (
    <form className={styles.gap} onSubmit={submit} noValidate>
      <p className={styles.text}>{t('account.phraseCheck')}</p>
      <div className={styles.asked}>
        {asked.map((position, index) => (
          <TextField
            key={position}
            label={t('account.phraseWord', { number: position })}
            value={typed[index] ?? ''}
            onChange={word => setTyped(typed.map((before, place) => (place === index ? word : before)))}
            autoComplete="off"
            code
          />
        ))}
      </div>
      {needsProof && (
        <div className={styles.form}>
          <PresentPassword value={password} onChange={setPassword} help={t('account.proveText')} />
        </div>
      )}
      <div className={styles.acts}>
        <Button kind="main" type="submit" busy={asking.busy} busyLabel={t('account.phraseKeeping')}>
          {t('account.phraseKeep')}
        </Button>
        <Button onClick={onWords}>{t('account.phraseShowAgain')}</Button>
        <Button kind="text" onClick={onCancel}>
          {t('account.cancel')}
        </Button>
      </div>
      {asking.failure && !isAsked && <AccountNotice error={asking.failure} onClose={asking.clear} />}
    </form>
  )
}
