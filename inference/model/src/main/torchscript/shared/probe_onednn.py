# Asks whether this PyTorch has oneDNN, and whether that multiplies bf16 matrices on this processor in
# hardware or by a fast emulation.
class Probe(Module):
  __parameters__ = []
  __buffers__ = []
  training : bool

  def available(self) -> bool:
    packed = ops.mkldnn._reorder_linear_weight(torch.ones([2, 2], dtype=6), 18)
    return True

  def bf16(self) -> bool:
    return ops.mkldnn._is_mkldnn_bf16_supported()
