# Asks oneDNN whether this processor multiplies bf16 matrices in hardware or by a fast emulation.
class Probe(Module):
  __parameters__ = []
  __buffers__ = []
  training : bool

  def bf16(self) -> bool:
    return ops.mkldnn._is_mkldnn_bf16_supported()
