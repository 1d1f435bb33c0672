/** The fields of the provider form and what a test of a connection may answer, for browser tests. */

import { err, ok } from '@weft/shared/result.ts'
import { page } from 'vitest/browser'
import type { ConnectionReport } from '../../../worker/api.ts'
import type { ProviderError } from '../provider-error.ts'

export const button = (name: string) => page.getByRole('button', { name, exact: true })
export const type = () => page.getByLabelText('Type', { exact: true })
export const name = () => page.getByLabelText('Name', { exact: true })
export const baseUrl = () => page.getByLabelText('Base URL', { exact: true })
export const apiKey = () => page.getByLabelText('API key', { exact: true })
export const syncKey = () => page.getByRole('checkbox', { name: 'Use this key on my other devices' })

const six = Array.from({ length: 6 }, (_, index) => ({ modelId: `m${index}`, name: `M${index}` }))

export const works = async () => ok({ latency: 412, models: six } satisfies ConnectionReport)
export const fails = (error: ProviderError) => async () => err(error)
