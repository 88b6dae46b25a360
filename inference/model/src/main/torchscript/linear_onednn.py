  # Linear layers by oneDNN, whose weights are laid out once for its kernels: f32 or bf16 (CPU only).
  linears : Dict[str, Tensor]
  linear_type : int

  def choose_type(self, type: int) -> int:
    self.linear_type = type
    return type

  # The layout is chosen for 18 rows: nine images, with and without their prompt.
  def pack(self, name: str, weight: Tensor) -> int:
    self.linears[name] = ops.mkldnn._reorder_linear_weight(weight.to(self.linear_type, False, True), 18)
    return 0

  # x (row, in) -> (row, out) in f32
  def linear(self, x: Tensor, name: str) -> Tensor:
    return ops.mkldnn._linear_pointwise(x.to(self.linear_type), self.linears[name], None, "none", annotate(List[Optional[number]], []), "").to(6)
