/**
 * Adding or changing a provider. What is typed stays until it is saved or left on purpose; the key goes to the
 * engine and nowhere else, and is gone from the page with the form.
 */

import { createId } from '@weft/shared/ids.ts'
import { type FormEvent, type ReactNode, useEffect, useRef, useState } from 'react'
import { Button } from '../../ui/button.tsx'
import { useText } from '../../ui/i18n/use-text.ts'
import { keepFieldFocus } from '../../ui/keep-field-focus.ts'
import { TextField } from '../../ui/text-field.tsx'
import { usePage } from '../../worker/page-context.ts'
import type { KeyHint } from '../workspace/key-hints.ts'
import { EngineNotice } from '../threads/engine-notice.tsx'
import { LeaveDialog } from '../../ui/leave-dialog.tsx'
import { useLeaveGuard } from '../../ui/use-leave-guard.ts'
import type { ProviderRow } from '../workspace/tables.ts'
import { ApiKeyField } from './api-key-field.tsx'
import { BaseUrlField } from './base-url-field.tsx'
import { ConnectionResult } from './connection-result.tsx'
import { FindServer } from './find-server.tsx'
import { focusFirstWrong } from './focus-first-wrong.ts'
import { HeaderFields } from './header-fields.tsx'
import { holdsSecrets } from './key-change.ts'
import {
  checkDraft,
  type DraftContext,
  emptyDraft,
  hasProblems,
  presetById,
  type ProviderDraft,
  readDraftUrl,
  toProviderDraft,
  withPreset,
} from './provider-draft.ts'
import styles from './provider-form.module.css'
import { rowToConfig } from './row-to-config.ts'
import { SyncKeyField } from './sync-key-field.tsx'
import { TypeField } from './type-field.tsx'
import { useDraftConnection } from './use-draft-connection.ts'
import { type SavedProvider, useSaveProvider } from './use-save-provider.ts'

export interface ProviderFormProps {
  /** The provider to change; absent for a new one. */
  readonly provider?: ProviderRow | undefined
  readonly hint?: KeyHint | undefined
  /** What a new one begins with; unknown or empty for the first type in the list. */
  readonly preset?: string | undefined
  /** Names of the other providers. */
  readonly namesBeside: readonly string[]
  /** Begins at the key. */
  readonly atKey?: boolean | undefined
  readonly onSaved: (provider: SavedProvider) => void
  readonly onCancel: () => void
}

