# A U-Net (arXiv:1505.04597) that tells a thing from what is behind it, on the layers of an EfficientNet
# (arXiv:1905.11946), in the layout of segmentation_models.pytorch.
#
# Axes: image, channel, y, x. All in f32. Norms become part of the convolution before them.
class Unet(Module):
  __parameters__ = []
  __buffers__ = []
  training : bool
  strides : List[int]  # of the stem, then of each block
  before : List[int]  # zeros above and left of what these see
  after : List[int]  # zeros below and right of it
  seen : List[int]  # blocks whose results the decoder sees, too
  w : Dict[str, Tensor]

  def begin(self, strides: List[int], before: List[int], after: List[int], seen: List[int]) -> int:
    self.strides = strides
    self.before = before
    self.after = after
    self.seen = seen
    return len(self.w)

  def put(self, weights: Dict[str, Tensor]) -> int:
    for name in weights.keys():
      self.w[name] = weights[name].to(6, False, True)
    return len(self.w)

  # Once after all weights.
  def ready(self) -> int:
    self.fold("encoder._conv_stem", "encoder._bn0", 0.001)
    for i in range(len(self.strides) - 1):
      p = "encoder._blocks." + str(i)
      if p + "._expand_conv.weight" in self.w:
        self.fold(p + "._expand_conv", p + "._bn0", 0.001)
      self.fold(p + "._depthwise_conv", p + "._bn1", 0.001)
      self.fold(p + "._project_conv", p + "._bn2", 0.001)
    for i in range(5):
      for part in ["conv1", "conv2"]:
        p = "decoder.blocks." + str(i) + "." + part
        self.fold(p + ".0", p + ".1", 0.00001)
    return len(self.w)

  def fold(self, conv: str, norm: str, epsilon: float) -> int:
    scale = self.w.pop(norm + ".weight") / torch.sqrt(self.w.pop(norm + ".running_var") + epsilon)
    self.w[conv + ".bias"] = self.w.pop(norm + ".bias") - self.w.pop(norm + ".running_mean") * scale
    w = self.w[conv + ".weight"] * scale.view([-1, 1, 1, 1])
    self.w[conv + ".weight"] = w if w.is_cuda else w.contiguous(memory_format=2)
    return 0

  # bytes (image, y, x, 3) -> how likely each pixel is of the background, and of the thing (image, 2, y, x)
  def likelihoods(self, bytes: Tensor) -> Tensor:
    h = bytes.permute([0, 3, 1, 2]).contiguous().to(6) / 255.
    h = torch.silu_(self.strided(h, "encoder._conv_stem", 0))
    skips = annotate(List[Tensor], [h])
    for i in range(len(self.strides) - 1):
      h = self.block(h, i)
      if i in self.seen:
        skips.append(h)
    for i in range(5):
      h = torch.upsample_nearest2d(h, None, [2., 2.])
      if len(skips) > 0:
        h = torch.cat([h, skips.pop()], 1)
      p = "decoder.blocks." + str(i)
      h = torch.relu_(self.conv(h, p + ".conv1.0"))
      h = torch.relu_(self.conv(h, p + ".conv2.0"))
    return torch.softmax(self.conv(h, "segmentation_head.0"), 1)

  # MobileNet's inverted bottleneck with squeeze and excitation
  def block(self, x: Tensor, i: int) -> Tensor:
    p = "encoder._blocks." + str(i)
    h = x
    if p + "._expand_conv.weight" in self.w:
      h = torch.silu_(self.conv(h, p + "._expand_conv"))
    h = torch.silu_(self.strided(h, p + "._depthwise_conv", i + 1))
    squeezed = torch.silu_(self.conv(torch.mean(h, [2, 3], True), p + "._se_reduce"))
    h = h * torch.sigmoid(self.conv(squeezed, p + "._se_expand"))
    h = self.conv(h, p + "._project_conv")
    if self.strides[i + 1] == 1 and x.size(1) == h.size(1):
      h = h + x
    return h

  def strided(self, x: Tensor, name: str, place: int) -> Tensor:
    b = self.before[place]
    a = self.after[place]
    w = self.w[name + ".weight"]
    s = self.strides[place]
    groups = x.size(1) // w.size(1)
    return torch.conv2d(torch.constant_pad_nd(x, [b, a, b, a], 0), w, self.w[name + ".bias"], [s, s], [0, 0], [1, 1], groups)

  def conv(self, x: Tensor, name: str) -> Tensor:
    w = self.w[name + ".weight"]
    pad = w.size(2) // 2
    return torch.conv2d(x, w, self.w[name + ".bias"], [1, 1], [pad, pad], [1, 1], 1)
