# Asks whether this PyTorch has FBGEMM and this processor the instructions for it.
class Probe(Module):
  __parameters__ = []
  __buffers__ = []
  training : bool

  def available(self) -> bool:
    packed = ops.quantized.linear_prepack_fp16(torch.ones([2, 2], dtype=6), None)
    return bool(ops.quantized.linear_dynamic_fp16(torch.ones([1, 2], dtype=6), packed).sum().eq(4.))
