  # Linear layers by FBGEMM: weights int8 with a scale per output channel, inputs quantized on the fly
  # with a scale per row, so that a row's result does not depend on the rows beside it (CPU only).
  # Without VNNI a processor adds two products in 16 bits, where the largest ones do not fit: there the
  # weights have 7 bits, which costs less than to take one from the inputs with their outliers.
  linears : Optional[Dict[str, __torch__.torch.classes.quantized.LinearPackedParamsBase]]
  packing : Optional[Dict[str, Future[__torch__.torch.classes.quantized.LinearPackedParamsBase]]]
  state_type : int
  biases : Dict[str, Tensor]  # added last, as a row is scaled
  levels : int  # of a weight on either side of zero

  def choose_types(self, linear_type: int, state_type: int) -> int:
    self.state_type = state_type
    self.linears = annotate(Dict[str, __torch__.torch.classes.quantized.LinearPackedParamsBase], {})
    self.packing = annotate(Dict[str, Future[__torch__.torch.classes.quantized.LinearPackedParamsBase]], {})
    self.levels = 127
    self.pack("probe", torch.ones([1, 2], dtype=6), None)
    self.settle()
    if bool(self.linear(torch.ones([1, 2], dtype=6), "probe").lt(1.9).any()):
      self.levels = 63
    return linear_type

  def pack(self, name: str, weight: Tensor, bias: Optional[Tensor]) -> int:
    packing = unchecked_cast(Dict[str, Future[__torch__.torch.classes.quantized.LinearPackedParamsBase]], self.packing)
    packing[name] = fork(self.packed, weight)
    if bias is not None:
      self.biases[name] = bias.to(6)
    return 0

  def packed(self, weight: Tensor) -> __torch__.torch.classes.quantized.LinearPackedParamsBase:
    w = weight.to(6)
    # Of both ends, as abs() would copy the matrix once more while it is largest.
    scale = torch.max(w.amax([1]), torch.neg(w.amin([1]))) / self.levels + 1.0e-12
    zero = torch.zeros([w.size(0)], dtype=4)
    return ops.quantized.linear_prepack(torch.quantize_per_channel(w, scale, zero, 0, 12), None)

  # FBGEMM packs a matrix on one thread, so those of a layer are packed side by side until this waits for them.
  def settle(self) -> int:
    linears = unchecked_cast(Dict[str, __torch__.torch.classes.quantized.LinearPackedParamsBase], self.linears)
    packing = unchecked_cast(Dict[str, Future[__torch__.torch.classes.quantized.LinearPackedParamsBase]], self.packing)
    for name in packing.keys():
      linears[name] = torch.wait(packing[name])
    packing.clear()
    return 0

  # x (row, in) -> (row, out) in f32
  def linear(self, x: Tensor, name: str) -> Tensor:
    linears = unchecked_cast(Dict[str, __torch__.torch.classes.quantized.LinearPackedParamsBase], self.linears)
    x = x.to(6)
    largest = x.abs().amax([-1], True) + 1.0e-12
    y = ops.quantized.linear_with_input_q_dq_qweight_dq_output_fp32(x / largest, 1. / 127., 128, linears[name])
    y = y.mul_(largest)
    return y.add_(self.biases[name]) if name in self.biases else y
