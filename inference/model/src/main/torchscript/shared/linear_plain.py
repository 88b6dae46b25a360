  # Linear layers by torch.linear, in f32 or with weights and inputs of a narrower type.
  linears : Dict[str, Tensor]
  biases : Dict[str, Optional[Tensor]]
  linear_type : int
  state_type : int

  def choose_types(self, linear_type: int, state_type: int) -> int:
    self.linear_type = linear_type
    self.state_type = state_type
    return linear_type

  def pack(self, name: str, weight: Tensor, bias: Optional[Tensor]) -> int:
    self.linears[name] = weight.to(self.linear_type, False, True)
    self.biases[name] = None if bias is None else bias.to(self.linear_type)
    return 0

  # Once after the weights of a layer: there is nothing to wait for.
  def settle(self) -> int:
    return 0

  # x (row, in) -> (row, out) of the same type as the weights
  def linear(self, x: Tensor, name: str) -> Tensor:
    return torch.linear(x.to(self.linear_type), self.linears[name], self.biases[name])
