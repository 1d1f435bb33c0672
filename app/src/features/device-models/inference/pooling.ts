/** How a model makes one vector of its tokens': the mean of all, or that of the first. As its maker's card says. */
export const poolingOf = (modelId: string): 'mean' | 'cls' =>
  /arctic-embed|\bbge-|mxbai-embed/i.test(modelId) ? 'cls' : 'mean'
