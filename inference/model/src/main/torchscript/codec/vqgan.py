# VQGAN (arXiv:2012.09841) in the layout of taming-transformers: image tokens <-> pixels.
#
# Axes: image, channel, y, x. Pixels are floats in the range the checkpoint was trained on.
# The decoder computes in the type it is told; the encoder in f32, for a token must not tip.
class Vqgan(Module):
  __parameters__ = []
  __buffers__ = []
  training : bool
  levels : int
  blocks : int
  decoder_type : int
  tf32 : bool
  keeps : bool
  kept : List[Tensor]
  tiles : Dict[str, Tensor]
  rooms : Dict[str, Tensor]
  w : Dict[str, Tensor]

  # tf32 = whether a GPU may round the decoder's f32 to 10 bits within a convolution
  def begin(self, levels: int, blocks: int, decoder_type: int, tf32: bool) -> int:
    self.levels = levels
    self.blocks = blocks
    self.decoder_type = decoder_type
    self.tf32 = tf32
    return len(self.w)

  def put(self, weights: Dict[str, Tensor]) -> int:
    for name in weights.keys():
      type = 6
      if name.startswith("decoder."):
        type = self.decoder_type
      w = weights[name].to(type, False, True)
      # Processors are faster with channels last, an H200 without (18 ms for nine pictures in bf16, not 23).
      if w.dim() == 4 and not w.is_cuda:
        w = w.contiguous(memory_format=2)
      self.w[name] = w
    return len(self.w)

  # tokens (image, y, x) -> pixels (image, 3, y, x)
  def decode(self, tokens: Tensor) -> Tensor:
    return self.decode_codes(self.codes(tokens))

  # tokens (image, y, x) -> their codes (image, code channel, y, x)
  def codes(self, tokens: Tensor) -> Tensor:
    return torch.embedding(self.w["quantize.embedding.weight"], tokens).permute([0, 3, 1, 2]).contiguous()

  # The least and the largest number of all codes, for each channel (2, code channel)
  def bounds(self) -> Tensor:
    codes = self.w["quantize.embedding.weight"]
    return torch.stack([codes.amin([0]), codes.amax([0])])

  # codes, or points between them (image, code channel, y, x) -> pixels (image, 3, y, x)
  def decode_codes(self, codes: Tensor) -> Tensor:
    return self.decode_latent(self.conv(codes, "post_quant_conv", 0))

  # z (image, z channel, y, x), after post_quant_conv
  def decode_latent(self, z: Tensor) -> Tensor:
    h = self.middle(self.conv(z.to(self.decoder_type), "decoder.conv_in", 1), "decoder.mid")
    for i in range(self.levels):
      level = self.levels - 1 - i
      p = self.up(level)
      for j in range(self.blocks + 1):
        h = self.block(h, p, j)
      if level > 0:
        h = self.conv(torch.upsample_nearest2d(h, None, [2., 2.]), p + ".upsample.conv", 1)
    pixels = self.conv(self.norm_swish(h, "decoder.norm_out"), "decoder.conv_out", 1).to(6)
    if pixels.size(1) == 12:
      pixels = self.from_wavelet(pixels)
    return pixels

  def up(self, level: int) -> str:
    return "decoder.up." + str(level)

  # Haar's wavelet undone: means (image, 3), then details down, across and both of each colour (image, 3 * 3)
  # -> pixels (image, 3, 2 y, 2 x)
  def from_wavelet(self, parts: Tensor) -> Tensor:
    mean = parts[:, 0:3]
    details = parts[:, 3:12].view([parts.size(0), 3, 3, parts.size(2), parts.size(3)])
    down = details[:, :, 0]
    across = details[:, :, 1]
    both = details[:, :, 2]
    corners = [mean + down + across + both, mean + down - across - both, mean - down + across - both, mean - down - across + both]
    return torch.pixel_shuffle(torch.stack(corners, 2).flatten(1, 2), 2) / 2.

  # The same picture as decode_codes makes, so that a gradient can go back through it: what goes into each norm and
  # each attention is kept, and nothing else. PyTorch's own record would keep three maps for one of these, and ask a
  # slower convolution for the gradient.
  # codes, or points between them (1, code channel, y, x) -> pixels (1, 3, y, x)
  def paint(self, codes: Tensor) -> Tensor:
    self.kept.clear()
    self.keeps = True
    pixels = self.decode_codes(codes)
    self.keeps = False
    return pixels.contiguous()

  # gradient with respect to the pixels (1, 3, y, x) that were painted last -> with respect to the codes
  def back(self, gradient: Tensor) -> Tensor:
    self.keeps = True
    g = gradient
    if self.w["decoder.conv_out.weight"].size(0) == 12:
      g = self.to_wavelet(g)
    g = self.norm_swish_back(self.conv_back(g.to(self.decoder_type), "decoder.conv_out", 1), "decoder.norm_out")
    for level in range(self.levels):
      p = self.up(level)
      if level > 0:
        g = torch.avg_pool2d(self.conv_back(g, p + ".upsample.conv", 1), [2, 2], [2, 2], [0, 0], False, True, 1)
      for j in range(self.blocks + 1):
        g = self.block_back(g, p, self.blocks - j)
    g = self.resnet_back(g, "decoder.mid.block_2")
    g = self.attention_back(g, "decoder.mid.attn_1")
    g = self.resnet_back(g, "decoder.mid.block_1")
    g = self.conv_back(self.conv_back(g, "decoder.conv_in", 1).to(6), "post_quant_conv", 0)
    self.keeps = False
    self.rooms.clear()
    return g.contiguous()

  # The gradient of from_wavelet, whose matrix is its own inverse's transpose.
  def to_wavelet(self, gradient: Tensor) -> Tensor:
    g = torch.pixel_unshuffle(gradient, 2).view([gradient.size(0), 3, 4, gradient.size(2) // 2, gradient.size(3) // 2]) / 2.
    a = g[:, :, 0] + g[:, :, 1]
    b = g[:, :, 2] + g[:, :, 3]
    c = g[:, :, 0] - g[:, :, 1]
    d = g[:, :, 2] - g[:, :, 3]
    return torch.cat([a + b, torch.stack([a - b, c + d, c - d], 2).flatten(1, 2)], 1)

  # pixels (image, 3, y, x) -> tokens (image, y, x)
  def encode(self, pixels: Tensor) -> Tensor:
    return self.quantize(self.conv(self.encode_latent(pixels), "quant_conv", 0))

  # pixels -> z (image, z channel, y, x), before quant_conv
  def encode_latent(self, pixels: Tensor) -> Tensor:
    h = self.conv(pixels, "encoder.conv_in", 1)
    for level in range(self.levels):
      p = "encoder.down." + str(level)
      for j in range(self.blocks):
        h = self.block(h, p, j)
      if level < self.levels - 1:
        # The padding stands at the right and the bottom only.
        h = torch.constant_pad_nd(h, [0, 1, 0, 1], 0)
        h = self.strided(h, p + ".downsample.conv", 2, 0)
    h = self.middle(h, "encoder.mid")
    return self.conv(self.norm_swish(h, "encoder.norm_out"), "encoder.conv_out", 1)

  # z (image, channel, y, x) -> index of the nearest code, or of the likeliest where a layer was trained
  # to choose (arXiv:1611.01144, without its noise) (image, y, x)
  def quantize(self, z: Tensor) -> Tensor:
    if "quantize.proj.weight" in self.w:
      return self.conv(z, "quantize.proj", 0).argmax(1)
    return self.nearest(z)

  # z (image, channel, y, x) -> index of the nearest code (image, y, x)
  def nearest(self, z: Tensor) -> Tensor:
    codes = self.w["quantize.embedding.weight"]
    points = z.permute([0, 2, 3, 1]).reshape([-1, z.size(1)])
    distance = (points * points).sum([1], True) + (codes * codes).sum([1]) - torch.matmul(points, codes.t()) * 2.
    return distance.argmin(1).view([z.size(0), z.size(2), z.size(3)])

  # pixels of -1 to 1 -> of 0 to 1
  def colours(self, pixels: Tensor) -> Tensor:
    return (pixels + 1.) / 2.

  def colours_back(self, gradient: Tensor) -> Tensor:
    return gradient / 2.

  # pixels (image, 3, y, x) -> bytes (image, y, x, 3)
  def to_bytes(self, pixels: Tensor, symmetric: bool, rounded: bool) -> Tensor:
    # DALL·E mini's and ruDALL-E's own code cuts the fraction off.
    if rounded:
      scaled = torch.round((pixels.clamp(-1., 1.) + 1.) * 127.5)
    elif symmetric:
      scaled = (pixels.clamp(-1., 1.) + 1.) * 0.5 * 255.
    else:
      scaled = pixels.clamp(0., 1.) * 255.
    return scaled.to(0).permute([0, 2, 3, 1]).contiguous()

  def from_bytes(self, bytes: Tensor, symmetric: bool) -> Tensor:
    pixels = bytes.permute([0, 3, 1, 2]).contiguous().to(6)
    if symmetric:
      pixels = pixels / 127.5 - 1.
    else:
      pixels = pixels / 255.
    return pixels

  # pixels (image, 3, y, x) -> their means (image, 3, y / 2, x / 2)
  def halve(self, pixels: Tensor) -> Tensor:
    return torch.avg_pool2d(pixels, [2, 2])

  def middle(self, h: Tensor, p: str) -> Tensor:
    h = self.resnet(h, p + ".block_1")
    h = self.attention(h, p + ".attn_1")
    return self.resnet(h, p + ".block_2")

  def block(self, h: Tensor, level: str, j: int) -> Tensor:
    h = self.resnet(h, level + ".block." + str(j))
    attention = level + ".attn." + str(j)
    if attention + ".q.weight" in self.w:
      h = self.attention(h, attention)
    return h

  def resnet(self, x: Tensor, p: str) -> Tensor:
    h = self.conv(self.norm_swish(x, p + ".norm1"), p + ".conv1", 1)
    h = self.conv(self.norm_swish(h, p + ".norm2"), p + ".conv2", 1)
    if p + ".nin_shortcut.weight" in self.w:
      x = self.conv(x, p + ".nin_shortcut", 0)
    return h.add_(x)

  # One head over all positions.
  def attention(self, x: Tensor, p: str) -> Tensor:
    h = self.norm(x, p + ".norm")
    q = self.conv(h, p + ".q", 0).flatten(2).transpose(1, 2)
    k = self.conv(h, p + ".k", 0).flatten(2)
    v = self.conv(h, p + ".v", 0).flatten(2).transpose(1, 2)
    scores = torch.softmax(torch.matmul(q, k) * float(x.size(1)) ** -0.5, -1)
    if self.keeps:
      self.kept.extend([q, k, v, scores])
    h = torch.matmul(scores, v).transpose(1, 2).reshape(x.size())
    return x + self.conv(h, p + ".proj_out", 0)

  def attention_back(self, gradient: Tensor, p: str) -> Tensor:
    scores = self.kept.pop()
    v = self.kept.pop()
    k = self.kept.pop()
    q = self.kept.pop()
    size = gradient.size()
    h = self.conv_back(gradient, p + ".proj_out", 0).flatten(2).transpose(1, 2)
    s = torch._softmax_backward_data(torch.matmul(h, v.transpose(1, 2)), scores, -1, ops.prim.dtype(scores)) * float(size[1]) ** -0.5
    g = self.conv_back(torch.matmul(s, k.transpose(1, 2)).transpose(1, 2).reshape(size), p + ".q", 0)
    g = g + self.conv_back(torch.matmul(q.transpose(1, 2), s).reshape(size), p + ".k", 0)
    g = g + self.conv_back(torch.matmul(scores.transpose(1, 2), h).transpose(1, 2).reshape(size), p + ".v", 0)
    return self.norm_back(g, p + ".norm", False).add_(gradient)

  def block_back(self, gradient: Tensor, level: str, j: int) -> Tensor:
    attention = level + ".attn." + str(j)
    if attention + ".q.weight" in self.w:
      gradient = self.attention_back(gradient, attention)
    return self.resnet_back(gradient, level + ".block." + str(j))

  def resnet_back(self, gradient: Tensor, p: str) -> Tensor:
    g = self.norm_swish_back(self.conv_back(gradient, p + ".conv2", 1), p + ".norm2")
    g = self.norm_swish_back(self.conv_back(g, p + ".conv1", 1), p + ".norm1")
    if p + ".nin_shortcut.weight" in self.w:
      gradient = self.conv_back(gradient, p + ".nin_shortcut", 0)
    return g.add_(gradient)

  def norm_swish(self, x: Tensor, p: str) -> Tensor:
    return torch.silu_(self.norm(x, p))

  def norm_swish_back(self, gradient: Tensor, p: str) -> Tensor:
    return self.norm_back(gradient, p, True)

  def norm(self, x: Tensor, p: str) -> Tensor:
    if self.keeps:
      y, means, deviations = torch.native_group_norm(x, self.w[p + ".weight"], self.w[p + ".bias"], x.size(0), x.size(1), x.size(2) * x.size(3), 32, 1.0e-06)
      self.kept.extend([x, means, deviations])
      return y
    return torch.group_norm(x, 32, self.w[p + ".weight"], self.w[p + ".bias"], 1.0e-06)

  # What went into the swish costs less to compute again than to keep.
  # gradient with respect to the norm, or to its swish if it has one; it may be written over -> to what was normed
  def norm_back(self, gradient: Tensor, p: str, swish: bool) -> Tensor:
    deviations = self.kept.pop()
    means = self.kept.pop()
    x = self.kept.pop()
    weight = self.w[p + ".weight"]
    wide = x.size(1) // 32
    deviation = deviations.view([-1, 1]).expand([-1, wide]).reshape([-1])
    mean = means.view([-1, 1]).expand([-1, wide]).reshape([-1])
    scale = deviation * weight
    offset = self.w[p + ".bias"] - mean * scale
    if x.is_cuda or ops.prim.dtype(x) != 6:
      if swish:
        normed = torch.addcmul(offset.to(ops.prim.dtype(x)).view([1, -1, 1, 1]), x, scale.to(ops.prim.dtype(x)).view([1, -1, 1, 1]))
        gradient = torch.silu_backward(gradient, normed)
      return torch.native_group_norm_backward(gradient.contiguous(), x.contiguous(), means, deviations, weight, x.size(0), x.size(1), x.size(2) * x.size(3), 32, [True, False, False])[0]

    # With channels last PyTorch's own takes three times as long. A few rows at a time stay in the cache from step to step.
    g = self.rows(gradient)
    seen = self.rows(x)
    sums = torch.zeros_like(scale)
    products = torch.zeros_like(scale)
    few = max(1, 262144 // x.size(1))
    for begin in range(0, g.size(0), few):
      part = g[begin:begin + few]
      of = seen[begin:begin + few]
      if swish:
        torch.silu_backward(part, torch.addcmul(offset, of, scale), grad_input=part)
      sums.add_(part.sum([0]))
      products.add_((part * of).sum([0]))
    sums = (sums * weight).view([32, -1]).sum([1], True).expand([-1, wide]).reshape([-1]) / float(g.size(0) * wide)
    products = (products * weight).view([32, -1]).sum([1], True).expand([-1, wide]).reshape([-1]) / float(g.size(0) * wide)
    slope = (sums * mean - products) * deviation.pow(3)
    constant = slope * mean * -1. - sums * deviation
    for begin in range(0, g.size(0), few):
      g[begin:begin + few].mul_(scale).addcmul_(seen[begin:begin + few], slope).add_(constant)
    return g.view([1, x.size(2), x.size(3), x.size(1)]).permute([0, 3, 1, 2])

  # (1, channel, y, x) -> (place, channel)
  def rows(self, x: Tensor) -> Tensor:
    return x.permute([0, 2, 3, 1]).reshape([-1, x.size(1)])

  def conv(self, x: Tensor, p: str, padding: int) -> Tensor:
    if self.keeps:
      w = self.w[p + ".weight"]
      if padding == 0 and x.is_cuda:
        y = torch.matmul(w.flatten(1), x.flatten(2)) + self.w[p + ".bias"].view([1, -1, 1])
        return y.view([x.size(0), -1, x.size(2), x.size(3)])
      if padding == 0:
        return self.pixelwise(x, w.flatten(1), self.w[p + ".bias"])
      if self.is_tiled(x, w.size(0)):
        return self.tiled(x, self.tiled_weights(p, False), self.w[p + ".bias"])
    return self.strided(x, p, 1, padding)

  # The gradient of a convolution with respect to what goes in: the convolution by its weights turned around.
  def conv_back(self, gradient: Tensor, p: str, padding: int) -> Tensor:
    w = self.w[p + ".weight"]
    if padding == 0 and gradient.is_cuda:
      g = torch.matmul(w.flatten(1).t(), gradient.flatten(2))
      return g.view([gradient.size(0), -1, gradient.size(2), gradient.size(3)])
    if padding == 0:
      return self.pixelwise(gradient, w.flatten(1).t(), None)
    if self.is_tiled(gradient, w.size(1)):
      return self.tiled(gradient, self.tiled_weights(p, True), None)
    exact = ops.prim.dtype(gradient) == 6 and not self.tf32
    return torch._convolution(gradient, w, None, [1, 1], [1, 1], [1, 1], True, [0, 0], 1, False, False, not exact, True)

  # A convolution of 1 x 1, with channels last. weight (channel, channel)
  def pixelwise(self, x: Tensor, weight: Tensor, bias: Optional[Tensor]) -> Tensor:
    return torch.linear(x.permute([0, 2, 3, 1]), weight, bias).permute([0, 3, 1, 2])

  # Whether a convolution of 3 x 3 is one of tiles: processors take half the time for it where maps are large.
  # The weights take eight times as much for it, there and back, so the widest do without.
  def is_tiled(self, x: Tensor, channels: int) -> bool:
    if x.is_cuda or ops.prim.dtype(x) != 6 or x.size(0) != 1:
      return False
    if min(x.size(1), channels) < 64 or x.size(1) * channels > 131072:
      return False
    return x.size(2) % 4 == 0 and x.size(3) % 4 == 0 and x.size(2) * x.size(3) >= 1024

  # A convolution of 3 x 3 by Winograd's F(4 x 4, 3 x 3) (arXiv:1509.09308): of each 6 x 6 places 36 numbers are
  # made, which are multiplied by as many of the weights, for 4 x 4 places of the result: a quarter of the
  # multiplications. A few rows of tiles at a time, in memory that stays, so that all but the maps is in the cache.
  # x (1, channel, y, x), weights of tiles (36, channel, channel)
  def tiled(self, x: Tensor, weights: Tensor, bias: Optional[Tensor]) -> Tensor:
    height = x.size(2)
    width = x.size(3)
    across = width // 4
    channels = weights.size(2)
    input = self.room("padded", (height + 2) * (width + 2) * x.size(1)).view([height + 2, width + 2, x.size(1)])
    input[0].zero_()
    input[height + 1].zero_()
    input[:, 0].zero_()
    input[:, width + 1].zero_()
    input[1:height + 1, 1:width + 1].copy_(x[0].permute([1, 2, 0]))
    result = torch.empty([1, height, width, channels], dtype=6)
    output = result[0]
    there = torch.tensor([[4., 0., -5., 0., 1., 0.], [0., -4., -4., 1., 1., 0.], [0., 4., -4., -1., 1., 0.], [0., -2., -1., 2., 1., 0.], [0., 2., -1., -2., 1., 0.], [0., 4., 0., -5., 0., 1.]], dtype=6)
    back = torch.tensor([[1., 1., 1., 1., 1., 0.], [0., 1., -1., 2., -2., 0.], [0., 1., 1., 4., 4., 0.], [0., 1., -1., 8., -8., 1.]], dtype=6)
    few = max(1, 128 // across)
    for begin in range(0, height // 4, few):
      down = min(few, height // 4 - begin)
      tiles = down * across
      places = input[begin * 4:begin * 4 + down * 4 + 2].unfold(0, 6, 4).unfold(1, 6, 4).permute([3, 4, 0, 1, 2])
      a = self.room("a", 36 * tiles * x.size(1))
      b = self.room("b", 36 * tiles * x.size(1))
      a.view([6, 6, down, across, x.size(1)]).copy_(places)
      torch.mm(there, a.view([6, -1]), out=b.view([6, -1]))
      torch.bmm(there.expand([6, 6, 6]), b.view([6, 6, -1]), out=a.view([6, 6, -1]))
      c = self.room("c", 36 * tiles * channels)
      d = self.room("d", 24 * tiles * channels)
      e = self.room("e", 16 * tiles * channels)
      torch.bmm(a.view([36, tiles, -1]), weights, out=c.view([36, tiles, channels]))
      torch.mm(back, c.view([6, -1]), out=d.view([4, -1]))
      torch.bmm(back.expand([4, 4, 6]), d.view([4, 6, -1]), out=e.view([4, 4, -1]))
      squares = e.view([4, 4, down, across, channels]).permute([2, 0, 3, 1, 4])
      lines = output[begin * 4:(begin + down) * 4].view([down, 4, across, 4, channels])
      if bias is not None:
        torch.add(squares, bias, out=lines)
      else:
        lines.copy_(squares)
    return result.permute([0, 3, 1, 2])

  # Memory that is used again and again while a picture is painted and gone back through.
  def room(self, name: str, count: int) -> Tensor:
    if name not in self.rooms or self.rooms[name].size(0) < count:
      self.rooms[name] = torch.empty([count], dtype=6)
    return self.rooms[name][0:count]

  # The weights of a convolution's tiles, or of its gradient's, made when they are first asked for.
  def tiled_weights(self, p: str, turned: bool) -> Tensor:
    name = p
    if turned:
      name = p + ".turned"
    if name not in self.tiles:
      w = self.w[p + ".weight"]
      if turned:
        w = self.turned(w)
      self.tiles[name] = self.of_tiles(w)
    return self.tiles[name]

  # w (out, in, 3, 3) -> of the convolution that its gradient is (in, out, 3, 3)
  def turned(self, w: Tensor) -> Tensor:
    return w.flip([2, 3]).transpose(0, 1)

  # w (out, in, 3, 3) -> (36, in, out)
  def of_tiles(self, w: Tensor) -> Tensor:
    g = torch.tensor([[6., 0., 0.], [-4., -4., -4.], [-4., 4., -4.], [1., 2., 4.], [1., -2., 4.], [0., 0., 24.]], dtype=7) / 24.
    half = torch.matmul(g, w.to(7).permute([2, 3, 1, 0]).reshape([3, -1])).view([6, 3, -1])
    return torch.matmul(g, half).to(6).view([36, w.size(1), w.size(0)])

  # f32 as it is meant. On a GPU cuDNN would round it to TF32, which has the 10 bits of f16 and moved pixels by
  # .2 % on an H200; told not to, it took four times as long there as without cuDNN.
  def strided(self, x: Tensor, p: str, stride: int, padding: int) -> Tensor:
    exact = ops.prim.dtype(x) == 6
    if self.tf32 and p.startswith("decoder."):
      exact = False
    return torch._convolution(x, self.w[p + ".weight"], self.w[p + ".bias"], [stride, stride], [padding, padding], [1, 1], False, [0, 0], 1, False, False, not exact, True)
