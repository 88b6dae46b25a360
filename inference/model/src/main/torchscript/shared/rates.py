# Operations that show what this machine can do at best: the floor that stages are held against.
class Rates(Module):
  __parameters__ = []
  __buffers__ = []
  training : bool
  held : Dict[str, Tensor]

  def memory(self, floats: int) -> Tensor:
    return torch.ones([floats], dtype=6)

  # Reads every byte once.
  def read(self, x: Tensor) -> Tensor:
    return x.sum()

  # Channels like those of a picture network's inner layers, in the type and order that it uses.
  def load(self, x: Tensor, w: Tensor, type: int) -> int:
    self.held["x"] = x.to(type).contiguous(memory_format=2)
    self.held["w"] = w.to(type).contiguous(memory_format=2)
    return type

  def convolve(self) -> Tensor:
    return torch.conv2d(self.held["x"], self.held["w"], None, [1, 1], [1, 1], [1, 1], 1)
