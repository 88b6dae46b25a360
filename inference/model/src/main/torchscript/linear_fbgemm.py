  # Linear layers by FBGEMM: weights int8 per output channel, inputs quantized on the fly (CPU only).
  linears : Optional[Dict[str, __torch__.torch.classes.quantized.LinearPackedParamsBase]]

  def choose_type(self, type: int) -> int:
    self.linears = annotate(Dict[str, __torch__.torch.classes.quantized.LinearPackedParamsBase], {})
    return type

  def pack(self, name: str, weight: Tensor) -> int:
    w = weight.to(6)
    scale = w.abs().amax([1]) / 127. + 1.0e-12
    zero = torch.zeros([w.size(0)], dtype=4)
    q = torch.quantize_per_channel(w, scale, zero, 0, 12)
    linears = unchecked_cast(Dict[str, __torch__.torch.classes.quantized.LinearPackedParamsBase], self.linears)
    linears[name] = ops.quantized.linear_prepack(q, None)
    return 0

  # x (row, in) -> (row, out) in f32
  def linear(self, x: Tensor, name: str) -> Tensor:
    linears = unchecked_cast(Dict[str, __torch__.torch.classes.quantized.LinearPackedParamsBase], self.linears)
    return ops.quantized.linear_dynamic(x, linears[name], False)
