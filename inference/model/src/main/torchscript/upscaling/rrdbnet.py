# RRDBNet, the large network of ESRGAN and Real-ESRGAN (arXiv:1809.00219, arXiv:2107.10833): dense blocks within
# residual blocks at the small size, then nearest-neighbour enlargements with a convolution each.
#
# Axes: image, channel, y, x. Pixels are RGB in 0..1.
# Convolutions compute in the type they are told; what goes from block to block stays f32.
class RrdbNet(Module):
  __parameters__ = []
  __buffers__ = []
  training : bool
  blocks : int
  unshuffle : int
  type : int
  w : Dict[str, Tensor]
  h : Dict[str, Tensor]  # of the tile at hand: what its first layer and its blocks found

  # unshuffle = pixels along a side of the square that the first layer sees as one
  def begin(self, blocks: int, unshuffle: int, type: int) -> int:
    self.blocks = blocks
    self.unshuffle = unshuffle
    self.type = type
    return len(self.w)

  def put(self, weights: Dict[str, Tensor]) -> int:
    for name in weights.keys():
      w = weights[name].to(self.type, False, True)
      # Processors take three quarters of the time with channels last.
      if w.dim() == 4 and not w.is_cuda:
        w = w.contiguous(memory_format=2)
      self.w[name] = w
    return len(self.w)

  # Once after all weights: those of dense blocks by what they are multiplied with, instead of by what they give.
  def arrange(self) -> int:
    for i in range(self.blocks):
      for j in range(1, 4):
        self.arrange_dense("body." + str(i) + ".rdb" + str(j))
    return len(self.w)

  def arrange_dense(self, p: str) -> int:
    weights = annotate(List[Tensor], [])
    biases = annotate(List[Tensor], [])
    for i in range(1, 6):
      weights.append(self.w.pop(p + ".conv" + str(i) + ".weight"))
      biases.append(self.w.pop(p + ".conv" + str(i) + ".bias"))
    self.w[p + ".biases"] = torch.cat(biases, 0)
    begin = 0
    for part in range(5):
      end = weights[part].size(1)
      shares = annotate(List[Tensor], [])
      for i in range(part, 5):
        shares.append(weights[i][:, begin:end])
      share = torch.cat(shares, 0)
      if not share.is_cuda:
        share = share.contiguous(memory_format=2)
      self.w[p + ".share" + str(part)] = share
      begin = end
    return 0

  # pixels -> (image, 3, y * factor, x * factor), not clamped
  def upscale(self, pixels: Tensor) -> Tensor:
    return self.enlarge(self.features(pixels))

  # A tile takes seconds, so that it is gone through block by block: begin_tile, block 0 to the last, end_tile.
  # bytes (image, y, x, 3)
  def begin_tile(self, bytes: Tensor) -> int:
    first = self.first(bytes.permute([0, 3, 1, 2]).contiguous().to(6) / 255.)
    self.h["first"] = first
    self.h["x"] = first
    return self.blocks

  def advance_tile(self, i: int) -> int:
    self.h["x"] = self.block(self.h["x"], i)
    return i + 1

  # -> what the blocks found, f32 (image, channel, y / unshuffle, x / unshuffle)
  def end_tile(self) -> Tensor:
    return self.after_blocks(self.h.pop("first"), self.h.pop("x"))

  def drop_tile(self) -> int:
    self.h.clear()
    return 0

  def features(self, pixels: Tensor) -> Tensor:
    first = self.first(pixels)
    x = first
    for i in range(self.blocks):
      x = self.block(x, i)
    return self.after_blocks(first, x)

  def first(self, pixels: Tensor) -> Tensor:
    x = pixels
    if self.unshuffle > 1:
      x = torch.pixel_unshuffle(x, self.unshuffle)
    if not x.is_cuda:
      x = x.contiguous(memory_format=2)
    return self.conv(x, "conv_first").to(6)

  def block(self, x: Tensor, i: int) -> Tensor:
    p = "body." + str(i) + ".rdb"
    h = self.dense(self.dense(self.dense(x, p + "1"), p + "2"), p + "3")
    return torch.add(x, h, alpha=0.2)

  def after_blocks(self, first: Tensor, x: Tensor) -> Tensor:
    return torch.add(first, self.conv(x, "conv_body"))

  # Each convolution sees the block's input and all that came after it. Instead of putting these together for each,
  # what is new is multiplied at once by its share of all convolutions to come, and the sums are carried on: two
  # thirds of the time on a processor.
  def dense(self, x: Tensor, p: str) -> Tensor:
    sums = self.multiplied(x, p + ".share0", self.w[p + ".biases"])
    for i in range(1, 5):
      share = p + ".share" + str(i)
      growth = self.w[share].size(1)
      h = torch.leaky_relu(sums[:, 0:growth], 0.2)
      if not h.is_cuda:
        h = h.contiguous(memory_format=2)
      sums = self.multiplied(h, share, None).add_(sums[:, growth:])
    return torch.add(x, sums, alpha=0.2)

  # features -> pixels (image, 3, y, x), not clamped
  def enlarge(self, features: Tensor) -> Tensor:
    x = self.bent(self.twice(features), "conv_up1")
    x = self.bent(self.twice(x), "conv_up2")
    if "conv_up3.weight" in self.w:
      x = self.bent(self.twice(x), "conv_up3")
    return self.conv(self.bent(x, "conv_hr"), "conv_last").to(6)

  # A part of the features -> the bytes of a part of what they become (y, x, 3): rows top to bottom and columns
  # left to right of the features with some around them, of which cut_y and cut_x pixels are left out first.
  def enlarge_to_bytes(self, features: Tensor, top: int, bottom: int, left: int, right: int, cut_y: int, height: int, cut_x: int, width: int, rounded: bool) -> Tensor:
    pixels = self.enlarge(features[:, :, top:bottom, left:right])
    pixels = pixels[0, :, cut_y:cut_y + height, cut_x:cut_x + width].clamp(0., 1.) * 255.
    if rounded:
      pixels = torch.round(pixels)
    return pixels.to(0).permute([1, 2, 0]).contiguous()

  def twice(self, x: Tensor) -> Tensor:
    return torch.upsample_nearest2d(x, None, [2., 2.])

  def bent(self, x: Tensor, p: str) -> Tensor:
    return torch.leaky_relu_(self.conv(x, p), 0.2)

  def conv(self, x: Tensor, p: str) -> Tensor:
    return self.multiplied(x, p + ".weight", self.w[p + ".bias"])

  def multiplied(self, x: Tensor, name: str, bias: Optional[Tensor]) -> Tensor:
    return torch.conv2d(x.to(self.type), self.w[name], bias, [1, 1], [1, 1], [1, 1], 1)
