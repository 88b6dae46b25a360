# SRVGGNetCompact, the small network of Real-ESRGAN (arXiv:2107.10833): convolutions with PReLU at the
# small size, one pixel shuffle at the end, added to the nearest-neighbour enlargement.
#
# Axes: image, channel, y, x. Pixels are RGB in 0..1.
class Srvgg(Module):
  __parameters__ = []
  __buffers__ = []
  training : bool
  convs : int
  factor : int
  w : Dict[str, Tensor]

  def begin(self, convs: int, factor: int) -> int:
    self.convs = convs
    self.factor = factor
    return len(self.w)

  def put(self, weights: Dict[str, Tensor]) -> int:
    for name in weights.keys():
      self.w[name] = weights[name].to(6, False, True).contiguous()
    return len(self.w)

  # pixels (image, 3, y, x) -> (image, 3, y * factor, x * factor), not clamped
  def upscale(self, pixels: Tensor) -> Tensor:
    h = pixels
    for i in range(self.convs + 1):
      h = torch.prelu(self.conv(h, "body." + str(2 * i)), self.w["body." + str(2 * i + 1) + ".weight"])
    h = torch.pixel_shuffle(self.conv(h, "body." + str(2 * self.convs + 2)), self.factor)
    return h + torch.upsample_nearest2d(pixels, None, [float(self.factor), float(self.factor)])

  # bytes (image, y, x, 3) -> bytes at the larger size, of a part of it
  def upscale_bytes(self, bytes: Tensor, top: int, height: int, left: int, width: int) -> Tensor:
    pixels = self.upscale(bytes.permute([0, 3, 1, 2]).contiguous().to(6) / 255.)
    pixels = pixels[:, :, top:top + height, left:left + width]
    return torch.round(pixels.clamp(0., 1.) * 255.).to(0).permute([0, 2, 3, 1]).contiguous()

  def conv(self, x: Tensor, p: str) -> Tensor:
    return torch.conv2d(x, self.w[p + ".weight"], self.w[p + ".bias"], [1, 1], [1, 1], [1, 1], 1)
