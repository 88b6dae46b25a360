"""DALL-E mini's transformer (normformer, gated feed-forward, no biases) with min-dalle's tensor names.

Layer norms without a learned scale have no weight tensor, as in the published checkpoints.
"""

import torch
import torch.nn.functional as F
from torch import nn

from ..attention import attend
from .tokenizer import LENGTH, PAD, PIECES

CONFIG = {
    "model_type": "dallebart", "text_vocab_size": PIECES, "text_length": LENGTH, "image_vocab_size": 1024,
    "image_length": 256, "d_model": 448, "encoder_layers": 2, "decoder_layers": 4, "heads": 7, "ffn_dim": 1024,
    "decoder_start_token_id": 1024, "pad_token_id": PAD, "bos_token_id": 0, "eos_token_id": 2,
    "activation_function": "gelu", "use_bias": False, "ln_positions": "normformer", "use_glu": True, "force_ln_scale": False,
}  # fmt: skip


class BiasNorm(nn.Module):
    """A layer norm with a bias only. Its scale of ones is no parameter; autocast needs one to be there."""

    def __init__(self, width: int):
        super().__init__()
        self.bias = nn.Parameter(torch.zeros(width))
        self.register_buffer("ones", torch.ones(width), persistent=False)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        return F.layer_norm(x, (x.shape[-1],), self.ones, self.bias, 1e-5)


class GLU(nn.Module):
    def __init__(self, width: int, inner: int):
        super().__init__()
        self.ln0, self.ln1 = BiasNorm(width), BiasNorm(inner)
        self.fc0, self.fc1 = nn.Linear(width, inner, bias=False), nn.Linear(width, inner, bias=False)
        self.fc2 = nn.Linear(inner, width, bias=False)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        y = self.ln0(x)
        return self.fc2(self.ln1(F.gelu(self.fc0(y)) * self.fc1(y)))


class Attention(nn.Module):
    def __init__(self, width: int, heads: int):
        super().__init__()
        self.heads = heads
        self.q_proj, self.k_proj, self.v_proj, self.out_proj = (nn.Linear(width, width, bias=False) for _ in range(4))

    def split(self, x: torch.Tensor) -> torch.Tensor:
        return x.view(x.shape[0], x.shape[1], self.heads, -1).transpose(1, 2)

    def keys_values(self, x: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor]:
        return self.split(self.k_proj(x)), self.split(self.v_proj(x))

    def forward(self, x, keys, values, mask=None, causal=False) -> torch.Tensor:
        out = attend(self.split(self.q_proj(x)), keys, values, mask, causal)
        return self.out_proj(out.transpose(1, 2).reshape(x.shape))


class EncoderLayer(nn.Module):
    def __init__(self, width: int, heads: int, inner: int):
        super().__init__()
        self.pre_self_attn_layer_norm, self.self_attn = BiasNorm(width), Attention(width, heads)
        self.self_attn_layer_norm, self.glu = nn.LayerNorm(width), GLU(width, inner)

    def forward(self, x: torch.Tensor, mask: torch.Tensor) -> torch.Tensor:
        y = self.pre_self_attn_layer_norm(x)
        x = x + self.self_attn_layer_norm(self.self_attn(y, *self.self_attn.keys_values(y), mask))
        return x + self.glu(x)


class DecoderLayer(EncoderLayer):
    def __init__(self, width: int, heads: int, inner: int):
        super().__init__(width, heads, inner)
        self.pre_encoder_attn_layer_norm, self.encoder_attn = BiasNorm(width), Attention(width, heads)
        self.encoder_attn_layer_norm = nn.LayerNorm(width)

    def forward(self, x, text_keys, text_values, mask, cache: torch.Tensor | None = None, position: int = 0) -> torch.Tensor:
        """`cache`: keys and values of all positions, of which those before `position` are filled."""
        y = self.pre_self_attn_layer_norm(x)
        keys, values = self.self_attn.keys_values(y)
        if cache is not None:
            cache[0, :, :, position], cache[1, :, :, position] = keys[:, :, 0], values[:, :, 0]
            keys, values = cache[:, :, :, : position + 1]
        x = x + self.self_attn_layer_norm(self.self_attn(y, keys, values, causal=cache is None))
        y = self.pre_encoder_attn_layer_norm(x)
        x = x + self.encoder_attn_layer_norm(self.encoder_attn(y, text_keys, text_values, mask))
        return x + self.glu(x)


