  # Linear layers by torch.linear, in f32 or with weights and inputs of a narrower type.
  linears : Dict[str, Tensor]
  linear_type : int
  state_type : int

  def choose_types(self, linear_type: int, state_type: int) -> int:
    self.linear_type = linear_type
    self.state_type = state_type
    return linear_type

  def pack(self, name: str, weight: Tensor) -> int:
    self.linears[name] = weight.to(self.linear_type, False, True)
    return 0

  # x (row, in) -> (row, out) of the same type as the weights
  def linear(self, x: Tensor, name: str) -> Tensor:
    return torch.linear(x.to(self.linear_type), self.linears[name])
