/** A thread that does not exist yet: the loom, and a composer whose first message founds it. */

import { createId, type FolderId } from '@weft/shared/ids.ts'
import type { ModelRef } from '@weft/shared/schema/message.ts'
import type { Part } from '@weft/shared/schema/part.ts'
import { type ReactNode, useRef, useState } from 'react'
import { useLocation } from 'wouter'
import { EmptyState } from '../../ui/empty-state.tsx'
import { useText } from '../../ui/i18n/use-text.ts'
import { Loom } from '../../ui/signs/loom.tsx'
import type { EngineError } from '../../worker/api.ts'
import { usePage } from '../../worker/page-context.ts'
import type { ComposerHandle } from '../composer/composer.tsx'
import { ComposerPlace } from '../composer/composer-place.tsx'
import { DropPlace } from '../composer/drop-place.tsx'
import { ModelButton } from '../composer/model-button.tsx'
import styles from './conversation.module.css'
import { PageBar } from './page-bar.tsx'
import barStyles from './thread-bar.module.css'
import { usePageTitle } from '../threads/use-page-title.ts'
import { ThreadNotice } from './turn-later.tsx'
import { useThreadModel } from './use-thread-model.ts'
import { speakOfWriting } from '../../ui/i18n/catalogues/en-composer.ts'

speakOfWriting()

export interface NewThreadPageProps {
  /** The folder it will lie in. */
  readonly folderId?: FolderId | undefined
}

const nothingSaid = { said: 0, answer: 0 }

export const NewThreadPage = ({ folderId }: NewThreadPageProps): ReactNode => {
  const t = useText()
  const { engine, env, ready } = usePage()
  const [, navigate] = useLocation()
  const [wished, wish] = useState<ModelRef>()
  const [problem, setProblem] = useState<EngineError>()
  const { model, nobody } = useThreadModel(wished)
  const composer = useRef<ComposerHandle>(null)
  usePageTitle(t('sidebar.newThread'))

  const send = async (parts: readonly Part[]): Promise<boolean> => {
    const { workspaceId } = await ready
    const threadId = createId(env.random, 'thr')
    const messageId = createId(env.random, 'msg')
    const sent = await engine.execute('message.send', {
      workspaceId,
      threadId,
      messageId,
      parentId: null,
      parts: [...parts],
      createdAt: env.clock.now(),
      ...(model ? { model } : {}),
      ...(folderId ? { folderId } : {}),
    })
    setProblem(sent.ok ? undefined : sent.error)
    if (!sent.ok) return false
    if (model) {
      // What goes wrong from here on is told in the thread, which has the message.
      void engine.startRun({
        workspaceId,
        threadId,
        parentId: messageId,
        messageId: createId(env.random, 'msg'),
        model,
      })
    }
    navigate(`/t/${threadId}`)
    return true
  }

  return (
    <DropPlace onFiles={files => composer.current?.addFiles(files)}>
      <PageBar>
        <div className={barStyles.model}>
          <ModelButton place="bar" model={model} onChoose={wish} />
        </div>
      </PageBar>
      <div className={styles.empty}>
        <EmptyState picture={<Loom />} title={t('thread.emptyTitle')} text={t('thread.emptyHere')} />
      </div>
      <ComposerPlace
        ref={composer}
        threadId="new"
        workspaceId={undefined}
        placeholder={t('composer.placeholder')}
        model={model}
        onChooseModel={wish}
        answering={false}
        onStop={() => undefined}
        onSend={send}
        onEditLast={() => undefined}
        threadSize={() => nothingSaid}
        notice={<ThreadNotice nobody={nobody} problem={problem} onClose={() => setProblem(undefined)} />}
      />
    </DropPlace>
  )
}
