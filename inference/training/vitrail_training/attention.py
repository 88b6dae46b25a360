"""Attention as the transformers here use it."""

import torch
import torch.nn.functional as F


def attend(q: torch.Tensor, k: torch.Tensor, v: torch.Tensor, mask: torch.Tensor | None, causal: bool) -> torch.Tensor:
    """Scaled dot-product attention; spelt out where it is trained on a CPU, whose fused kernel has a slow backward."""
    if q.device.type != "cpu" or not q.requires_grad:
        return F.scaled_dot_product_attention(q, k, v, attn_mask=mask, is_causal=causal)
    batch, heads, rows, width = q.shape
    columns = k.shape[2]
    if causal:
        bias = torch.full((rows, columns), -torch.inf, dtype=q.dtype).triu(1).expand(batch * heads, -1, -1)
    elif mask is None:
        bias = torch.zeros((), dtype=q.dtype).expand(batch * heads, rows, columns)
    else:
        bias = torch.zeros(mask.shape, dtype=q.dtype).masked_fill(~mask, -torch.inf)
        bias = bias.expand(batch, heads, rows, columns).reshape(batch * heads, rows, columns)
    q, k, v = (x.reshape(batch * heads, -1, width) for x in (q, k, v))
    scores = torch.baddbmm(bias, q, k.transpose(1, 2), alpha=width**-0.5)
    return torch.bmm(scores.softmax(-1), v).view(batch, heads, rows, width)
