# Draws image tokens where the logits are, so that only the tokens leave the device. The same tokens as
# TokenSampler.java and GumbelNoise.java, step by step.
#
# Axes: picture, token, rank (0 = likeliest).
class Sampler(Module):
  __parameters__ = []
  __buffers__ = []
  training : bool

  # logits (row, token); whole = for each picture its row with the prompt, its row without it, its last
  # rank and its noise key; real = guidance, temperature and top-p; first = where the logits of
  # the codes begin; most = the last rank of all; ranked = the rule for candidates
  # -> tokens (picture), -1 where a logit is not a number
  def draw(self, logits: Tensor, whole: Tensor, real: Tensor, first: int, vocabulary: int, most: int, ranked: bool) -> Tensor:
    guided = self.guide(logits, whole, real, first, vocabulary)
    temperature = real[1].unsqueeze(1)
    last = whole[2].unsqueeze(1)
    top_p = real[2].unsqueeze(1)
    if ranked:
      candidates = self.ranks(guided, last, temperature, top_p)
    else:
      likeliest = torch.topk(guided, most + 1)[0]
      candidates = guided.ge(self.threshold(likeliest, last, temperature, top_p))

    # In double, a tiny temperature does not overflow.
    scores = guided.to(7) / temperature.to(7) + self.noise(whole[3].unsqueeze(1), vocabulary)
    scores = scores.masked_fill(candidates.logical_not(), float("-inf"))
    tokens = torch.where(real[1].eq(0.), guided.argmax(1), scores.argmax(1))
    return tokens.masked_fill(guided.isnan().any(1), -1)

  # Super-conditioning -> guided logits (picture, token)
  def guide(self, logits: Tensor, whole: Tensor, real: Tensor, first: int, vocabulary: int) -> Tensor:
    unconditional = logits.index_select(0, whole[1])[:, first:first + vocabulary]
    conditional = logits.index_select(0, whole[0])[:, first:first + vocabulary]
    return unconditional + real[0].unsqueeze(1) * (conditional - unconditional)

  # The natural logarithm of how probable each of the tokens (picture) was by its guided logits -> (picture)
  def likelihoods(self, logits: Tensor, whole: Tensor, real: Tensor, first: int, vocabulary: int, tokens: Tensor) -> Tensor:
    guided = self.guide(logits, whole, real, first, vocabulary)
    return torch.log_softmax(guided, 1).gather(1, tokens.unsqueeze(1)).squeeze(1)

  # The lowest logit that may still be drawn (picture, 1): the last of top-k, or of the nucleus.
  def threshold(self, likeliest: Tensor, last: Tensor, temperature: Tensor, top_p: Tensor) -> Tensor:
    ranks = torch.arange(likeliest.size(1), device=ops.prim.device(likeliest)).unsqueeze(0)
    kept = ranks.le(last)
    mass = ((likeliest - likeliest[:, 0:1]) / temperature).to(7).exp().masked_fill(kept.logical_not(), 0.)
    before = mass.cumsum(1) - mass
    nucleus = before.lt(top_p.to(7) * mass.sum([1], True)).logical_and(kept)
    allowed = torch.where(top_p.eq(1.), kept, nucleus)
    return likeliest.masked_fill(allowed.logical_not(), float("inf")).amin([1], True)

  # Whether each token is left by rank (picture, token): among those as likely as the last of top-k.
  def ranks(self, guided: Tensor, last: Tensor, temperature: Tensor, top_p: Tensor) -> Tensor:
    values, order = torch.sort(guided, stable=True, dim=1, descending=True)
    kept = values.ge(torch.gather(values, 1, last))
    mass = ((values - values[:, 0:1]) / temperature).to(7).exp().masked_fill(kept.logical_not(), 0.)
    before = mass.cumsum(1) - mass
    nucleus = before.le(top_p.to(7) * mass.sum([1], True)).logical_and(kept)
    allowed = torch.where(top_p.eq(1.), kept, nucleus)
    return torch.scatter(torch.zeros_like(allowed), 1, order, allowed)

  # Gumbel noise (picture, token) of f64 from keys (picture, 1)
  def noise(self, key: Tensor, vocabulary: int) -> Tensor:
    bits = self.mix(key + torch.arange(vocabulary, device=ops.prim.device(key)).unsqueeze(0))
    uniform = (self.shift(bits, 11).to(7) + 0.5) * 1.1102230246251565e-16
    return -torch.log(-torch.log(uniform))

  # SplitMix64's finalizer; whole numbers of 64 bits wrap around.
  def mix(self, value: Tensor) -> Tensor:
    z = value + -7046029254386353131
    z = torch.bitwise_xor(z, self.shift(z, 30)) * -4658895280553007687
    z = torch.bitwise_xor(z, self.shift(z, 27)) * -7723592293110705685
    return torch.bitwise_xor(z, self.shift(z, 31))

  # To the right, with zeros from the left.
  def shift(self, value: Tensor, count: int) -> Tensor:
    return torch.bitwise_and(torch.bitwise_right_shift(value, count), (1 << (64 - count)) - 1)
