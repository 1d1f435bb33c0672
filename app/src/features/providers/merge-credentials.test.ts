import { expect, test } from 'vitest'
import { mergeCredentials } from './merge-credentials.ts'

const stored = { apiKey: 'sk-old', headers: [{ name: 'X-Team', value: 'blue' }] }

test('what is not given stays', () => {
  expect(mergeCredentials(stored, {})).toEqual(stored)
  expect(mergeCredentials(stored, { apiKey: 'sk-new' })).toEqual({ ...stored, apiKey: 'sk-new' })
})

test('headers are given whole; one that comes without a value keeps its own', () => {
  const headers = [
    { name: 'x-team', value: '' },
    { name: 'X-More', value: '1' },
  ]
  expect(mergeCredentials(stored, { headers })).toEqual({
    apiKey: 'sk-old',
    headers: [
      { name: 'x-team', value: 'blue' },
      { name: 'X-More', value: '1' },
    ],
  })
})

test('an empty key and an empty list remove what was there', () => {
  expect(mergeCredentials(stored, { apiKey: '', headers: [] })).toEqual({})
})

test('the first credentials of a provider are what was given', () => {
  expect(mergeCredentials({}, stored)).toEqual(stored)
})
