/** The branch of a thread that is shown, as Markdown in the clipboard. Draws nothing unless it fails. */

import { TriangleAlert } from 'lucide-react'
import { type ReactNode, useEffect, useState } from 'react'
import { Button } from '../../ui/button.tsx'
import { Dialog } from '../../ui/dialog.tsx'
import { speakOfExport } from '../../ui/i18n/catalogues/en-export.ts'
import { useText } from '../../ui/i18n/use-text.ts'
import { Notice } from '../../ui/notice.tsx'
import { useToast } from '../../ui/toasts.tsx'
import { useUi } from '../../ui/ui.tsx'
import { type Page, usePage } from '../../worker/page-context.ts'
import type { ExportedThread } from '../threads/export-context.ts'
import { documentLanguage } from './document-words.ts'
import type { ExportLanguage, ExportOptions } from './export-request.ts'
import { startExport } from './start-export.ts'

speakOfExport()

const options: ExportOptions = {
  format: 'markdown',
  allBranches: false,
  withFiles: false,
  onlyGood: false,
}

const markdownOf = async (
  engine: Page['engine'],
  { workspaceId, roomId }: ExportedThread,
  language: ExportLanguage,
  signal: AbortSignal,
): Promise<string | null> => {
  const done = await startExport({
    engine,
    scope: { type: 'threads', threads: [{ workspaceId, threadId: roomId }] },
    options,
    language,
    target: { type: 'memory' },
    progress: () => undefined,
    signal,
  })
  if (!done.ok || done.value.report.threads === 0) return null
  return (await done.value.content?.text()) ?? null
}

export interface CopyAsMarkdownProps {
  readonly thread: ExportedThread
  readonly onDone: () => void
}

export const CopyAsMarkdown = ({ thread, onDone }: CopyAsMarkdownProps): ReactNode => {
  const t = useText()
  const { engine } = usePage()
  const { languages } = useUi()
  const toast = useToast()
  const [failed, setFailed] = useState(false)

  useEffect(() => {
    const leaving = new AbortController()
    const copy = async (): Promise<void> => {
      const markdown = await markdownOf(engine, thread, documentLanguage(languages), leaving.signal)
      if (leaving.signal.aborted) return
      if (markdown === null) return setFailed(true)
      try {
        await navigator.clipboard.writeText(markdown)
      } catch {
        // The browser forbids it.
        return setFailed(true)
      }
      toast({ text: languages.get().t('export.copied') })
      onDone()
    }
    void copy()
    return () => leaving.abort()
    // oxlint-disable-next-line react-hooks/exhaustive-deps -- once for each wish: what else is here stays what it is
  }, [thread])

  if (!failed) return null
  return (
    <Dialog
      open
      onClose={onDone}
      title={t('export.copyFailedWhat')}
      acts={<Button onClick={onDone}>{t('common.close')}</Button>}
    >
      <Notice
        icon={TriangleAlert}
        tone="danger"
        what={t('export.copyFailedWhat')}
        kept={t('export.copyFailedKept')}
      />
    </Dialog>
  )
}
