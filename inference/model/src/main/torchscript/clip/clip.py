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

  # What put made, it made within inference, and nothing of that can be saved for a gradient.
  def unfreeze(self, any: Tensor) -> Tensor:
    for name in self.w.keys():
      self.w[name] = self.w[name].clone()
    return any

  # bytes (item, y, x, 3) -> normalised pixels (item, 3, y, x) at the network's resolution
  def prepare(self, bytes: Tensor) -> Tensor:
    x = bytes.permute([0, 3, 1, 2]).contiguous().to(6) / 255.
    if x.size(2) != self.resolution or x.size(3) != self.resolution:
      x = torch._upsample_bicubic2d_aa(x, [self.resolution, self.resolution], False).clamp(0., 1.)
    return self.normalise(x)

  # pixels of 0 to 1 (item, 3, y, x) -> normalised
  def normalise(self, x: Tensor) -> Tensor:
    mean = torch.tensor([0.48145466, 0.4578275, 0.40821073], dtype=6, device=ops.prim.device(x)).view([1, 3, 1, 1])
    deviation = torch.tensor([0.26862954, 0.26130258, 0.27577711], dtype=6, device=ops.prim.device(x)).view([1, 3, 1, 1])
    return (x - mean) / deviation

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

  def linear(self, x: Tensor, p: str) -> Tensor:
    return torch.linear(x, self.w[p + ".weight"], self.w[p + ".bias"])

  def norm(self, x: Tensor, p: str) -> Tensor:
    return torch.layer_norm(x, [x.size(-1)], self.w[p + ".weight"], self.w[p + ".bias"], 1.0e-05)
