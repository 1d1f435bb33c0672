import { expect, it } from 'vitest'
import { ProblemDetails, problemContentType } from './http.ts'

it('H1: a problem has a status and a code, and keeps what a later version adds', () => {
  const problem = { type: 'about:blank', title: 'Too large', status: 413, code: 'body-too-large', limit: 5 }
  expect(ProblemDetails.parse(problem)).toEqual(problem)
  const { type: _, ...bare } = problem
  expect(ProblemDetails.parse(bare)).toEqual(problem)
  expect(problemContentType).toBe('application/problem+json')
})

it.each([
  ['a success', { title: 'OK', status: 200, code: 'all-well' }],
  ['no code', { title: 'Too large', status: 413 }],
  ['a code that is a sentence', { title: 'Too large', status: 413, code: 'It is too large' }],
  ['a page of HTML', '<html>'],
])('H1: %s is no problem of ours', (_, value) => {
  expect(ProblemDetails.safeParse(value).success).toBe(false)
})
