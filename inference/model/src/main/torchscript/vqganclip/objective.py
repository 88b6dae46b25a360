# What VQGAN+CLIP makes smaller: how far the cuts of a picture are from prompts in CLIP's space.
#
# Axes: cut, channel, y, x; prompt = one embedding of a prompt. Pictures and cuts are floats of 0 to 1.
# Everything random is handed in. What a gradient is to pass is called one step at a time.
class Objective(Module):
  __parameters__ = []
  __buffers__ = []
  training : bool
  side : int

  # side = of the pictures that CLIP takes
  def begin(self, side: int) -> int:
    self.side = side
    return side

  # Numbers as close to 0 to 1 as may be.
  def clamp(self, x: Tensor) -> Tensor:
    return x.clamp(0., 1.)

  # What of a gradient goes back through a clamp: all but what would lead further out of 0 to 1 yet.
  def gate(self, x: Tensor, gradient: Tensor) -> Tensor:
    return gradient * torch.ge(gradient * (x - x.clamp(0., 1.)), 0.)

  # picture (1, 3, y, x) -> bytes (1, y, x, 3)
  def to_bytes(self, picture: Tensor) -> Tensor:
    return torch.round(picture.clamp(0., 1.) * 255.).to(0).permute([0, 2, 3, 1]).contiguous()

  # bytes (1, y, x, 3) -> picture (1, 3, y, x)
  def from_bytes(self, bytes: Tensor) -> Tensor:
    return bytes.permute([0, 3, 1, 2]).contiguous().to(6) / 255.

  # Squares of a picture (1, 3, y, x) -> at CLIP's size (cut, 3, side, side), a little beyond 0 to 1 at edges
  # squares (cut, 3): their side, and x and y of their upper left corner
  def crops(self, picture: Tensor, squares: Tensor) -> Tensor:
    cuts = annotate(List[Tensor], [])
    for i in range(squares.size(0)):
      size = int(squares[i][0])
      x = int(squares[i][1])
      y = int(squares[i][2])
      cuts.append(self.resample(picture[:, :, y:y + size, x:x + size]))
    return torch.cat(cuts, 0)

  # x (1, channel, size, size) -> (1, channel, side, side)
  def resample(self, x: Tensor) -> Tensor:
    size = x.size(2)
    if size > self.side:
      kernel = self.lanczos(x, size)
      pad = kernel.size(0) // 2
      planes = x.reshape([-1, 1, size, size])
      planes = torch.conv2d(torch.reflection_pad2d(planes, [0, 0, pad, pad]), kernel.view([1, 1, -1, 1]))
      planes = torch.conv2d(torch.reflection_pad2d(planes, [pad, pad, 0, 0]), kernel.view([1, 1, 1, -1]))
      x = planes.view([1, -1, size, size])
    return torch.upsample_bicubic2d(x, [self.side, self.side], True)

  # Lanczos' window of two lobes for a reduction from so many pixels to side; any = of the device and type
  def lanczos(self, any: Tensor, size: int) -> Tensor:
    reach = (2 * size + self.side - 1) // self.side
    x = torch.arange(-reach + 1, reach, dtype=6, device=ops.prim.device(any)) * (float(self.side) / float(size))
    weights = torch.sinc(x) * torch.sinc(x / 2.) * torch.lt(x.abs(), 2.)
    return weights / weights.sum()

  # The same for a size (1).
  def window(self, size: Tensor) -> Tensor:
    return self.lanczos(size, int(size[0]))

  # The whole picture (1, 3, y, x) at CLIP's size (1, 3, side, side), between what areas mean and their most
  def pooled(self, picture: Tensor) -> Tensor:
    size = [self.side, self.side]
    return (torch.adaptive_avg_pool2d(picture, size) + torch.adaptive_max_pool2d(picture, size)[0]) / 2.

  # Cuts turned or bent (cut, 3, side, side), with black beyond their edges; one picture becomes as many
  # matrices (cut, 3, 3): where in the source, from -1 to 1, a place of the result lies
  def turned(self, cuts: Tensor, matrices: Tensor) -> Tensor:
    return self.sampled(cuts, matrices, 0)

  # The same with what is at the edge beyond it
  def turned_within(self, cuts: Tensor, matrices: Tensor) -> Tensor:
    return self.sampled(cuts, matrices, 1)

  def sampled(self, cuts: Tensor, matrices: Tensor, padding: int) -> Tensor:
    if cuts.size(0) == matrices.size(0):
      return torch.grid_sampler_2d(cuts, self.places(matrices), 0, padding, False)
    n = matrices.size(0)
    x = torch.grid_sampler_2d(cuts, self.places(matrices).view([1, n * self.side, self.side, 2]), 0, padding, False)
    return x.view([3, n, self.side, self.side]).transpose(0, 1).contiguous()

  # A rectangle of all cuts, black. box (4): x, y, width and height
  def erased(self, x: Tensor, box: Tensor) -> Tensor:
    across = torch.arange(self.side, device=ops.prim.device(x))
    erased = torch.logical_and(self.within(across, box[0], box[2]).unsqueeze(0), self.within(across, box[1], box[3]).unsqueeze(1))
    return x.masked_fill(erased, 0.)

  def added(self, x: Tensor, noise: Tensor) -> Tensor:
    return x + noise

  # Between a cut and its softened self, but for its edge; factors (cut): 1 for the cut, 0 for the other
  def sharpened(self, x: Tensor, factors: Tensor) -> Tensor:
    inside = x[:, :, 1:-1, 1:-1]
    # Nine neighbours, of which the one in the middle counts for five.
    soft = ((torch.avg_pool2d(x, [3, 3], [1, 1]) * 9. + inside * 4.) / 13.).clamp(0., 1.)
    away = torch.constant_pad_nd(soft - inside, [1, 1, 1, 1], 0)
    return x + away * (factors * -1. + 1.).view([-1, 1, 1, 1])

  def within(self, at: Tensor, begin: Tensor, length: Tensor) -> Tensor:
    return torch.logical_and(torch.ge(at, begin), torch.lt(at, begin + length))

  # -> (cut, side, side, 2)
  def places(self, matrices: Tensor) -> Tensor:
    step = 2. / float(self.side)
    at = torch.arange(self.side, dtype=6, device=ops.prim.device(matrices)) * step + (step / 2. - 1.)
    x = at.view([1, 1, -1])
    y = at.view([1, -1, 1])
    m = matrices.view([-1, 9, 1, 1])
    depth = m[:, 6] * x + m[:, 7] * y + m[:, 8]
    return torch.stack([(m[:, 0] * x + m[:, 1] * y + m[:, 2]) / depth, (m[:, 3] * x + m[:, 4] * y + m[:, 5]) / depth], -1)

  # colours (cut, 5): whether they change, brightness, contrast, saturation, hue; order (4) in which they do
  def jitter(self, x: Tensor, colours: Tensor, order: Tensor) -> Tensor:
    c = colours.view([-1, 5, 1, 1, 1])
    changed = x
    for i in range(order.size(0)):
      kind = int(order[i])
      if kind == 0:
        changed = (changed + c[:, 1]).clamp(0., 1.)
      elif kind == 1:
        changed = (changed * c[:, 2]).clamp(0., 1.)
      elif kind == 2:
        changed = self.recolour(changed, c[:, 3].squeeze(1), torch.zeros_like(c[:, 4].squeeze(1)), 1.)
      else:
        changed = self.recolour(changed, torch.ones_like(c[:, 3].squeeze(1)), c[:, 4].squeeze(1), float("inf"))
    return torch.where(torch.ge(c[:, 0], 0.5), changed, x)

  # By hue, saturation and value: saturation times a factor, up to a bound, hue plus a part of its circle (cut, 1, 1)
  def recolour(self, x: Tensor, saturation: Tensor, hue: Tensor, most: float) -> Tensor:
    value, likeliest = torch.max(x, 1)
    least = torch.min(x, 1)[0]
    spread = value - least
    s = (spread / (value + 1.0e-06) * saturation).clamp(0., most)
    divisor = torch.where(torch.eq(spread, 0.), torch.ones_like(spread), spread)
    r = value - x[:, 0]
    g = value - x[:, 1]
    b = value - x[:, 2]
    sextants = torch.stack([b - g, divisor * 2. + r - b, divisor * 4. + g - r], 1)
    h = torch.gather(sextants, 1, likeliest.unsqueeze(1)).squeeze(1) / divisor + hue * 6.
    colour = value * s
    return torch.stack([value - colour * self.missing(h + 5.), value - colour * self.missing(h + 3.), value - colour * self.missing(h + 1.)], 1)

  # How much of the colour's strength a channel lacks, by the sextant of its hue.
  def missing(self, sextant: Tensor) -> Tensor:
    k = torch.remainder(sextant, 6.)
    return torch.minimum(k, k * -1. + 4.).clamp(0., 1.)

  # Numbers of a standard normal distribution times an amount (cut, 3, side, side): Box and Muller's, each pair from
  # the two halves of 64 bits of SplitMix64, of a key and the pair's number. keys, amounts (cut)
  def noise(self, keys: Tensor, amounts: Tensor) -> Tensor:
    count = 3 * self.side * self.side
    pairs = torch.arange((count + 1) // 2, device=ops.prim.device(keys)).unsqueeze(0)
    bits = self.mix(keys.unsqueeze(1) + pairs)
    radius = torch.sqrt(torch.log((self.shift(bits, 32).to(6) + 0.5) * 2.3283064365386963e-10) * -2.)
    angle = torch.bitwise_and(bits, 4294967295).to(6) * 1.4629180792671596e-09
    both = torch.stack([radius * torch.cos(angle), radius * torch.sin(angle)], 2).flatten(1)[:, 0:count]
    return (both * amounts.unsqueeze(1)).view([-1, 3, self.side, self.side])

  def mix(self, value: Tensor) -> Tensor:
    z = value + -7046029254386353131
    z = torch.bitwise_xor(z, self.shift(z, 30)) * -4658895280553007687
    z = torch.bitwise_xor(z, self.shift(z, 27)) * -7723592293110705685
    return torch.bitwise_xor(z, self.shift(z, 31))

  def shift(self, value: Tensor, count: int) -> Tensor:
    return torch.bitwise_and(torch.bitwise_right_shift(value, count), (1 << (64 - count)) - 1)

  # How far cuts (cut, channel) are from prompts (prompt, channel): twice the square of half the angle between them.
  # Below 0, a weight (prompt) makes it good to be far; a distance below its stop (prompt) counts, and draws no more.
  def distance(self, cuts: Tensor, prompts: Tensor, weights: Tensor, stops: Tensor) -> Tensor:
    apart = (self.unit(cuts).unsqueeze(1) - self.unit(prompts).unsqueeze(0)).norm(2, [2])
    signed = torch.arcsin(apart / 2.).pow(2) * 2. * torch.sign(weights)
    drawing = torch.maximum(signed, stops)
    return ((drawing + torch.detach(signed - drawing)).mean([0]) * weights.abs()).sum()

  def unit(self, x: Tensor) -> Tensor:
    return x / x.norm(2, [-1], True).clamp_min(1.0e-12)

  # The mean square of the steps from each pixel to those at its right and below.
  def variation(self, picture: Tensor) -> Tensor:
    across = picture[:, :, :, 1:] - picture[:, :, :, :-1]
    down = picture[:, :, 1:] - picture[:, :, :-1]
    return (across.pow(2).sum() + down.pow(2).sum()) / float(picture.numel())

  # A number times another (1).
  def times(self, number: Tensor, factor: Tensor) -> Tensor:
    return (number * factor).sum()

  # Some of the cuts.
  def part(self, cuts: Tensor, begin: int, end: int) -> Tensor:
    return cuts[begin:end]

  def joined(self, parts: List[Tensor]) -> Tensor:
    return torch.cat(parts, 0)
