"""CLIP with OpenAI's module and tensor names. The end of the text is the largest id."""

from collections import OrderedDict

import torch
import torch.nn.functional as F
from torch import nn

from ..attention import attend

MEAN, STD = (0.48145466, 0.4578275, 0.40821073), (0.26862954, 0.26130258, 0.27577711)


def config(pieces: int, context: int, width: int = 256, layers: int = 5, embed: int = 192, text: int = 192) -> dict:
    return {
        "embed_dim": embed, "image_resolution": 64, "vision_layers": layers, "vision_width": width, "vision_patch_size": 8,
        "context_length": context, "vocab_size": pieces + 2, "transformer_width": text, "transformer_layers": 4,
        "sot_token_id": pieces, "eot_token_id": pieces + 1, "pad_token_id": 0,
    }  # fmt: skip


class QuickGELU(nn.Module):
    def forward(self, x: torch.Tensor) -> torch.Tensor:
        return x * torch.sigmoid(1.702 * x)


class Attention(nn.Module):
    def __init__(self, width: int):
        super().__init__()
        self.heads = width // 64
        self.in_proj_weight = nn.Parameter(torch.randn(3 * width, width) * width**-0.5)
        self.in_proj_bias = nn.Parameter(torch.zeros(3 * width))
        self.out_proj = nn.Linear(width, width)

    def forward(self, x: torch.Tensor, causal: bool) -> torch.Tensor:
        batch, length, width = x.shape
        mixed = F.linear(x, self.in_proj_weight, self.in_proj_bias)
        q, k, v = mixed.view(batch, length, 3, self.heads, -1).permute(2, 0, 3, 1, 4)
        out = attend(q, k, v, None, causal)
        return self.out_proj(out.transpose(1, 2).reshape(batch, length, width))


class Block(nn.Module):
    def __init__(self, width: int, causal: bool):
        super().__init__()
        self.causal = causal
        self.attn, self.ln_1, self.ln_2 = Attention(width), nn.LayerNorm(width), nn.LayerNorm(width)
        self.mlp = nn.Sequential(
            OrderedDict(c_fc=nn.Linear(width, 4 * width), gelu=QuickGELU(), c_proj=nn.Linear(4 * width, width))
        )

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        x = x + self.attn(self.ln_1(x), self.causal)
        return x + self.mlp(self.ln_2(x))


class Transformer(nn.Module):
    def __init__(self, width: int, layers: int, causal: bool):
        super().__init__()
        self.resblocks = nn.ModuleList(Block(width, causal) for _ in range(layers))

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        for block in self.resblocks:
            x = block(x)
        return x


class Vision(nn.Module):
    def __init__(self, resolution: int, patch: int, width: int, layers: int, embed: int):
        super().__init__()
        self.conv1 = nn.Conv2d(3, width, patch, patch, bias=False)
        self.class_embedding = nn.Parameter(torch.randn(width) * width**-0.5)
        self.positional_embedding = nn.Parameter(torch.randn((resolution // patch) ** 2 + 1, width) * width**-0.5)
        self.ln_pre, self.transformer = nn.LayerNorm(width), Transformer(width, layers, False)
        self.ln_post, self.proj = nn.LayerNorm(width), nn.Parameter(torch.randn(width, embed) * width**-0.5)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        x = self.conv1(x.to(self.conv1.weight.dtype)).flatten(2).transpose(1, 2)
        first = self.class_embedding.to(x.dtype).expand(len(x), 1, -1)
        x = torch.cat([first, x], 1) + self.positional_embedding.to(x.dtype)
        return self.ln_post(self.transformer(self.ln_pre(x))[:, 0]) @ self.proj


class CLIP(nn.Module):
    def __init__(
        self, embed_dim, image_resolution, vision_layers, vision_width, vision_patch_size, context_length, vocab_size,
        transformer_width, transformer_layers, **_,
    ):  # fmt: skip
        super().__init__()
        self.resolution = image_resolution
        self.visual = Vision(image_resolution, vision_patch_size, vision_width, vision_layers, embed_dim)
        self.transformer = Transformer(transformer_width, transformer_layers, True)
        self.token_embedding = nn.Embedding(vocab_size, transformer_width)
        self.positional_embedding = nn.Parameter(torch.randn(context_length, transformer_width) * 0.01)
        self.ln_final = nn.LayerNorm(transformer_width)
        self.text_projection = nn.Parameter(torch.randn(transformer_width, embed_dim) * transformer_width**-0.5)
        self.logit_scale = nn.Parameter(torch.tensor(2.6593))
        nn.init.normal_(self.token_embedding.weight, std=0.02)

    def encode_image(self, images: torch.Tensor) -> torch.Tensor:
        """Of pictures in 0..1, any size; unit vectors."""
        return F.normalize(self.visual(preprocess(images, self.resolution)).float(), dim=-1)

    def encode_text(self, ids: torch.Tensor) -> torch.Tensor:
        longest = int((ids != 0).sum(1).max())
        ids = ids[:, :longest]
        x = self.ln_final(self.transformer(self.token_embedding(ids) + self.positional_embedding[:longest]))
        ends = x[torch.arange(len(ids), device=ids.device), ids.argmax(1)]
        return F.normalize((ends @ self.text_projection).float(), dim=-1)


def preprocess(images: torch.Tensor, resolution: int) -> torch.Tensor:
    """CLIP's own preparation: bicubic to the resolution, then its mean and deviation."""
    if images.shape[-1] != resolution:
        images = F.interpolate(images, size=(resolution, resolution), mode="bicubic", antialias=True).clamp(0, 1)
    mean, std = (images.new_tensor(v)[None, :, None, None] for v in (MEAN, STD))
    return (images - mean) / std
