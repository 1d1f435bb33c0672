/**
 * An image in a model's text. One that lies in the text itself is shown; one from the web would tell its server
 * that the text is read, and can carry words out in its address, so it waits until the person asks for it.
 */

import { ExternalLink, Image as ImageIcon, ImageOff } from 'lucide-react'
import { type ReactElement, useContext, useEffect, useRef, useState } from 'react'
import { Button, ButtonLink } from '../button.tsx'
import { useText } from '../i18n/use-text.ts'
import { Icon } from '../icon.tsx'
import { imageSource, isSafeImage } from './image-source.ts'
import styles from './image.module.css'
import { limits } from './limits.ts'
import { type LoadImage, LoadImageContext } from './load-image.ts'

type RemoteState =
  | { readonly type: 'held' | 'loading' | 'refused' | 'unfit' }
  | { readonly type: 'shown'; readonly blob: Blob }

interface RemoteImageProps {
  readonly address: string
  readonly host: string
  readonly alt: string
}

const fetchImage = async (loadImage: LoadImage, address: string): Promise<RemoteState> => {
  try {
    const blob = await loadImage(address)
    if (blob.size > limits.imageBytes) return { type: 'unfit' }
    const bytes = new Uint8Array(await blob.arrayBuffer())
    return isSafeImage(bytes) ? { type: 'shown', blob } : { type: 'unfit' }
  } catch {
    return { type: 'refused' }
  }
}

interface BlobImageProps {
  readonly blob: Blob
  readonly alt: string
  readonly onError: () => void
}

/** The address of a blob lives as long as the element that shows it. */
const BlobImage = ({ blob, alt, onError }: BlobImageProps): ReactElement => {
  const image = useRef<HTMLImageElement>(null)
  useEffect(() => {
    const address = URL.createObjectURL(blob)
    image.current?.setAttribute('src', address)
    return () => URL.revokeObjectURL(address)
  }, [blob])
  return <img ref={image} className={styles.image} alt={alt} decoding="async" onError={onError} />
}

const RemoteImage = ({ address, host, alt }: RemoteImageProps): ReactElement => {
  const t = useText()
  const loadImage = useContext(LoadImageContext)
  const [state, setState] = useState<RemoteState>({ type: 'held' })
  if (state.type === 'shown')
    return <BlobImage blob={state.blob} alt={alt} onError={() => setState({ type: 'unfit' })} />

  const load = async (run: LoadImage): Promise<void> => {
    setState({ type: 'loading' })
    setState(await fetchImage(run, address))
  }
  const failed = state.type === 'refused' || state.type === 'unfit'
  // Plain http stays in its own tab: loaded here, a text could aim a click at devices of the person's own network.
  const canLoad = loadImage !== null && !failed && address.startsWith('https:')
  return (
    <span className={styles.held} role="group" aria-label={t('markdown.imageHeld', { host })}>
      <Icon of={failed ? ImageOff : ImageIcon} tone="quiet" />
      <span className={styles.words}>
        {alt !== '' && (
          <span className={styles.alt} dir="auto">
            {alt}
          </span>
        )}
        <span className={styles.why} role={failed ? 'status' : undefined}>
          {state.type === 'refused'
            ? t('markdown.imageRefused', { host })
            : state.type === 'unfit'
              ? t('markdown.imageUnfit', { host })
              : t('markdown.imageHeldWhy', { host })}
        </span>
      </span>
      {canLoad ? (
        <Button
          size="small"
          busy={state.type === 'loading'}
          busyLabel={t('markdown.loadingImage')}
          onClick={() => void load(loadImage)}
        >
          {t('markdown.loadImage', { host })}
        </Button>
      ) : (
        <ButtonLink size="small" href={address} target="_blank" rel="noopener noreferrer" icon={ExternalLink}>
          {t('markdown.openImage')}
        </ButtonLink>
      )}
    </span>
  )
}

export const ImageView = ({
  address,
  alt,
}: {
  readonly address: string
  readonly alt: string
}): ReactElement => {
  const source = imageSource(address)
  switch (source.type) {
    case 'inline':
      return <img className={styles.image} src={address} alt={alt} decoding="async" />
    case 'remote':
      return <RemoteImage key={source.address} address={source.address} host={source.host} alt={alt} />
    case 'none':
      return <>{alt}</>
  }
}
