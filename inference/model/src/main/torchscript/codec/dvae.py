# The discrete VAE of DALL-E (arXiv:2102.12092) in the layout of openai/DALL-E: image tokens <-> pixels.
#
# Axes: image, channel, y, x. All is f32, for a token must not tip; the authors take f16 on a GPU.
class Dvae(Module):
  __parameters__ = []
  __buffers__ = []
  training : bool
  groups : int
  encoder_blocks : int
  decoder_blocks : int
  tf32 : bool
  w : Dict[str, Tensor]

  # tf32 = whether a GPU may round the decoder's f32 to 10 bits within a convolution
  def begin(self, groups: int, encoder_blocks: int, decoder_blocks: int, tf32: bool) -> int:
    self.groups = groups
    self.encoder_blocks = encoder_blocks
    self.decoder_blocks = decoder_blocks
    self.tf32 = tf32
    return len(self.w)

  def put(self, weights: Dict[str, Tensor]) -> int:
    for name in weights.keys():
      w = weights[name].to(6, False, True)
      # Processors are faster with channels last.
      if w.dim() == 4 and not w.is_cuda:
        w = w.contiguous(memory_format=2)
      self.w[name] = w
    return len(self.w)

  # What put made, it made within inference, and nothing of that can be saved for a gradient.
  def unfreeze(self, any: Tensor) -> Tensor:
    for name in self.w.keys():
      self.w[name] = self.w[name].clone()
    return any

  # bytes (image, y, x, 3) -> tokens (image, y / 8, x / 8)
  def encode(self, bytes: Tensor) -> Tensor:
    pixels = bytes.permute([0, 3, 1, 2]).contiguous().to(6) / 255.
    # The distribution that it was trained with needs pixels that stay away from 0 and 1.
    return self.logits(pixels * 0.8 + 0.1).argmax(1)

  # pixels (image, 3, y, x) from 0.1 to 0.9 -> how likely each code is (image, code, y / 8, x / 8)
  def logits(self, pixels: Tensor) -> Tensor:
    h = self.conv(pixels, "encoder.blocks.input")
    for i in range(self.groups):
      for j in range(self.encoder_blocks):
        h = self.block(h, "encoder.blocks.group_" + str(i + 1) + ".block_" + str(j + 1), self.encoder_blocks)
      if i < self.groups - 1:
        h = torch.max_pool2d(h, [2, 2])
    return self.conv(torch.relu(h), "encoder.blocks.output.conv")

  # tokens (image, y, x) -> pixels (image, 3, 8 y, 8 x)
  def decode(self, tokens: Tensor) -> Tensor:
    return self.decode_codes(self.codes(tokens))

  # The first layer of one code alone: (code, channel)
  def codebook(self) -> Tensor:
    return self.w["decoder.blocks.input.w"].flatten(1).t() + self.w["decoder.blocks.input.b"]

  # tokens (image, y, x) -> their codes (image, channel, y, x)
  def codes(self, tokens: Tensor) -> Tensor:
    return torch.embedding(self.codebook(), tokens).permute([0, 3, 1, 2]).contiguous()

  # points (image, channel, y, x) -> the nearest codes of tokens (image, y, x), with the gradient of the points
  # (straight through, arXiv:1308.3432)
  def straight_through(self, points: Tensor, tokens: Tensor) -> Tensor:
    return points + torch.detach(self.codes(tokens) - points)

  # points (image, channel, y, x) -> index of the nearest code (image, y, x)
  def nearest(self, points: Tensor) -> Tensor:
    codes = self.codebook()
    rows = points.permute([0, 2, 3, 1]).reshape([-1, points.size(1)])
    distance = (codes * codes).sum([1]) - torch.matmul(rows, codes.t()) * 2.
    return distance.argmin(1).view([points.size(0), points.size(2), points.size(3)])

  # The least and the largest number of all codes, for each channel (2, channel)
  def bounds(self) -> Tensor:
    codes = self.codebook()
    return torch.stack([codes.amin([0]), codes.amax([0])])

  # codes, or points between them (image, channel, y, x) -> pixels from 0 to 1 and a little beyond
  def decode_codes(self, codes: Tensor) -> Tensor:
    means = self.statistics(codes)[:, 0:3]
    return (torch.sigmoid(means) - 0.1) / 0.8

  # codes (image, channel, y, x) -> means and widths of the pixels' distributions (image, 6, 8 y, 8 x)
  def statistics(self, codes: Tensor) -> Tensor:
    h = codes
    for i in range(self.groups):
      for j in range(self.decoder_blocks):
        h = self.block(h, "decoder.blocks.group_" + str(i + 1) + ".block_" + str(j + 1), self.decoder_blocks)
      if i < self.groups - 1:
        h = torch.upsample_nearest2d(h, None, [2., 2.])
    return self.conv(torch.relu(h), "decoder.blocks.output.conv")

  # pixels (image, 3, y, x) -> bytes (image, y, x, 3), cut off as the authors' are
  def to_bytes(self, pixels: Tensor) -> Tensor:
    return (pixels.clamp(0., 1.) * 255.).to(0).permute([0, 2, 3, 1]).contiguous()

  def block(self, x: Tensor, p: str, blocks: int) -> Tensor:
    h = torch.relu(x)
    h = torch.relu_(self.conv(h, p + ".res_path.conv_1"))
    h = torch.relu_(self.conv(h, p + ".res_path.conv_2"))
    h = torch.relu_(self.conv(h, p + ".res_path.conv_3"))
    h = self.conv(h, p + ".res_path.conv_4")
    if p + ".id_path.w" in self.w:
      x = self.conv(x, p + ".id_path")
    return x + h * (1. / float(self.groups * blocks) ** 2.)

  # A GPU would round f32 to TF32 in a convolution, with the 10 bits of f16.
  def conv(self, x: Tensor, p: str) -> Tensor:
    w = self.w[p + ".w"]
    padding = (w.size(2) - 1) // 2
    exact = not (self.tf32 and p.startswith("decoder."))
    return torch._convolution(x, w, self.w[p + ".b"], [1, 1], [padding, padding], [1, 1], False, [0, 0], 1, False, False, not exact, True)
