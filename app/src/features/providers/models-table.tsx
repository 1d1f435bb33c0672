/** Models with their context and prices. A row opens below itself for everything that can be set. */

import { Eye, EyeOff, Pencil } from 'lucide-react'
import { type ReactNode, useState } from 'react'
import { useFormat, useText } from '../../ui/i18n/use-text.ts'
import { IconButton } from '../../ui/icon-button.tsx'
import { EngineNotice } from '../threads/engine-notice.tsx'
import { takesFocusFrom, useReturnFocus } from '../../ui/use-return-focus.ts'
import type { ProviderModel } from '../workspace/join-models.ts'
import type { ProviderRow } from '../workspace/tables.ts'
import { ModelForm } from './model-form.tsx'
import styles from './models-table.module.css'
import { knownModel } from './prices.ts'
import { useModelChange } from './use-model-change.ts'

export interface ModelsTableProps {
  readonly provider: ProviderRow
  readonly models: readonly ProviderModel[]
}

export const ModelsTable = ({ provider, models }: ModelsTableProps): ReactNode => {
  const t = useText()
  const { change, failure, clearFailure } = useModelChange(provider)
  const [editing, setEditing] = useState<string>()
  useReturnFocus(editing)

  return (
    <>
      {failure && <EngineNotice error={failure} onClose={clearFailure} />}
      <table className={styles.table}>
        <thead>
          <tr>
            <th scope="col">{t('providers.model')}</th>
            <th scope="col">{t('providers.context')}</th>
            <th scope="col">{t('providers.priceIn')}</th>
            <th scope="col">{t('providers.priceOut')}</th>
            <th scope="col">{t('providers.priceCached')}</th>
            {/* oxlint-disable-next-line jsx-a11y/control-has-associated-label -- the corner above the buttons, which have names */}
            <td />
          </tr>
        </thead>
        <tbody>
          {models.map(model =>
            editing === model.modelId ? (
              <tr key={model.modelId}>
                <td colSpan={6} className={styles.form}>
                  <ModelForm provider={provider} model={model} onClose={() => setEditing(undefined)} />
                </td>
              </tr>
            ) : (
              <ModelRow
                key={model.modelId}
                provider={provider}
                model={model}
                onEdit={() => setEditing(model.modelId)}
                onHide={hidden => void change(model.modelId, model.settings, { hidden })}
              />
            ),
          )}
        </tbody>
      </table>
    </>
  )
}

interface ModelRowProps {
  readonly provider: ProviderRow
  readonly model: ProviderModel
  readonly onEdit: () => void
  readonly onHide: (hidden: boolean) => void
}

const ModelRow = ({ provider, model, onEdit, onHide }: ModelRowProps): ReactNode => {
  const t = useText()
  const format = useFormat()
  const price = model.price ?? knownModel(provider, model.modelId)?.price
  const context = model.contextWindow ?? knownModel(provider, model.modelId)?.contextWindow
  const cost = (dollars: number | undefined): string => (dollars === undefined ? '–' : format.cost(dollars))
  return (
    <tr data-hidden={model.hidden || undefined}>
      <th scope="row">
        <span className={styles.name}>
          <bdi>{model.name}</bdi>
        </span>
        <span className={styles.facts}>
          {model.name !== model.modelId && (
            <bdi className={styles.id} dir="ltr">
              {model.modelId}
            </bdi>
          )}
          {!model.listed && <span>{t('providers.addedByYou')}</span>}
          {model.hidden && <span>{t('providers.hidden')}</span>}
          {price && (
            <span className={styles.narrow}>
              {t('providers.inAndOut', { input: cost(price.input), output: cost(price.output) })}
            </span>
          )}
        </span>
      </th>
      <td>{context === undefined ? '–' : format.short(context)}</td>
      <td>{cost(price?.input)}</td>
      <td>{cost(price?.output)}</td>
      <td>{cost(price?.cachedInput)}</td>
      <td className={styles.acts}>
        <IconButton
          size="small"
          label={t(model.hidden ? 'providers.showModel' : 'providers.hideModel', { model: model.name })}
          icon={model.hidden ? EyeOff : Eye}
          onClick={() => onHide(!model.hidden)}
        />
        <IconButton
          size="small"
          label={t('providers.editModel', { model: model.name })}
          icon={Pencil}
          onClick={onEdit}
          {...takesFocusFrom(model.modelId)}
        />
      </td>
    </tr>
  )
}
