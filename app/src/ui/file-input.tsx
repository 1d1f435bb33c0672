/** The browser's own way to choose files, out of sight: a button of ours presses it. */

import type { ReactNode, Ref } from 'react'

export interface FileInputProps {
  readonly onFiles: (files: readonly File[]) => void
  readonly ref: Ref<HTMLInputElement>
  readonly 'data-testid'?: string
}

export const FileInput = ({ onFiles, ...input }: FileInputProps): ReactNode => (
  <input
    {...input}
    type="file"
    multiple
    hidden
    aria-hidden="true"
    tabIndex={-1}
    onChange={event => {
      onFiles([...(event.target.files ?? [])])
      // The same file can be chosen again.
      event.target.value = ''
    }}
  />
)
