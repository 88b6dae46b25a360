"""The VQGAN in taming-transformers' layout: same modules, same tensor names."""

import torch
import torch.nn.functional as F
from torch import nn

CONFIG = {
    "embed_dim": 32,
    "n_embed": 1024,
    "ddconfig": {
        "double_z": False, "z_channels": 64, "resolution": 128, "in_channels": 3, "out_ch": 3, "ch": 64,
        "ch_mult": [1, 1, 2, 2], "num_res_blocks": 1, "attn_resolutions": [16], "dropout": 0.0,
    },
}  # fmt: skip


def norm(channels: int) -> nn.GroupNorm:
    return nn.GroupNorm(32, channels, eps=1e-6)


class ResnetBlock(nn.Module):
    def __init__(self, before: int, after: int):
        super().__init__()
        self.norm1, self.conv1 = norm(before), nn.Conv2d(before, after, 3, padding=1)
        self.norm2, self.conv2 = norm(after), nn.Conv2d(after, after, 3, padding=1)
        if before != after:
            self.nin_shortcut = nn.Conv2d(before, after, 1)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        h = self.conv1(F.silu(self.norm1(x)))
        h = self.conv2(F.silu(self.norm2(h)))
        return (self.nin_shortcut(x) if hasattr(self, "nin_shortcut") else x) + h


class AttnBlock(nn.Module):
    def __init__(self, channels: int):
        super().__init__()
        self.norm = norm(channels)
        self.q, self.k, self.v, self.proj_out = (nn.Conv2d(channels, channels, 1) for _ in range(4))

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        batch, channels, height, width = x.shape
        y = self.norm(x)
        q, k, v = (conv(y).flatten(2).transpose(1, 2) for conv in (self.q, self.k, self.v))
        out = F.scaled_dot_product_attention(q, k, v)
        return x + self.proj_out(out.transpose(1, 2).reshape(batch, channels, height, width))


class Downsample(nn.Module):
    def __init__(self, channels: int):
        super().__init__()
        self.conv = nn.Conv2d(channels, channels, 3, stride=2)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        return self.conv(F.pad(x, (0, 1, 0, 1)))


class Upsample(nn.Module):
    def __init__(self, channels: int):
        super().__init__()
        self.conv = nn.Conv2d(channels, channels, 3, padding=1)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        return self.conv(F.interpolate(x, scale_factor=2.0, mode="nearest"))


class Level(nn.Module):
    """A holder of named parts."""

    def __init__(self, blocks: list[nn.Module], attentions: list[nn.Module]):
        super().__init__()
        self.block, self.attn = nn.ModuleList(blocks), nn.ModuleList(attentions)

    def run(self, x: torch.Tensor) -> torch.Tensor:
        for number, block in enumerate(self.block):
            x = block(x)
            if len(self.attn):
                x = self.attn[number](x)
        return x


class Middle(nn.Module):
    def __init__(self, channels: int):
        super().__init__()
        self.block_1, self.attn_1, self.block_2 = (
            ResnetBlock(channels, channels), AttnBlock(channels), ResnetBlock(channels, channels),
        )  # fmt: skip

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        return self.block_2(self.attn_1(self.block_1(x)))


def level(before: int, after: int, count: int, attention: bool) -> Level:
    blocks = [ResnetBlock(before if i == 0 else after, after) for i in range(count)]
    return Level(blocks, [AttnBlock(after) for _ in range(count)] if attention else [])


