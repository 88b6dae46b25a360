  # Linear layers by torch.linear, in f32 or with weights and inputs of a narrower type.
  linears : Dict[str, Tensor]
  linear_type : int

  def choose_type(self, type: int) -> int:
    self.linear_type = type
    return type

  def pack(self, name: str, weight: Tensor) -> int:
    self.linears[name] = weight.to(self.linear_type, False, True)
    return 0

  # x (row, in) -> (row, out) in f32
  def linear(self, x: Tensor, name: str) -> Tensor:
    return torch.linear(x.to(self.linear_type), self.linears[name]).to(6)
