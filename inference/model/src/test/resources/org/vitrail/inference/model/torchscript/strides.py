# Tells how the weights lie that a network is given.
class Strides(Module):
  __parameters__ = []
  __buffers__ = []
  training : bool
  told : Dict[str, Tensor]

  def put(self, weights: Dict[str, Tensor]) -> int:
    for name in weights.keys():
      self.told[name] = torch.tensor(torch.stride(weights[name]), dtype=4)
    return len(self.told)

  # of the only one
  def of_it(self, none: int) -> Tensor:
    return self.told["layer.weight"]