class Encoder(nn.Module):
    def __init__(self, ch, ch_mult, num_res_blocks, attn_resolutions, resolution, z_channels, in_channels=3, **_):
        super().__init__()
        self.conv_in = nn.Conv2d(in_channels, ch, 3, padding=1)
        self.down = nn.ModuleList()
        channels = ch
        for number, multiple in enumerate(ch_mult):
            made = level(channels, ch * multiple, num_res_blocks, resolution in attn_resolutions)
            channels = ch * multiple
            if number != len(ch_mult) - 1:
                made.downsample = Downsample(channels)
                resolution //= 2
            self.down.append(made)
        self.mid = Middle(channels)
        self.norm_out, self.conv_out = norm(channels), nn.Conv2d(channels, z_channels, 3, padding=1)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        x = self.conv_in(x)
        for part in self.down:
            x = part.run(x)
            if hasattr(part, "downsample"):
                x = part.downsample(x)
        return self.conv_out(F.silu(self.norm_out(self.mid(x))))


class Decoder(nn.Module):
    def __init__(self, ch, ch_mult, num_res_blocks, attn_resolutions, resolution, z_channels, out_ch=3, **_):
        super().__init__()
        channels = ch * ch_mult[-1]
        resolution //= 2 ** (len(ch_mult) - 1)
        self.conv_in = nn.Conv2d(z_channels, channels, 3, padding=1)
        self.mid = Middle(channels)
        levels: list[Level] = []
        for number in reversed(range(len(ch_mult))):
            after = ch * ch_mult[number]
            made = level(channels, after, num_res_blocks + 1, resolution in attn_resolutions)
            channels = after
            if number:
                made.upsample = Upsample(channels)
                resolution *= 2
            levels.insert(0, made)
        self.up = nn.ModuleList(levels)
        self.norm_out, self.conv_out = norm(channels), nn.Conv2d(channels, out_ch, 3, padding=1)

    def forward(self, z: torch.Tensor) -> torch.Tensor:
        x = self.mid(self.conv_in(z))
        for part in reversed(self.up):
            x = part.run(x)
            if hasattr(part, "upsample"):
                x = part.upsample(x)
        return self.conv_out(F.silu(self.norm_out(x)))


class Quantiser(nn.Module):
    """Nearest codes; while training the codebook follows the encoder by moving averages, dead codes start anew."""

    def __init__(self, codes: int, width: int, keep: float = 0.98, commitment: float = 0.25, dead: float = 0.03):
        super().__init__()
        self.keep, self.commitment, self.dead = keep, commitment, dead
        self.embedding = nn.Embedding(codes, width)
        self.embedding.weight.requires_grad_(False)
        self.register_buffer("counts", torch.ones(codes), persistent=False)
        self.register_buffer("sums", self.embedding.weight.detach().clone(), persistent=False)

    def seed(self, vectors: torch.Tensor) -> None:
        """Takes encoder outputs for a first codebook."""
        chosen = vectors[torch.randperm(len(vectors), device=vectors.device)[: len(self.counts)]]
        self.embedding.weight.data.copy_(chosen)
        self.sums.copy_(chosen)
        self.counts.fill_(1)

    def nearest(self, vectors: torch.Tensor) -> torch.Tensor:
        codes = self.embedding.weight
        return ((codes * codes).sum(1) - 2 * vectors @ codes.t()).argmin(1)

    def vectors(self, ids: torch.Tensor) -> torch.Tensor:
        """The codes of a square of ids, N x width x rows x columns."""
        side = round(ids.shape[1] ** 0.5)
        return self.embedding(ids).reshape(len(ids), side, side, -1).permute(0, 3, 1, 2).contiguous()

    def forward(self, z: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor, torch.Tensor]:
        batch, width, rows, columns = z.shape
        flat = z.float().permute(0, 2, 3, 1).reshape(-1, width)
        ids = self.nearest(flat.detach())
        if self.training:
            self.follow(flat.detach(), ids)
        quantised = self.embedding(ids)
        loss = self.commitment * F.mse_loss(flat, quantised)
        quantised = flat + (quantised - flat).detach()
        return quantised.reshape(batch, rows, columns, width).permute(0, 3, 1, 2).contiguous(), loss, ids.reshape(batch, -1)

    @torch.no_grad()
    def follow(self, vectors: torch.Tensor, ids: torch.Tensor) -> None:
        counts = torch.bincount(ids, minlength=len(self.counts)).float()
        sums = torch.zeros_like(self.sums).index_add_(0, ids, vectors)
        self.counts.mul_(self.keep).add_(counts, alpha=1 - self.keep)
        self.sums.mul_(self.keep).add_(sums, alpha=1 - self.keep)
        dead = self.counts < self.dead
        if number := int(dead.sum()):
            self.sums[dead] = vectors[torch.randint(0, len(vectors), (number,), device=vectors.device)]
            self.counts[dead] = 1.0
        self.embedding.weight.data.copy_(self.sums / self.counts.clamp_min(1e-5)[:, None])


