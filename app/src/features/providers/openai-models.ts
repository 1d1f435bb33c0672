/** What is known about OpenAI's models by their ids alone. */

/** Models that do not reason, and refuse parameters about it. Everything newer does. */
const plain = /^(?:ft:)?(?:gpt-3|gpt-4|chatgpt-4o|gpt-5(?:\.\d)?-chat|chat-latest)/

export const isReasoningModel = (modelId: string): boolean => !plain.test(modelId)

const notForChat =
  /^(?:text-|tts-|whisper|dall-e|gpt-image|chatgpt-image|sora|omni-moderation|babbage|davinci|computer-use|gpt-(?:realtime|audio|live)|gpt-3\.5-turbo-instruct|imagen|veo|lyria|aqa)|embed|-(?:realtime|transcribe|tts|audio|image)(?:-|$)/i

/** Whether a model of a provider's list is one to talk to in text, by its name. */
export const isChatModel = (modelId: string): boolean => !notForChat.test(modelId)
