# CLIP (arXiv:2103.00020) in OpenAI's layout: text and pictures into one space.
#
# Axes: item = one text or picture, position, channel, head.
# Linear layers and the token table are of the type it is told; what goes from layer to layer is f32.
class Clip(Module):
  __parameters__ = []
  __buffers__ = []
  training : bool
  vision_layers : int
  vision_heads : int
  text_layers : int
  text_heads : int
  resolution : int
  patch : int
  end : int
  linear_type : int
  kept : List[Tensor]
  w : Dict[str, Tensor]

  def begin(self, vision_layers: int, vision_heads: int, text_layers: int, text_heads: int, resolution: int, patch: int, end: int, linear_type: int) -> int:
    self.vision_layers = vision_layers
    self.vision_heads = vision_heads
    self.text_layers = text_layers
    self.text_heads = text_heads
    self.resolution = resolution
    self.patch = patch
    self.end = end
    self.linear_type = linear_type
    return len(self.w)

  def put(self, weights: Dict[str, Tensor]) -> int:
    for name in weights.keys():
      type = 6
      if "resblocks." in name or "token_embedding" in name:
        if ".ln_" not in name:
          type = self.linear_type
      self.w[name] = weights[name].to(type, False, True).contiguous()
    return len(self.w)

  # bytes (item, y, x, 3) -> normalised pixels (item, 3, y, x) at the network's resolution
  def prepare(self, bytes: Tensor) -> Tensor:
    x = bytes.permute([0, 3, 1, 2]).contiguous().to(6) / 255.
    if x.size(2) != self.resolution or x.size(3) != self.resolution:
      x = torch._upsample_bicubic2d_aa(x, [self.resolution, self.resolution], False).clamp(0., 1.)
    return self.normalise(x)

  # pixels of 0 to 1 (item, 3, y, x) -> normalised
  def normalise(self, x: Tensor) -> Tensor:
    mean = torch.tensor([0.48145466, 0.4578275, 0.40821073], dtype=6, device=ops.prim.device(x)).view([1, 3, 1, 1])
    return (x - mean) / self.deviation(x)

  def deviation(self, any: Tensor) -> Tensor:
    return torch.tensor([0.26862954, 0.26130258, 0.27577711], dtype=6, device=ops.prim.device(any)).view([1, 3, 1, 1])

  # pixels of 0 to 1 (item, 3, y, x) at the network's resolution -> embedding (item, channel), not normalised
  def look(self, pixels: Tensor) -> Tensor:
    return self.encode_image(self.normalise(pixels))

  # The same as ruCLIP's authors do it, who have Pillow enlarge or reduce the square in the middle: bilinear,
  # across and then down, with whole numbers after each (mean and deviation (3), of 0..1).
  def prepare_square(self, bytes: Tensor, mean: Tensor, deviation: Tensor) -> Tensor:
    side = min(bytes.size(1), bytes.size(2))
    top = (bytes.size(1) - side) // 2
    left = (bytes.size(2) - side) // 2
    x = bytes[:, top:top + side, left:left + side].permute([0, 3, 1, 2]).contiguous().to(6)
    if side != self.resolution:
      x = torch.floor(torch._upsample_bilinear2d_aa(x, [side, self.resolution], False) + 0.5)
      x = torch.floor(torch._upsample_bilinear2d_aa(x, [self.resolution, self.resolution], False) + 0.5)
    return (x / 255. - mean.view([1, 3, 1, 1])) / deviation.view([1, 3, 1, 1])

  # pixels (item, 3, y, x) -> embedding (item, channel), not normalised
  def encode_image(self, pixels: Tensor) -> Tensor:
    x = torch.conv2d(pixels, self.w["visual.conv1.weight"], None, [self.patch, self.patch], [0, 0], [1, 1], 1)
    x = x.flatten(2).transpose(1, 2)
    start = self.w["visual.class_embedding"].view([1, 1, -1]).expand([x.size(0), 1, x.size(2)])
    x = torch.cat([start, x], 1) + self.w["visual.positional_embedding"]
    x = self.norm(x, "visual.ln_pre")
    for l in range(self.vision_layers):
      x = self.block(x, "visual.transformer.resblocks." + str(l), self.vision_heads, None)
    return torch.matmul(self.norm(x[:, 0], "visual.ln_post"), self.w["visual.proj"])

  # The same embedding as look gives, so that a gradient can go back: what that takes is kept, and no more. Of the
  # last layer only the first position counts, so nothing else is computed there.
  # pixels of 0 to 1 (item, 3, y, x) at the network's resolution -> embedding (item, channel), not normalised
  def see(self, pixels: Tensor) -> Tensor:
    self.kept.clear()
    places = self.resolution // self.patch
    patches = self.normalise(pixels).view([pixels.size(0), 3, places, self.patch, places, self.patch])
    patches = patches.permute([0, 2, 4, 1, 3, 5]).reshape([pixels.size(0), places * places, -1])
    x = torch.matmul(patches, self.w["visual.conv1.weight"].flatten(1).t())
    start = self.w["visual.class_embedding"].view([1, 1, -1]).expand([x.size(0), 1, x.size(2)])
    x = torch.cat([start, x], 1) + self.w["visual.positional_embedding"]
    x = self.norm_kept(x, "visual.ln_pre")
    for l in range(self.vision_layers):
      asking = x.size(1)
      if l == self.vision_layers - 1:
        asking = 1
      x = self.block_kept(x, "visual.transformer.resblocks." + str(l), asking)
    return torch.matmul(self.norm_kept(x[:, 0], "visual.ln_post"), self.w["visual.proj"])

  # gradient with respect to the embedding (item, channel) that was seen last -> with respect to the pixels
  def back(self, gradient: Tensor) -> Tensor:
    g = self.norm_back(torch.matmul(gradient, self.w["visual.proj"].t()), "visual.ln_post").unsqueeze(1)
    for i in range(self.vision_layers):
      g = self.block_back(g, "visual.transformer.resblocks." + str(self.vision_layers - 1 - i))
    g = self.norm_back(g, "visual.ln_pre")[:, 1:]
    g = torch.matmul(g, self.w["visual.conv1.weight"].flatten(1))
    places = self.resolution // self.patch
    g = g.view([g.size(0), places, places, 3, self.patch, self.patch]).permute([0, 3, 1, 4, 2, 5])
    return g.reshape([g.size(0), 3, self.resolution, self.resolution]) / self.deviation(g)

  # ids (item, position), a text goes as far as its first end -> embedding (item, channel), not normalised
  def encode_text(self, ids: Tensor) -> Tensor:
    length = ids.size(1)
    x = torch.embedding(self.w["token_embedding.weight"], ids).to(6) + self.w["positional_embedding"][0:length]
    mask = torch.full([length, length], float("-inf"), dtype=self.linear_type, device=ops.prim.device(x)).triu_(1)
    for l in range(self.text_layers):
      x = self.block(x, "transformer.resblocks." + str(l), self.text_heads, mask)
    x = self.norm(x, "ln_final")
    last = torch.eq(ids, self.end).to(4).argmax(1)
    ends = annotate(List[Optional[Tensor]], [torch.arange(ids.size(0), device=ops.prim.device(ids)), last])
    return torch.matmul(torch.index(x, ends), self.w["text_projection"])

  # texts' embeddings (1, channel) each -> their mean (1, channel)
  def mean(self, texts: List[Tensor]) -> Tensor:
    return torch.cat(texts, 0).mean([0], True)

  # -> cosine similarities (image, text)
  def similarity(self, image: Tensor, text: Tensor) -> Tensor:
    return torch.matmul(self.unit(image), self.unit(text).t())

  # how the likeness of each picture is shared out among texts -> (image, text), a row adds up to 1
  def shares(self, image: Tensor, texts: Tensor) -> Tensor:
    scale = 100.
    if "logit_scale" in self.w:
      scale = float(torch.exp(self.w["logit_scale"]))
    return torch.softmax(self.similarity(image, texts) * scale, 1)

  def unit(self, x: Tensor) -> Tensor:
    return x / x.norm(2, [-1], True)

  def block(self, x: Tensor, p: str, heads: int, mask: Optional[Tensor]) -> Tensor:
    items = x.size(0)
    length = x.size(1)
    h = self.norm(x, p + ".ln_1").to(self.linear_type)
    qkv = torch.linear(h, self.w[p + ".attn.in_proj_weight"], self.w[p + ".attn.in_proj_bias"])
    qkv = qkv.view([items, length, 3, heads, -1]).permute([2, 0, 3, 1, 4])
    h = torch.scaled_dot_product_attention(qkv[0], qkv[1], qkv[2], mask)
    h = h.transpose(1, 2).reshape([items, length, -1])
    x = x + self.linear(h, p + ".attn.out_proj")

    h = self.linear(self.norm(x, p + ".ln_2").to(self.linear_type), p + ".mlp.c_fc")
    h = h * torch.sigmoid(h * 1.702)
    return x + self.linear(h, p + ".mlp.c_proj")

  # The same for a gradient, of which only the first positions ask (item, asking, channel). The activation
  # x sigmoid(1.702 x) is computed as the swish of 1.702 x, whose gradient PyTorch has in one step.
  def block_kept(self, x: Tensor, p: str, asking: int) -> Tensor:
    h = self.norm_kept(x, p + ".ln_1").to(self.linear_type)
    width = x.size(2)
    w = self.w[p + ".attn.in_proj_weight"]
    b = self.w[p + ".attn.in_proj_bias"]
    q = self.heads(torch.linear(h[:, 0:asking], w[0:width], b[0:width]))
    k = self.heads(torch.linear(h, w[width:2 * width], b[width:2 * width]))
    v = self.heads(torch.linear(h, w[2 * width:], b[2 * width:]))
    scores = torch.softmax(torch.matmul(q, k.transpose(2, 3)) * float(q.size(3)) ** -0.5, -1)
    self.kept.extend([q, k, v, scores])
    h = self.linear(self.joined(torch.matmul(scores, v)), p + ".attn.out_proj")
    x = x[:, 0:asking] + h

    h = self.linear(self.norm_kept(x, p + ".ln_2").to(self.linear_type), p + ".mlp.c_fc").mul_(1.702)
    self.kept.append(h)
    h = torch.matmul(torch.silu(h), self.w[p + ".mlp.c_proj.weight"].t()).div_(1.702).add_(self.w[p + ".mlp.c_proj.bias"])
    return x + h

  # gradient (item, asking, channel) -> (item, position, channel)
  def block_back(self, gradient: Tensor, p: str) -> Tensor:
    g = torch.matmul(gradient.to(self.linear_type), self.w[p + ".mlp.c_proj.weight"])
    g = torch.matmul(torch.silu_backward(g, self.kept.pop()), self.w[p + ".mlp.c_fc.weight"])
    gradient = gradient + self.norm_back(g.to(6), p + ".ln_2")

    scores = self.kept.pop()
    v = self.kept.pop()
    k = self.kept.pop()
    q = self.kept.pop()
    h = self.heads(torch.matmul(gradient.to(self.linear_type), self.w[p + ".attn.out_proj.weight"]))
    s = torch._softmax_backward_data(torch.matmul(h, v.transpose(2, 3)), scores, -1, ops.prim.dtype(scores)) * float(q.size(3)) ** -0.5
    width = gradient.size(2)
    w = self.w[p + ".attn.in_proj_weight"]
    g = torch.matmul(self.joined(torch.matmul(s.transpose(2, 3), q)), w[width:2 * width])
    g = g + torch.matmul(self.joined(torch.matmul(scores.transpose(2, 3), h)), w[2 * width:])
    asking = gradient.size(1)
    g[:, 0:asking].add_(torch.matmul(self.joined(torch.matmul(s, k)), w[0:width]))
    g = self.norm_back(g.to(6), p + ".ln_1")
    g[:, 0:asking].add_(gradient)
    return g

  # (item, position, channel) -> (item, head, position, channel of the head)
  def heads(self, x: Tensor) -> Tensor:
    return x.view([x.size(0), x.size(1), self.vision_heads, -1]).transpose(1, 2)

  def joined(self, x: Tensor) -> Tensor:
    return x.transpose(1, 2).flatten(2)

  def norm_kept(self, x: Tensor, p: str) -> Tensor:
    y, means, deviations = torch.native_layer_norm(x, [x.size(-1)], self.w[p + ".weight"], self.w[p + ".bias"], 1.0e-05)
    self.kept.extend([x, means, deviations])
    return y

  def norm_back(self, gradient: Tensor, p: str) -> Tensor:
    deviations = self.kept.pop()
    means = self.kept.pop()
    x = self.kept.pop()
    return torch.native_layer_norm_backward(gradient, x, [x.size(-1)], means, deviations, self.w[p + ".weight"], self.w[p + ".bias"], [True, False, False])[0]

  def linear(self, x: Tensor, p: str) -> Tensor:
    return torch.linear(x, self.w[p + ".weight"], self.w[p + ".bias"])

  def norm(self, x: Tensor, p: str) -> Tensor:
    return torch.layer_norm(x, [x.size(-1)], self.w[p + ".weight"], self.w[p + ".bias"], 1.0e-05)
