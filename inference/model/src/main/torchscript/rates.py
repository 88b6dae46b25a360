# Operations that show what this machine can do at best: the floor that stages are held against.
class Rates(Module):
  __parameters__ = []
  __buffers__ = []
  training : bool

  # Reads every byte once.
  def read(self, x: Tensor) -> Tensor:
    return x.sum()

  # Channels like those of a picture network's inner layers.
  def convolve(self, x: Tensor, w: Tensor) -> Tensor:
    return torch.conv2d(x, w, None, [1, 1], [1, 1], [1, 1], 1)
