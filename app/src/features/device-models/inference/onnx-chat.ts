/** A language model on ONNX Runtime: a prompt by the model's own template, tokens one by one until it ends or is stopped. */

import type * as Transformers from '@huggingface/transformers'
import type { ModelRequest, StreamPart } from '../../providers/language-model.ts'
import { createPartQueue } from '../../providers/part-queue.ts'
import type { LoadedModel } from './loaded-model.ts'
import type { OnnxModel, OnnxOptions } from './onnx-options.ts'
import { createLocalAnswer } from './local-answer.ts'
import { localMessages } from './local-messages.ts'
import { nameFailure } from './name-failure.ts'
import { thinks } from '../../providers/thinks.ts'

type Library = typeof Transformers

export const openOnnxChat = async (
  library: Library,
  repository: string,
  model: OnnxModel,
  options: OnnxOptions,
): Promise<LoadedModel> => {
  const tokenizer = await library.AutoTokenizer.from_pretrained(repository)
  const network = await library.AutoModelForCausalLM.from_pretrained(repository, options)
  letOthersIn(network)

  const generate = async (
    request: ModelRequest,
    push: (parts: readonly StreamPart[]) => void,
    signal: AbortSignal,
  ): Promise<void> => {
    const answer = createLocalAnswer(model.id)
    const stopping = new library.InterruptableStoppingCriteria()
    const stop = (): void => stopping.interrupt()
    signal.addEventListener('abort', stop, { once: true })
    try {
      const inputs = encode(tokenizer, request, model)
      const inputTokens = inputs.input_ids.dims.at(-1) ?? 0
      const room = model.contextWindow - inputTokens
      if (room <= 0) return push(answer.end({ type: 'context-too-long' }))
      const most = Math.min(request.parameters.maxOutputTokens ?? room, room)
      let outputTokens = 0
      const streamer = new library.TextStreamer(tokenizer, {
        skip_prompt: true,
        skip_special_tokens: true,
        // Else spaces before marks are taken away, which are code's, and with them letters of what has been shown.
        decode_kwargs: { clean_up_tokenization_spaces: false },
        callback_function: (text: string) => {
          if (!signal.aborted) push(answer.read({ choices: [{ delta: { content: text } }] }))
        },
        token_callback_function: () => {
          outputTokens += 1
        },
      })
      await network.generate({
        ...inputs,
        ...sampling(request),
        max_new_tokens: most,
        streamer,
        stopping_criteria: stopping,
      })
      if (signal.aborted) return
      const usage = { prompt_tokens: inputTokens, completion_tokens: outputTokens }
      const reason = outputTokens >= most ? 'length' : 'stop'
      push(answer.read({ choices: [{ delta: {}, finish_reason: reason }], usage }))
      push(answer.end())
    } catch (cause) {
      push(answer.end(nameFailure(cause)))
    } finally {
      signal.removeEventListener('abort', stop)
    }
  }

  return {
    task: 'chat',
    stream: (request, signal) => {
      const queue = createPartQueue()
      void generate(request, queue.push, signal).finally(queue.end)
      return queue.parts()
    },
  }
}

/** The library gives what a template makes as tensors by name; of these every model has the first. */
interface Encoded extends Readonly<Record<string, unknown>> {
  readonly input_ids: Transformers.Tensor
}

const encode = (
  tokenizer: Transformers.PreTrainedTokenizer,
  request: ModelRequest,
  model: OnnxModel,
): Encoded => {
  const messages = localMessages(request, false)
  const encoded: unknown = tokenizer.chat_template
    ? tokenizer.apply_chat_template([...messages].map(toTurn), {
        add_generation_prompt: true,
        return_dict: true,
        ...(model.abilities.reasoning && request.parameters.reasoningEffort !== undefined
          ? { enable_thinking: thinks(request.parameters.reasoningEffort) }
          : {}),
      })
    : tokenizer(messages.map(message => toTurn(message).content).join('\n\n'))
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- the library's own type is a union over its options
  return encoded as Encoded
}

const toTurn = (
  message: ReturnType<typeof localMessages>[number],
): { readonly role: string; readonly content: string } => ({
  role: message.role,
  content: typeof message.content === 'string' ? message.content : '',
})

/** The nearest word is taken where nobody asked for warmth: small models wander off soon enough. */
const sampling = ({ parameters: { temperature } }: ModelRequest): object =>
  temperature === undefined || temperature === 0
    ? { do_sample: false, repetition_penalty: 1.1 }
    : { do_sample: true, temperature }

interface Network {
  forward: (inputs: unknown) => Promise<unknown>
}

/**
 * On the processor a step leaves no gap in which a message could be heard, so nothing could stop an answer. Each step
 * therefore waits for one turn of the event loop; a message to oneself is the shortest.
 */
const letOthersIn = (network: Transformers.PreTrainedModel): void => {
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- the method that generation calls for each step
  const steps = network as unknown as Network
  const forward = steps.forward.bind(network)
  const { port1, port2 } = new MessageChannel()
  const turn = (): Promise<void> =>
    new Promise(resolve => {
      port1.addEventListener('message', () => resolve(), { once: true })
      port2.postMessage(null)
    })
  port1.start()
  steps.forward = async inputs => {
    await turn()
    return forward(inputs)
  }
}
