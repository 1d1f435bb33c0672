/** Calls `reach` now, and again at each frame until it says that it has reached what is drawn within a moment. */
export const tryInFrames = (reach: () => boolean, frames = 60): void => {
  if (!reach() && frames > 0) requestAnimationFrame(() => tryInFrames(reach, frames - 1))
}
