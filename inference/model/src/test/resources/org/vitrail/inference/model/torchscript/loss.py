# Numbers to be made small.
class Loss(Module):
  __parameters__ = []
  __buffers__ = []
  training : bool

  # mean of the squared differences
  def squared(self, x: Tensor, target: Tensor) -> Tensor:
    d = x - target
    return (d * d).mean()

  # sum of a * a * b
  def product(self, a: Tensor, b: Tensor) -> Tensor:
    return (a * a * b).sum()

  def doubled(self, a: Tensor) -> Tensor:
    return a * 2.

  def constant(self, a: Tensor) -> Tensor:
    return a.detach().sum()
