/** The OpenAPI 3.1 document, made from the operations themselves, so it cannot say something else than they do. */

import { ProblemBody, type ProblemType, problemUri } from '@weft/shared/protocol/accounts/problem.ts'
import * as z from 'zod'
import type * as mini from 'zod/mini'
import type { Access, Described, Operation } from './operation.ts'
import { problemKinds } from './problems.ts'

type Json = Readonly<Record<string, unknown>>

/** What any operation may be refused with, by who may ask for it. */
export const commonProblems = (access: Access, method: Described['method']): readonly ProblemType[] => [
  'connection-not-secure',
  'database-unavailable',
  'request-malformed',
  ...(method === 'get' ? [] : (['origin-refused', 'content-type-unsupported', 'body-too-large'] as const)),
  ...(access === 'public' ? [] : (['session-missing'] as const)),
  ...(access === 'proved' ? (['proof-needed'] as const) : []),
  ...(access === 'administrator' ? (['administrator-needed'] as const) : []),
]

export const createOpenApi = (root: string, operations: readonly Operation<never>[]): Json => ({
  openapi: '3.1.0',
  info: {
    title: 'Weft',
    version: '1',
    description:
      'Bytes are base 64 for URLs without padding, times are milliseconds since the epoch. Whatever changes ' +
      'something must come from a page of this server (Sec-Fetch-Site or Origin) as application/json.',
  },
  servers: [{ url: root }],
  paths: Object.fromEntries(
    [...Map.groupBy(operations, ({ path }) => path)].map(([path, ofPath]) => [
      path,
      Object.fromEntries(ofPath.map(operation => [operation.method, describe(operation)])),
    ]),
  ),
  components: {
    schemas: { Problem: schemaOf(ProblemBody) },
    securitySchemes: { session: { type: 'apiKey', in: 'cookie', name: '__Host-weft' } },
  },
})

const describe = ({
  name,
  summary,
  access,
  method,
  params,
  query,
  body,
  answer,
  takes,
  gives,
  problems,
}: Operation<never>): Json => ({
  operationId: name,
  summary,
  security: access === 'public' ? [] : [{ session: [] }],
  'x-access': access,
  parameters: [...parametersIn('path', params), ...parametersIn('query', query)],
  ...(method === 'get'
    ? {}
    : { requestBody: { required: true, content: takes === 'bytes' ? bytesContent : jsonOf(body) } }),
  responses: {
    200: { description: 'Done.', content: gives === 'bytes' ? bytesContent : jsonOf(answer) },
    ...(gives === 'bytes' ? { 206: { description: 'The range.', content: bytesContent } } : {}),
    ...refusals([...problems, ...commonProblems(access, method)]),
  },
})

const parametersIn = (place: 'path' | 'query', schema: mini.ZodMiniObject): readonly Json[] =>
  Object.entries(schema.shape).map(([name, field]) => ({
    name,
    in: place,
    required: place === 'path',
    schema: schemaOf(field),
  }))

const bytesContent: Json = { 'application/octet-stream': { schema: { type: 'string', format: 'binary' } } }

const jsonOf = (schema: z.core.$ZodType): Json => ({ 'application/json': { schema: schemaOf(schema) } })

/** The form in which it travels: before bytes are decoded and defaults put in. */
const schemaOf = (schema: z.core.$ZodType): Json => {
  const { $schema: _dialect, ...rest } = z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any' })
  return rest
}

const refusals = (types: readonly ProblemType[]): Json =>
  Object.fromEntries(
    [...Map.groupBy(new Set(types), type => problemKinds[type].status)].map(([status, ofStatus]) => [
      status,
      {
        description: ofStatus
          .map(type => `\`${problemUri(type)}\`: ${problemKinds[type].detail}`)
          .join('\n\n'),
        content: { 'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } } },
      },
    ]),
  )
