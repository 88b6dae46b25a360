# The same linear layer without and with a bias.
class Biased(Module):
  __parameters__ = []
  __buffers__ = []
  training : bool

  def load(self, weight: Tensor, bias: Tensor) -> int:
    self.pack("plain", weight, None)
    self.pack("biased", weight, bias)
    return self.settle()

  # x (row, in) -> (without or with, row, out)
  def run(self, x: Tensor) -> Tensor:
    return torch.stack([self.linear(x, "plain").to(6), self.linear(x, "biased").to(6)])
