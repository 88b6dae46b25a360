  # Linear layers by FBGEMM: weights f16, all arithmetic f32 (CPU only). A row's result does not depend
  # on the rows beside it.
  linears : Optional[Dict[str, __torch__.torch.classes.quantized.LinearPackedParamsBase]]
  packing : Optional[Dict[str, Future[__torch__.torch.classes.quantized.LinearPackedParamsBase]]]
  state_type : int

  def choose_types(self, linear_type: int, state_type: int) -> int:
    self.state_type = state_type
    self.linears = annotate(Dict[str, __torch__.torch.classes.quantized.LinearPackedParamsBase], {})
    self.packing = annotate(Dict[str, Future[__torch__.torch.classes.quantized.LinearPackedParamsBase]], {})
    return linear_type

  def pack(self, name: str, weight: Tensor, bias: Optional[Tensor]) -> int:
    packing = unchecked_cast(Dict[str, Future[__torch__.torch.classes.quantized.LinearPackedParamsBase]], self.packing)
    packing[name] = fork(self.packed, weight, bias)
    return 0

  def packed(self, weight: Tensor, bias: Optional[Tensor]) -> __torch__.torch.classes.quantized.LinearPackedParamsBase:
    return ops.quantized.linear_prepack_fp16(weight.to(6), self.wide(bias))

  # FBGEMM packs a matrix on one thread, so those of a layer are packed side by side until this waits for them.
  def settle(self) -> int:
    linears = unchecked_cast(Dict[str, __torch__.torch.classes.quantized.LinearPackedParamsBase], self.linears)
    packing = unchecked_cast(Dict[str, Future[__torch__.torch.classes.quantized.LinearPackedParamsBase]], self.packing)
    for name in packing.keys():
      linears[name] = torch.wait(packing[name])
    packing.clear()
    return 0

  def wide(self, bias: Optional[Tensor]) -> Optional[Tensor]:
    if bias is None:
      return None
    return bias.to(6)

  # x (row, in) -> (row, out) in f32
  def linear(self, x: Tensor, name: str) -> Tensor:
    linears = unchecked_cast(Dict[str, __torch__.torch.classes.quantized.LinearPackedParamsBase], self.linears)
    return ops.quantized.linear_dynamic_fp16(x, linears[name])