class VQGAN(nn.Module):
    """Pictures in [-1, 1]."""

    def __init__(self, embed_dim: int, n_embed: int, ddconfig: dict):
        super().__init__()
        self.config = {"embed_dim": embed_dim, "n_embed": n_embed, "ddconfig": ddconfig}
        self.encoder, self.decoder = Encoder(**ddconfig), Decoder(**ddconfig)
        self.quantize = Quantiser(n_embed, embed_dim)
        self.quant_conv = nn.Conv2d(ddconfig["z_channels"], embed_dim, 1)
        self.post_quant_conv = nn.Conv2d(embed_dim, ddconfig["z_channels"], 1)

    def latent(self, images: torch.Tensor) -> torch.Tensor:
        return self.quant_conv(self.encoder(images))

    def paint(self, latent: torch.Tensor) -> torch.Tensor:
        return self.decoder(self.post_quant_conv(latent))

    @torch.no_grad()
    def encode(self, images: torch.Tensor) -> torch.Tensor:
        """Token ids, N x (rows · columns)."""
        latent = self.latent(images).float()
        flat = latent.permute(0, 2, 3, 1).reshape(-1, latent.shape[1])
        return self.quantize.nearest(flat).reshape(len(images), -1)

    @torch.no_grad()
    def decode(self, ids: torch.Tensor) -> torch.Tensor:
        return self.paint(self.quantize.vectors(ids))


def fast_init(model: VQGAN) -> VQGAN:
    """Starts near a blurring linear auto-encoder: identity resampling, small residual branches.

    With PyTorch's default the picture stays grey for hundreds of steps.
    """
    for name, module in model.named_modules():
        if name.endswith(("downsample.conv", "upsample.conv")):
            nn.init.dirac_(module.weight)
            nn.init.zeros_(module.bias)
            if name.endswith("downsample.conv"):
                mean = torch.zeros_like(module.weight)
                channels = torch.arange(mean.shape[0])
                mean[channels, channels, :2, :2] = 0.25
                module.weight.data.copy_(mean)
            module.weight.data.add_(torch.randn_like(module.weight), alpha=0.01)
        elif name.endswith(("conv2", "proj_out")):
            module.weight.data.mul_(0.1)
            nn.init.zeros_(module.bias)
        elif name.endswith(("nin_shortcut", "quant_conv")):
            nn.init.orthogonal_(module.weight)
            nn.init.zeros_(module.bias)
    return model


class Discriminator(nn.Module):
    """Scores patches of about 34 pixels."""

    def __init__(self, width: int = 32):
        super().__init__()
        self.layers = nn.Sequential(
            nn.Conv2d(3, width, 4, 2, 1), nn.LeakyReLU(0.2),
            nn.Conv2d(width, 2 * width, 4, 2, 1), nn.GroupNorm(8, 2 * width), nn.LeakyReLU(0.2),
            nn.Conv2d(2 * width, 4 * width, 4, 1, 1), nn.GroupNorm(8, 4 * width), nn.LeakyReLU(0.2),
            nn.Conv2d(4 * width, 1, 4, 1, 1),
        )  # fmt: skip

    def forward(self, images: torch.Tensor) -> torch.Tensor:
        return self.layers(images)
