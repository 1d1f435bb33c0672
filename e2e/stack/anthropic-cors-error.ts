/** What Anthropic says to a browser that did not own up to being one. */
import { jsonReply, type Answer } from './reply.ts'

export const anthropicNeedsHeader: Answer = () => ({
  ...jsonReply(
    {
      type: 'error',
      error: {
        type: 'authentication_error',
        message: "CORS requests must set 'anthropic-dangerous-direct-browser-access' header",
      },
    },
    401,
  ),
  cors: false,
})