export const ProviderForm = ({
  provider,
  hint,
  preset = '',
  namesBeside,
  atKey = false,
  onSaved,
  onCancel,
}: ProviderFormProps): ReactNode => {
  const t = useText()
  const { env } = usePage()
  const form = useRef<HTMLFormElement>(null)
  const [id] = useState(() => provider?.id ?? createId(env.random, 'prv'))
  const [first] = useState(() =>
    provider ? toProviderDraft(provider, hint) : emptyDraft(preset, namesBeside),
  )
  const [draft, setDraft] = useState(first)
  // What lay there when the form was opened: what another device does to the key meanwhile is not this person's choice.
  const [firstHint] = useState(hint)
  const [tried, setTried] = useState(false)
  const context: DraftContext = {
    ownOrigin: window.location.origin,
    stored: provider && rowToConfig(provider),
    hint: firstHint,
  }
  const { connection, test, forget } = useDraftConnection(id, provider)
  const { save, saving, failure, clearFailure } = useSaveProvider(id, provider)
  const leaving = useLeaveGuard(isChanged(draft, first))
  const problems = checkDraft(draft, context)
  const chosen = presetById(draft.preset)
  const url = readDraftUrl(draft, context)

  useEffect(() => {
    form.current?.querySelector<HTMLElement>(atKey ? 'input[name="api-key"]' : 'select')?.focus()
    form.current?.scrollIntoView({ block: 'nearest' })
  }, [atKey])

  const change = (next: ProviderDraft): void => {
    setDraft(next)
    forget()
  }

  /** Whether everything is right; otherwise the first wrong field takes the focus. */
  const isRight = (): boolean => {
    setTried(true)
    if (!hasProblems(problems)) return true
    focusFirstWrong(form.current)
    return false
  }

  const submit = async (event: FormEvent): Promise<void> => {
    event.preventDefault()
    if (saving || !isRight()) return
    const saved = await save(draft, context)
    if (!saved) return
    leaving.release()
    onSaved(saved)
  }

  const wrong = (problem: Parameters<typeof t>[0] | undefined): string | undefined =>
    problem && t(problem, { name: chosen.name, host: url.ok ? new URL(url.value.url).host : '' })

  return (
    <form
      className={styles.form}
      ref={form}
      onSubmit={event => void submit(event)}
      noValidate
      autoComplete="off"
      aria-label={provider ? t('providers.editTitle', { name: provider.name }) : t('providers.addTitle')}
    >
      <TypeField value={draft.preset} onChange={next => change(withPreset(draft, next, namesBeside))} />
      <TextField
        label={t('providers.name')}
        placeholder={t('providers.nameHint')}
        value={draft.name}
        onChange={name => change({ ...draft, name })}
        check={() => wrong(problems.name)}
        wrong={tried ? wrong(problems.name) : undefined}
      />
      <div className={styles.all}>
        <BaseUrlField
          value={draft.baseUrl}
          onChange={baseUrl => change({ ...draft, baseUrl })}
          url={url.ok ? url.value : undefined}
          problem={wrong(problems.baseUrl)}
          tried={tried}
        />
      </div>
      {chosen.isOwnServer && (
        <div className={styles.all}>
          <FindServer
            preset={chosen}
            baseUrl={url.ok ? url.value.url : ''}
            onUse={server =>
              change({ ...withPreset(draft, server.preset, namesBeside), baseUrl: server.baseUrl })
            }
          />
        </div>
      )}
      <div className={styles.all}>
        <ApiKeyField
          value={draft.apiKey}
          onChange={apiKey => change({ ...draft, apiKey })}
          preset={chosen}
          hint={firstHint}
          problem={wrong(problems.apiKey)}
          tried={tried}
        />
      </div>
      <div className={styles.all}>
        <HeaderFields
          headers={draft.headers}
          onChange={headers => change({ ...draft, headers })}
          problems={problems.headers}
          tried={tried}
        />
      </div>
      {holdsSecrets(draft, context) && (
        <div className={styles.all}>
          <SyncKeyField
            draft={draft}
            context={context}
            // Nothing that was tried depends on it.
            onChange={synced => setDraft({ ...draft, synced })}
          />
        </div>
      )}
      <div className={styles.all}>
        <ConnectionResult
          connection={connection}
          preset={chosen}
          subject={{
            name: draft.name.trim() || chosen.name,
            baseUrl: url.ok ? url.value.url : draft.baseUrl,
            isOwnServer: chosen.isOwnServer,
            origin: context.ownOrigin,
            kept: 'typed',
          }}
        />
        {failure && <EngineNotice error={failure} onClose={clearFailure} />}
      </div>
      <div className={styles.acts}>
        <Button {...keepFieldFocus} kind="text" onClick={onCancel}>
          {t('common.cancel')}
        </Button>
        <span className={styles.grow} />
        <Button
          {...keepFieldFocus}
          busy={connection?.state === 'testing'}
          busyLabel={t('providers.testing')}
          onClick={() => isRight() && void test(draft, context)}
        >
          {t('providers.test')}
        </Button>
        <Button {...keepFieldFocus} kind="main" type="submit" busy={saving} busyLabel={t('common.saving')}>
          {t('providers.save')}
        </Button>
      </div>
      <LeaveDialog leaving={leaving} />
    </form>
  )
}

const isChanged = (draft: ProviderDraft, first: ProviderDraft): boolean =>
  JSON.stringify(draft) !== JSON.stringify(first)
