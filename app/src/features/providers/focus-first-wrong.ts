/** Moves the focus to the first field that is wrong, once the marks are drawn. */
export const focusFirstWrong = (form: HTMLFormElement | null): void => {
  requestAnimationFrame(() => form?.querySelector<HTMLElement>('[aria-invalid="true"]')?.focus())
}
