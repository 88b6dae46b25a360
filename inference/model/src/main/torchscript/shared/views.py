# Looks at what was read from a checkpoint.
class Views(Module):
  __parameters__ = []
  __buffers__ = []
  training : bool

  # flat (element) -> the same elements by shape and strides, row by row. PyTorch picks its way of
  # multiplying by strides, those of axes of size 1 included, and some ways are wrong for some widths:
  # so no network ever sees others than these. Copies only what lies in another order.
  def row_major(self, flat: Tensor, shape: List[int], strides: List[int]) -> Tensor:
    return torch.as_strided(flat, shape, strides).contiguous().view([-1]).view(shape)

  # Minimum and maximum carry every NaN and infinity along, without a copy of the tensor.
  def finite(self, x: Tensor) -> bool:
    result = True
    if torch.is_floating_point(x) and torch.numel(x) > 0:
      low, high = torch.aminmax(x)
      result = bool(torch.isfinite(low)) and bool(torch.isfinite(high))
    return result
