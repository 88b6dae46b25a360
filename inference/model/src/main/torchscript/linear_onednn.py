  # Linear layers by oneDNN, whose weights are laid out once for its kernels: f32 or bf16 (CPU only).
  linears : Dict[str, Tensor]
  linear_type : int
  state_type : int

  def choose_types(self, linear_type: int, state_type: int) -> int:
    self.linear_type = linear_type
    self.state_type = state_type
    return linear_type

  # The layout is chosen for 18 rows: nine images, with and without their prompt.
  def pack(self, name: str, weight: Tensor) -> int:
    self.linears[name] = ops.mkldnn._reorder_linear_weight(weight.to(self.linear_type, False, True), 18)
    return 0

  # x (row, in) -> (row, out) of the same type as the weights
  def linear(self, x: Tensor, name: str) -> Tensor:
    return ops.mkldnn._linear_pointwise(x.to(self.linear_type), self.linears[name], None, "none", annotate(List[Optional[number]], []), "")