class Stack(nn.Module):
    def __init__(self, layer, vocabulary: int, length: int, layers: int, width: int, heads: int, inner: int):
        super().__init__()
        self.embed_tokens, self.embed_positions = nn.Embedding(vocabulary, width), nn.Embedding(length, width)
        self.layernorm_embedding = nn.LayerNorm(width)
        self.layers = nn.ModuleList(layer(width, heads, inner) for _ in range(layers))
        self.final_ln = BiasNorm(width)

    def embed(self, ids: torch.Tensor, start: int = 0) -> torch.Tensor:
        positions = self.embed_positions.weight[start : start + ids.shape[1]]
        return self.layernorm_embedding(self.embed_tokens(ids) + positions)


class Encoder(Stack):
    def forward(self, ids: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor]:
        mask = (ids != PAD)[:, None, None]
        x = self.embed(ids)
        for layer in self.layers:
            x = layer(x, mask)
        return self.final_ln(x), mask


class Decoder(Stack):
    def __init__(self, vocabulary: int, length: int, layers: int, width: int, heads: int, inner: int):
        super().__init__(DecoderLayer, vocabulary + 1, length, layers, width, heads, inner)
        self.lm_head = nn.Linear(width, vocabulary + 1, bias=False)

    def text(self, encoded: torch.Tensor) -> list[tuple[torch.Tensor, torch.Tensor]]:
        """Each layer's keys and values of the text, the same for all positions."""
        return [layer.encoder_attn.keys_values(encoded) for layer in self.layers]

    def forward(self, ids: torch.Tensor, text: list, mask: torch.Tensor) -> torch.Tensor:
        x = self.embed(ids)
        for layer, (keys, values) in zip(self.layers, text, strict=True):
            x = layer(x, keys, values, mask)
        return self.lm_head(self.final_ln(x))

    def step(self, ids: torch.Tensor, position: int, text: list, mask: torch.Tensor, caches: list) -> torch.Tensor:
        x = self.embed(ids[:, None], position)
        for layer, (keys, values), cache in zip(self.layers, text, caches, strict=True):
            x = layer(x, keys, values, mask, cache, position)
        return self.lm_head(self.final_ln(x))[:, 0]


class Dalle(nn.Module):
    def __init__(self, config: dict):
        super().__init__()
        self.config = config
        size = (config["d_model"], config["heads"], config["ffn_dim"])
        self.encoder = Encoder(EncoderLayer, config["text_vocab_size"], config["text_length"], config["encoder_layers"], *size)
        self.decoder = Decoder(config["image_vocab_size"], config["image_length"], config["decoder_layers"], *size)
        for parameter in self.parameters():
            if parameter.dim() == 2:
                nn.init.normal_(parameter, std=0.02)

    def forward(self, text: torch.Tensor, image: torch.Tensor) -> torch.Tensor:
        """Logits of every image token, given those before it."""
        longest = int((text != PAD).sum(1).max())
        encoded, mask = self.encoder(text[:, :longest])
        start = torch.full_like(image[:, :1], self.config["decoder_start_token_id"])
        return self.decoder(torch.cat([start, image[:, :-1]], 1), self.decoder.text(encoded), mask)

    @torch.no_grad()
    def sample(
        self, text: torch.Tensor, count: int, guidance: float = 3.0, temperature: float = 1.0, top_k: int = 128,
        generator: torch.Generator | None = None,
    ) -> torch.Tensor:  # fmt: skip
        """`count` token rows a prompt, with super-conditioning u + g (c - u)."""
        empty = torch.full_like(text, PAD)
        empty[:, 0], empty[:, 1] = 0, 2
        encoded, mask = self.encoder(torch.cat([empty, text]))
        encoded, mask = encoded.repeat_interleave(count, 0), mask.repeat_interleave(count, 0)
        cross = self.decoder.text(encoded)
        places = (2, len(encoded), self.config["heads"], self.config["image_length"], encoded.shape[-1] // self.config["heads"])
        caches = [encoded.new_empty(places) for _ in self.decoder.layers]
        current = torch.full((len(text) * count,), self.config["decoder_start_token_id"], device=text.device)
        tokens = []
        for position in range(self.config["image_length"]):
            logits = self.decoder.step(torch.cat([current, current]), position, cross, mask, caches)
            without, given = logits[:, : self.config["image_vocab_size"]].float().chunk(2)
            logits = (without + guidance * (given - without)) / temperature
            if top_k:
                least = logits.topk(min(top_k, logits.shape[1])).values[:, -1:]
                logits = logits.masked_fill(logits < least, -torch.inf)
            current = torch.multinomial(logits.softmax(-1), 1, generator=generator)[:, 0]
            tokens.append(current)
        return torch.stack(tokens, 1)
