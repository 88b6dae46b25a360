  # Linear layers by oneDNN, whose weights are laid out once for its kernels: f32 or bf16 (CPU only).
  # On an AMD Zen 5 the f32 kernels of PyTorch 2.7.1 give wrong numbers for some counts of outputs (48, 80,
  # 1025), so each shape is tried once and left to torch.linear where the result is not that of a plain
  # product.
  linears : Dict[str, Tensor]
  biases : Dict[str, Optional[Tensor]]
  right : Dict[str, bool]  # by shape
  linear_type : int
  state_type : int

  def choose_types(self, linear_type: int, state_type: int) -> int:
    self.linear_type = linear_type
    self.state_type = state_type
    return linear_type

  # The layout is chosen for 18 rows: nine images, with and without their prompt.
  def pack(self, name: str, weight: Tensor, bias: Optional[Tensor]) -> int:
    # Contiguous, so that a checkpoint that stores its matrices transposed gives the same sums.
    plain = weight.to(self.linear_type, False, True, 0)
    packed = ops.mkldnn._reorder_linear_weight(plain, 18)
    shape = str(weight.size(0)) + " x " + str(weight.size(1))
    if shape not in self.right:
      self.right[shape] = self.multiplies(packed, weight)
    self.linears[name] = packed if self.right[shape] else plain
    self.biases[name] = None if bias is None else bias.to(self.linear_type)
    return 0

  # Once after the weights of a layer: there is nothing to wait for.
  def settle(self) -> int:
    return 0

  # Whether the packed weight gives what torch.linear gives in f32, within the rounding of bf16.
  def multiplies(self, packed: Tensor, weight: Tensor) -> bool:
    x = torch.cos(torch.arange(2 * weight.size(1), dtype=6)).view([2, weight.size(1)])
    expected = torch.linear(x, weight.to(6))
    given = self.by_onednn(x, packed, None).to(6)
    return float((given - expected).abs().max()) <= 0.02 * float(expected.abs().max())

  # x (row, in) -> (row, out) of the same type as the weights
  def linear(self, x: Tensor, name: str) -> Tensor:
    weight = self.linears[name]
    if weight.is_mkldnn:
      return self.by_onednn(x, weight, self.biases[name])
    return torch.linear(x.to(self.linear_type), weight, self.biases[name])

  def by_onednn(self, x: Tensor, packed: Tensor, bias: Optional[Tensor]) -> Tensor:
    return ops.mkldnn._linear_pointwise(x.to(self.linear_type), packed, bias, "none", annotate(List[Optional[number]], []), "")
